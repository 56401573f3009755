// Package wasmtime adapts github.com/bytecodealliance/wasmtime-go, the
// runtime of the Bytecode Alliance behind its C API, and registers it as
// "wasmtime". It needs cgo: without it the package builds, and opening the
// engine says what is missing.
//
// Every feature of WebAssembly that this version of wasmtime can run is
// switched on. The flags are listed by the error for an unknown one; the most
// used are opt-level=none|speed|speed-and-size, parallel-compilation=off,
// strategy=auto|cranelift, fuel and wasm-gc=off.
//
// # Fuel
//
// The measure "fuel" (engines.Fuel) switches the flag fuel on by itself, and
// the rows' engine_flags say so. Wasmtime charges one unit for an operator of
// WebAssembly, none for block, loop, nop, drop, unreachable, return, else and
// end, and one more for each call of a guest's function; what WASI and other
// host functions do costs nothing, and one memory.copy costs the same whatever
// its length. The count of noop is 1: the call of bench.end. It depends on the
// module and its input and on wasmtime's version; not on the machine, the
// optimisation level or api=.
//
// Counting costs the guest an addition in each block and a comparison in each
// loop and function: on the amd64 machine of the first version the Execution
// of sha256 took 1.22 to 1.23 times as many cycles as without, sieve 1.26 to
// 1.27, shootout-ackermann 1.52 to 1.53. So cycles that are recorded beside fuel
// are those of other code, and compare with nothing that was recorded without.
// The fuel is read outside of all other stamps, by a call into Go and back:
// cycles see of it no more than of any other measure around them.
package wasmtime
