// Package guests holds the WebAssembly files that engines and recorders are
// tested with: ones that do what they should, ones that break every rule there
// is, and ones that are no WebAssembly at all. Each comes with what it does, as
// Go data, so that a test can run them all and compare:
//
//	for _, g := range guests.All() {
//		if g.Heavy {
//			continue // takes gigabytes, or forever
//		}
//		got := run(g.Wasm(), g.Args, g.Env, g.Stdin)
//		// compare with g.Ends, g.Exit, g.Calls, g.Stdout, g.Stderr
//	}
//
// The texts lie beside the files (name.wat and name.wasm), and build.sh makes the
// one from the other. README.md lists what is needed for that.
//
// What is promised of a guest is what its text says, not what an engine makes of
// it. Where wazero v1.12.0 and wasmtime v39.0.1, the two it was tried on, differ
// from that or from one another, Note says so.
package guests
