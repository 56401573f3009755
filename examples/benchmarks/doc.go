// Package benchmarks holds a corpus of WebAssembly benchmarks, one folder each,
// with source, inputs and expected output. It has no code to import: its tests
// hold the corpus to what README.md says of it.
package benchmarks
