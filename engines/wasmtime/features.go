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

// allFeatures are those that wasmtime-go can set, and whether they are on unless
// a flag says otherwise: as wasmtime has them. What is off there is less tried,
// and one more way in for a guest that nobody trusts.
var allFeatures = []struct {
	name string
	set  func(config, bool)
	on   bool
}{
	{"threads", config.SetWasmThreads, true},
	{"simd", config.SetWasmSIMD, true},
	{"relaxed-simd", config.SetWasmRelaxedSIMD, true},
	{"bulk-memory", config.SetWasmBulkMemory, true},
	{"multi-value", config.SetWasmMultiValue, true},
	{"multi-memory", config.SetWasmMultiMemory, true},
	{"memory64", config.SetWasmMemory64, true},
	{"tail-call", config.SetWasmTailCall, true},
	{"reference-types", config.SetWasmReferenceTypes, true},
	{"function-references", config.SetWasmFunctionReferences, false},
	{"gc", config.SetWasmGC, false},
	{"wide-arithmetic", config.SetWasmWideArithmetic, false},
}

// nativeFeatures have no setter in wasmtime-go.
var nativeFeatures = []struct {
	name string
	set  func(*native.Config, bool)
	on   bool // unless a flag says otherwise
}{
	{"exceptions", (*native.Config).SetWasmExceptions, false},
	{"custom-page-sizes", (*native.Config).SetWasmCustomPageSizes, false},
	{"stack-switching", (*native.Config).SetWasmStackSwitching, false},
}

// stackSwitching says whether the proposal can be switched on: elsewhere
// wasmtime ends the process when it is asked to.
const stackSwitching = runtime.GOOS == "linux" && runtime.GOARCH == "amd64"

func (s *settings) knownFeatures() []engines.Flag {
	var known []engines.Flag
	for _, f := range allFeatures {
		known = append(known, engines.OnOff("wasm-"+f.name, aboutFeature(f.on), func(on bool) {
			s.given[f.name] = on
			s.add(func(c config) { f.set(c, on) })
		}))
	}
	for _, f := range nativeFeatures {
		if f.name == "stack-switching" && !stackSwitching {
			continue
		}
		known = append(known, engines.OnOff("wasm-"+f.name, aboutFeature(f.on), func(on bool) {
			s.given[f.name] = on
			s.native = "wasm-" + f.name
			s.only = append(s.only, func(c *native.Config) { f.set(c, on) })
		}))
	}
	return known
}

func aboutFeature(on bool) string {
	if on {
		return "the WebAssembly feature; on unless given"
	}
	return "the WebAssembly feature; off unless given, as in wasmtime"
}

// featureNamed switches a feature of allFeatures on.
func featureNamed(name string) func(config) {
	for _, f := range allFeatures {
		if f.name == name {
			return func(c config) { f.set(c, true) }
		}
	}
	panic("BUG: wasmtime: no feature " + name)
}
