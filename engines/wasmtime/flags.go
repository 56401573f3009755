//go:build cgo

package wasmtime

import (
	wasmtime "github.com/bytecodealliance/wasmtime-go/v39"

	"github.com/sightglass-go/sightglass/engines"
)

// options are the flags that are not part of wasmtime's own configuration.
type options struct {
	fuel bool // every store gets as much as there is
}

// configure switches every feature on and then applies the flags.
func configure(config *wasmtime.Config, o *options, flags string) error {
	features := []struct {
		name string
		set  func(bool)
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
	known := []engines.Flag{
		engines.Choice("strategy", "the compiler", config.SetStrategy,
			[]string{"auto", "cranelift"}, []wasmtime.Strategy{wasmtime.StrategyAuto, wasmtime.StrategyCranelift}),
		engines.Choice("opt-level", "how hard Cranelift tries; speed unless given", config.SetCraneliftOptLevel,
			[]string{"none", "speed", "speed-and-size"},
			[]wasmtime.OptLevel{wasmtime.OptLevelNone, wasmtime.OptLevelSpeed, wasmtime.OptLevelSpeedAndSize}),
		engines.OnOff("parallel-compilation", "compile on many threads; on unless given", config.SetParallelCompilation),
		engines.OnOff("fuel", "count fuel, of which there is no end; changes the code", func(on bool) {
			o.fuel = on
			config.SetConsumeFuel(on)
		}),
		engines.OnOff("memory-init-cow", "initialise memories by copy-on-write mappings; on unless given", config.SetMemoryInitCOWSet),
		engines.OnOff("nan-canonicalization", "make all NaNs the same; changes the code", config.SetCraneliftNanCanonicalization),
		engines.OnOff("debug-info", "emit DWARF for the compiled code", config.SetDebugInfo),
		engines.OnOff("native-unwind-info", "emit unwind tables", config.SetNativeUnwindInfo),
		engines.Integer("max-wasm-stack", "bytes of stack for guest code", 4096, 1<<30, config.SetMaxWasmStack),
		engines.Choice("profiler", "how compiled code is shown to profilers", config.SetProfiler,
			[]string{"none", "jitdump", "perfmap"},
			[]wasmtime.ProfilingStrategy{wasmtime.ProfilingStrategyNone, wasmtime.ProfilingStrategyJitdump, profilingPerfMap}),
	}
	for _, f := range features {
		f.set(true)
		known = append(known, engines.OnOff("wasm-"+f.name, "the WebAssembly feature; on unless given", f.set))
	}
	return engines.ParseFlags(flags, known)
}

// profilingPerfMap is WASMTIME_PROFILING_STRATEGY_PERFMAP of wasmtime's C API,
// for which wasmtime-go has no name.
const profilingPerfMap wasmtime.ProfilingStrategy = 3
