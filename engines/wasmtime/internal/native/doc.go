// Package native calls wasmtime's C API, in the library that wasmtime-go
// links, directly: one call from Go per step, no finalizers, and bench.start
// and bench.end as C functions. RATIONALE.md of package wasmtime says why.
//
// Every value is closed by its Close, once or often, in any order: what the C
// API hands out is counted by it, so a module may be closed before its
// instances. Nothing here is safe for use by two goroutines at once. Without
// cgo the package is empty.
package native
