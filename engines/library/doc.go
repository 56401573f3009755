// Package library is the adapter for engines that are shared libraries with the
// bench API: five C functions that many engines have, or get in an afternoon.
// Importing it registers it with engines.Default for files that end in .so,
// .dylib and .dll:
//
//	engine, err := engines.Open(ctx, "./libengine.so", "flags of the library's own")
//
// The functions and the structure are in example/wasmtime/bench-api.h, beside a
// library to start from. Each phase is one call, and the library brackets it with
// the timers that it was given: those of a measure with entry points are called
// by the library itself, so that nothing of Go is in the window.
//
// What the API does not have cannot be done: calling a function other than
// _start, arguments, variables other than WASM_BENCH_USE_SMALL_WORKLOAD, or
// telling a trap from an exit.
//
// It needs linux or darwin on amd64 or arm64, and no cgo: without cgo the
// program is linked dynamically because of it, and with the build tag
// sightglass_static it is static and loads no libraries.
package library
