// Package guest is for authors of benchmarks: a program, compiled to
// WebAssembly, that brackets the work to be measured with bench.start and
// bench.end. README.md has the lines for each language; for two there is
// something to import:
//
//	bench/             the Go package
//	c/sightglass.h     the header for C and C++
//
// This package itself is empty. Its tests build a guest with each, and run it.
package guest
