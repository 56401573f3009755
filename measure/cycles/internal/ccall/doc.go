// Package ccall calls C function pointers from C, for tests of code that
// offers some: a package that uses cgo cannot hold Go assembly and the other
// way round, so the caller must live elsewhere. Without cgo it is empty.
package ccall
