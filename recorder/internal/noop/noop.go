// Package noop holds the benchmark that does nothing, for those that record it
// unasked.
package noop

import _ "embed"

// Wasm imports bench.start and bench.end, exports _start, and has nothing between
// the two calls. It is examples/benchmarks/noop/noop.wasm, and is not to be
// changed.
//
//go:embed noop.wasm
var Wasm []byte

// Component is the same for engines that run components of WASI 0.2: it is
// engines/enginetest/guests/components/noop.wasm.
//
//go:embed component.wasm
var Component []byte
