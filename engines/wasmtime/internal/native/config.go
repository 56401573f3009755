package native

// #include "capi.h"
import "C"

// The library is linked by wasmtime-go, whose types name the values.
import wasmtime "github.com/bytecodealliance/wasmtime-go/v39"

// Config has the setters of wasmtime.Config, and those for which wasmtime-go
// has none.
type Config struct{ p *C.wasm_config_t }

// NewConfig returns wasmtime's defaults.
func NewConfig() *Config { return &Config{C.wasm_config_new()} }

// Close frees a Config that no engine was made with.
func (c *Config) Close() {
	if c.p != nil {
		C.wasm_config_delete(c.p)
		c.p = nil
	}
}

// What each one does is in the documentation of wasmtime's C API, config.h.

func (c *Config) SetDebugInfo(on bool)     { C.wasmtime_config_debug_info_set(c.p, C.bool(on)) }
func (c *Config) SetConsumeFuel(on bool)   { C.wasmtime_config_consume_fuel_set(c.p, C.bool(on)) }
func (c *Config) SetMaxWasmStack(size int) { C.wasmtime_config_max_wasm_stack_set(c.p, C.size_t(size)) }

func (c *Config) SetStrategy(s wasmtime.Strategy) {
	C.wasmtime_config_strategy_set(c.p, C.uint8_t(s))
}

func (c *Config) SetParallelCompilation(on bool) {
	C.wasmtime_config_parallel_compilation_set(c.p, C.bool(on))
}

func (c *Config) SetCraneliftNanCanonicalization(on bool) {
	C.wasmtime_config_cranelift_nan_canonicalization_set(c.p, C.bool(on))
}

func (c *Config) SetCraneliftOptLevel(level wasmtime.OptLevel) {
	C.wasmtime_config_cranelift_opt_level_set(c.p, C.uint8_t(level))
}

func (c *Config) SetProfiler(p wasmtime.ProfilingStrategy) {
	C.wasmtime_config_profiler_set(c.p, C.uint8_t(p))
}

func (c *Config) SetNativeUnwindInfo(on bool) {
	C.wasmtime_config_native_unwind_info_set(c.p, C.bool(on))
}

func (c *Config) SetMemoryInitCOWSet(on bool) {
	C.wasmtime_config_memory_init_cow_set(c.p, C.bool(on))
}
