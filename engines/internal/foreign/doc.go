// Package foreign is what adapters share that load machine code at run time: how a
// shared library is loaded and called without cgo, what is wrong with one that cannot
// be, and the timers that C code calls.
package foreign
