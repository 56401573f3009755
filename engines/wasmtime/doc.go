// Package wasmtime adapts github.com/bytecodealliance/wasmtime-go, the
// runtime of the Bytecode Alliance behind its C API, and registers it as
// "wasmtime". It needs cgo: without it the package builds, and opening the
// engine says what is missing.
//
// The features of WebAssembly that wasmtime has on by default are on; flags
// switch on what else it can run: wasm-gc, wasm-function-references,
// wasm-exceptions, wasm-wide-arithmetic and wasm-custom-page-sizes. The flags are listed by the error for an unknown one; the most
// used are opt-level=none|speed|speed-and-size, parallel-compilation=off,
// strategy=auto|cranelift, fuel and wasm-gc.
//
// # Fuel
//
// The measure "fuel" (measure.Fuel) switches the flag fuel on by itself, and
// the rows' engine_flags say so. Wasmtime charges one unit for an operator of
// WebAssembly, none for block, loop, nop, drop, unreachable, return, else and
// end, and one more for each call of a guest's function; what WASI and other
// host functions do costs nothing, and one memory.copy costs the same whatever
// its length. What a function burnt last before it is left by a throw or call_ref
// is forgotten. The count of noop is 1: the call of bench.end. It depends on the
// module and its input and on wasmtime's version; not on the machine, the
// optimisation level or api=.
//
// Counting is part of the guest's code and costs it time. With small workloads,
//
//	sightglass benchmark -e wasmtime -e wasmtime:fuel -p 30 -i 3 --small-workloads \
//		--phase execution sha256/sha256.wasm sieve/sieve.wasm \
//		shootout-ackermann/shootout-ackermann.wasm
//
// printed ratios of 1.22, 1.26 and 1.51 on a shared amd64 virtual machine. So
// cycles that are recorded beside fuel are those of other code, and compare with
// nothing that was recorded without.
// The fuel is read outside of all other stamps, by a call into Go and back:
// cycles see of it no more than of any other measure around them.
package wasmtime
