// Package example has the source of an engine library: the folder wasmtime, with a
// header for authors of other engines, an engine and a Makefile. Package
// recorder/build makes libraries of wasmtime's versions from it.
package example

import _ "embed"

// Header is bench-api.h and Engine is engine.c, which includes it and wasmtime.h.
// VERSION may be defined as the text that the library calls its version.
var (
	//go:embed wasmtime/bench-api.h
	Header []byte
	//go:embed wasmtime/engine.c
	Engine []byte
)
