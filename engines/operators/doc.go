// Package operators decodes the code of WebAssembly modules, operator by operator, sorts
// operators into the classes of the Rust sightglass, and rewrites modules so that they
// count the operators that they execute.
//
//	s, err := operators.Count(wasm)
//	if err != nil {
//		return err // not a module, or an operator that is not known, named
//	}
//	fmt.Println(s.Total(), s.Counts[operators.MemoryLoad])
//
// [Rewrite] makes of a module one that counts while it runs, in globals that it exports:
// all operators, those of each class, or at an engine's prices, as a [Tally] says. Package
// engines has them read (engines.GlobalReader), and its measure "operators" records them.
//
// It knows the operators that the engines of this module can run: those of the core
// specification 3.0, of both forms of exception handling, of threads, relaxed SIMD and
// wide arithmetic. One that it does not know is an error that wraps ErrUnknown, never
// skipped.
//
// It is no validator: code that it counts may be refused by every engine. It panics on
// no input, and takes time and memory in proportion to it.
package operators
