// Package inspect reads what a recorder must know about a WebAssembly file
// before it hands the file to an engine: what it imports and exports, with the
// types of the functions, whether it has a start function, and how large its
// sections are. From that it says whether the file can be measured, and if not,
// all of what is wrong with it at once, in words that do not depend on the
// engine.
//
//	m, err := inspect.Parse(wasm)
//	if err != nil {
//		return err // not a core module: a component, text, an LFS pointer, ...
//	}
//	if err := inspect.CheckBenchmark(m); err != nil {
//		return err // no bench.start, no _start, wrong types, ...
//	}
//
// # What it is not
//
// It is not a validator. Engines differ in the proposals they take, and the engine
// that is measured is the judge of that. Parse refuses only what cannot be read
// at all: a file that is not a core module, that was cut off, or whose sections
// contradict themselves. Where it meets a type or a section it has not heard
// of, it goes on as far as it can, leaves what it could not read marked as
// unknown, and notes it in [Module.Warnings]; the checks pass what is unknown.
// Of the code only the number of locals is read, of elements and data nothing.
//
// The package uses the standard library only, holds on to nothing of the bytes
// it was given, and takes time and memory in proportion to them, whatever
// counts they claim to hold.
package inspect
