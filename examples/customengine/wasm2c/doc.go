// Package wasm2c is about an engine library that makes native code of guests: wasm2c of
// wabt makes C of a module, and a C compiler machine code of that. There is no Go in it
// but the tests that hold the library to the contract of all engines; README.md says how
// to record it.
package wasm2c
