// Package twin compares the wasmtime adapter with a C program that does the
// same on the same library:
//
//	go test -bench . -benchtime 7x ./engines/wasmtime/internal/twin
//
// Each round runs, for each program, processes of the C program, of the adapter,
// and of the adapter with api=wasmtime-go, close to one another: with the
// library's defaults, and with all proposals switched on. A round's ratio is that
// of the medians of two processes; reported is the median over the rounds. Absolute times differ by machine and by day, and so nothing here
// passes or fails by them.
//
// The C program is built by the test, against the library and the headers that
// are in wasmtime-go's module.
package twin
