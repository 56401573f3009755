// Package wasmtime adapts github.com/bytecodealliance/wasmtime-go, the
// runtime of the Bytecode Alliance behind its C API, and registers it as
// "wasmtime". It needs cgo: without it the package builds, and opening the
// engine says what is missing.
//
// Every feature of WebAssembly that this version of wasmtime can run is
// switched on. The flags are listed by the error for an unknown one; the most
// used are opt-level=none|speed|speed-and-size, parallel-compilation=off,
// strategy=auto|cranelift, fuel and wasm-gc=off.
package wasmtime
