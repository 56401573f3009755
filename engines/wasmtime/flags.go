//go:build cgo

package wasmtime

import (
	"fmt"

	wasmtime "github.com/bytecodealliance/wasmtime-go/v39"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/wasmtime/internal/native"
)

// The ways to reach wasmtime.
const (
	apiC  = "c"
	apiGo = "wasmtime-go"
)

// config is what wasmtime-go's configuration and the one of package native
// have in common.
type config interface {
	SetStrategy(wasmtime.Strategy)
	SetCraneliftOptLevel(wasmtime.OptLevel)
	SetProfiler(wasmtime.ProfilingStrategy)
	SetMaxWasmStack(int)
	SetParallelCompilation(bool)
	SetConsumeFuel(bool)
	SetMemoryInitCOWSet(bool)
	SetCraneliftNanCanonicalization(bool)
	SetDebugInfo(bool)
	SetNativeUnwindInfo(bool)
	features
}

// settings are flags that have been read.
type settings struct {
	api    string
	fuel   bool
	native string                 // a flag that only api=c has, if one was given
	both   []func(config)         // in the order of the flags
	only   []func(*native.Config) // for api=c
	given  map[string]bool        // features that were named, on or off
}

// parse reads the flags. It refuses combinations that would end the process
// in wasmtime, which cannot report them.
func parse(flags string) (*settings, error) {
	s := &settings{api: apiC, given: map[string]bool{}}
	if err := engines.ParseFlags(flags, s.known()); err != nil {
		return nil, err
	}
	if s.native != "" && s.api != apiC {
		return nil, fmt.Errorf("%w: %s needs api=%s: wasmtime-go cannot set it", engines.ErrFlag, s.native, apiC)
	}
	// What a feature stands on comes with it.
	for _, needs := range [][2]string{{"exceptions", "gc"}, {"gc", "function-references"}} {
		on, named := s.given[needs[1]]
		switch {
		case !s.given[needs[0]]:
		case named && !on:
			return nil, fmt.Errorf("%w: wasm-%s=on needs wasm-%s=on", engines.ErrFlag, needs[0], needs[1])
		case !named:
			s.given[needs[1]] = true
			s.both = append(s.both, featureNamed(needs[1]))
		}
	}
	simd, named := s.given["simd"]
	switch relaxed := s.given["relaxed-simd"]; {
	case !named || simd:
	case relaxed:
		return nil, fmt.Errorf("%w: wasm-relaxed-simd=on needs wasm-simd=on", engines.ErrFlag)
	default:
		s.both = append(s.both, func(c config) { c.SetWasmRelaxedSIMD(false) })
	}
	return s, nil
}

func (s *settings) known() []engines.Flag {
	onOff := func(name, about string, set func(config, bool)) engines.Flag {
		return engines.OnOff(name, about, func(on bool) { s.add(func(c config) { set(c, on) }) })
	}
	known := []engines.Flag{
		engines.Choice("api", "how wasmtime is called: its C API directly, or wasmtime-go's objects", func(api string) { s.api = api },
			[]string{apiC, apiGo}, []string{apiC, apiGo}),
		engines.Choice("strategy", "the compiler",
			func(v wasmtime.Strategy) { s.add(func(c config) { c.SetStrategy(v) }) },
			[]string{"auto", "cranelift"}, []wasmtime.Strategy{wasmtime.StrategyAuto, wasmtime.StrategyCranelift}),
		engines.Choice("opt-level", "how hard Cranelift tries; speed unless given",
			func(v wasmtime.OptLevel) { s.add(func(c config) { c.SetCraneliftOptLevel(v) }) },
			[]string{"none", "speed", "speed-and-size"},
			[]wasmtime.OptLevel{wasmtime.OptLevelNone, wasmtime.OptLevelSpeed, wasmtime.OptLevelSpeedAndSize}),
		onOff("parallel-compilation", "compile on many threads; on unless given", config.SetParallelCompilation),
		engines.OnOff("fuel", "count fuel, which never runs out; changes the code", func(on bool) {
			s.fuel = on
			s.add(func(c config) { c.SetConsumeFuel(on) })
		}),
		onOff("memory-init-cow", "initialise memories by copy-on-write mappings; on unless given", config.SetMemoryInitCOWSet),
		onOff("nan-canonicalization", "make all NaNs the same; changes the code", config.SetCraneliftNanCanonicalization),
		onOff("debug-info", "emit DWARF for the compiled code", config.SetDebugInfo),
		onOff("native-unwind-info", "emit unwind tables", config.SetNativeUnwindInfo),
		engines.Integer("max-wasm-stack", "bytes of stack for guest code", 4096, 1<<30,
			func(n int) { s.add(func(c config) { c.SetMaxWasmStack(n) }) }),
		engines.Choice("profiler", "how compiled code is shown to profilers",
			func(v wasmtime.ProfilingStrategy) { s.add(func(c config) { c.SetProfiler(v) }) },
			[]string{"none", "jitdump", "perfmap"},
			[]wasmtime.ProfilingStrategy{wasmtime.ProfilingStrategyNone, wasmtime.ProfilingStrategyJitdump, profilingPerfMap}),
	}
	return append(known, s.knownFeatures()...)
}

func (s *settings) add(set func(config)) { s.both = append(s.both, set) }

// configure switches features on and off and then applies the flags.
func (s *settings) configure(c config) {
	for _, f := range allFeatures {
		f.set(c, f.on)
	}
	for _, set := range s.both {
		set(c)
	}
}

// configureNative also does what only the C API can.
func (s *settings) configureNative(c *native.Config) {
	for _, f := range nativeFeatures {
		f.set(c, f.on)
	}
	s.configure(c)
	for _, set := range s.only {
		set(c)
	}
}

// profilingPerfMap is WASMTIME_PROFILING_STRATEGY_PERFMAP of wasmtime's C API,
// for which wasmtime-go has no name.
const profilingPerfMap wasmtime.ProfilingStrategy = 3
