// Package twin compares the wasmtime adapter with a C program that does the
// same on the same library:
//
//	go test -bench . -benchtime 7x ./engines/wasmtime/internal/twin
//
// Each round runs, for each program and in turn, one process of the C program,
// one of the adapter and one of the adapter with api=wasmtime-go. A round's
// ratio is that of the medians of two processes; reported is the median over
// the rounds. Absolute times differ by machine and by day, and so nothing here
// passes or fails by them.
//
// The C program is built by the test, against the library and the headers that
// are in wasmtime-go's module.
package twin
