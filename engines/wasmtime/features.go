//go:build cgo

package wasmtime

import (
	"runtime"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/wasmtime/internal/native"
)

// features are the setters of WebAssembly's proposals.
type features interface {
	SetWasmThreads(bool)
	SetWasmSIMD(bool)
	SetWasmRelaxedSIMD(bool)
	SetWasmBulkMemory(bool)
	SetWasmMultiValue(bool)
	SetWasmMultiMemory(bool)
	SetWasmMemory64(bool)
	SetWasmTailCall(bool)
	SetWasmReferenceTypes(bool)
	SetWasmFunctionReferences(bool)
	SetWasmGC(bool)
	SetWasmWideArithmetic(bool)
}

// allFeatures are on unless a flag says otherwise.
var allFeatures = []struct {
	name string
	set  func(config, bool)
}{
	{"threads", config.SetWasmThreads},
	{"simd", config.SetWasmSIMD},
	{"relaxed-simd", config.SetWasmRelaxedSIMD},
	{"bulk-memory", config.SetWasmBulkMemory},
	{"multi-value", config.SetWasmMultiValue},
	{"multi-memory", config.SetWasmMultiMemory},
	{"memory64", config.SetWasmMemory64},
	{"tail-call", config.SetWasmTailCall},
	{"reference-types", config.SetWasmReferenceTypes},
	{"function-references", config.SetWasmFunctionReferences},
	{"gc", config.SetWasmGC},
	{"wide-arithmetic", config.SetWasmWideArithmetic},
}

// nativeFeatures have no setter in wasmtime-go.
var nativeFeatures = []struct {
	name string
	set  func(*native.Config, bool)
	on   bool // unless a flag says otherwise
}{
	{"exceptions", (*native.Config).SetWasmExceptions, true},
	{"custom-page-sizes", (*native.Config).SetWasmCustomPageSizes, true},
	{"stack-switching", (*native.Config).SetWasmStackSwitching, false},
}

// stackSwitching says whether the proposal can be switched on: elsewhere
// wasmtime ends the process when it is asked to.
const stackSwitching = runtime.GOOS == "linux" && runtime.GOARCH == "amd64"

func (s *settings) knownFeatures() []engines.Flag {
	var known []engines.Flag
	for _, f := range allFeatures {
		known = append(known, engines.OnOff("wasm-"+f.name, "the WebAssembly feature; on unless given", func(on bool) {
			s.given[f.name] = on
			s.add(func(c config) { f.set(c, on) })
		}))
	}
	for _, f := range nativeFeatures {
		if f.name == "stack-switching" && !stackSwitching {
			continue
		}
		about := "the WebAssembly feature; on unless given"
		if !f.on {
			about = "the WebAssembly feature; off unless given"
		}
		known = append(known, engines.OnOff("wasm-"+f.name, about, func(on bool) {
			s.native = "wasm-" + f.name
			s.only = append(s.only, func(c *native.Config) { f.set(c, on) })
		}))
	}
	return known
}
