// Command sightglass records how long WebAssembly benchmarks take to compile,
// to instantiate and to execute, on one or more engines, and says what the
// numbers mean.
//
//	sightglass benchmark --engine wazero --engine wasmtime noop.wasm
//
// See "sightglass help" for its commands.
package main

import (
	"os"

	_ "github.com/sightglass-go/sightglass/engines/library"
	_ "github.com/sightglass-go/sightglass/engines/native"
	_ "github.com/sightglass-go/sightglass/engines/program"
	_ "github.com/sightglass-go/sightglass/engines/wasmtime"
	_ "github.com/sightglass-go/sightglass/engines/wazero"
	"github.com/sightglass-go/sightglass/examples/sightglass/command"
	_ "github.com/sightglass-go/sightglass/measure/vtune"
)

func main() { os.Exit(command.Main()) }
