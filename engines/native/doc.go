// Package native is the adapter for benchmarks that are machine code: beside
// NAME.wasm lies NAME.so, built from the same source as a shared library, and this
// engine runs that in its place. In one table with engines of WebAssembly it is what
// the work takes without any. Importing it registers it with engines.Default as
// "native", and nothing runs it that does not name it.
//
// Such a benchmark has main, or native_entry as in the Rust original, and calls
// bench_start and bench_end, which it imports; sightglass.h beside this file declares
// them for WebAssembly and for machine code, so that one source makes both. It reads
// its folder, prints, and is checked as the module is. The phases are
//
//	Compilation    nothing: a compiler has been there before
//	Instantiation  loading the library: mapping, relocations, constructors
//	Execution      between bench_start and bench_end
//
// Machine code is not confined. It may do whatever the user may who records it: read
// and write all files, see the environment, use the network, end its process. Folder,
// arguments and streams are as for a guest, but nothing keeps it to them.
//
// It needs linux on amd64 or arm64, and no cgo.
package native
