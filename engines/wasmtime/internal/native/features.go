package native

// #include "capi.h"
import "C"

// The proposals of WebAssembly.

func (c *Config) SetWasmThreads(on bool)  { C.wasmtime_config_wasm_threads_set(c.p, C.bool(on)) }
func (c *Config) SetWasmTailCall(on bool) { C.wasmtime_config_wasm_tail_call_set(c.p, C.bool(on)) }
func (c *Config) SetWasmGC(on bool)       { C.wasmtime_config_wasm_gc_set(c.p, C.bool(on)) }
func (c *Config) SetWasmSIMD(on bool)     { C.wasmtime_config_wasm_simd_set(c.p, C.bool(on)) }
func (c *Config) SetWasmRelaxedSIMD(on bool) {
	C.wasmtime_config_wasm_relaxed_simd_set(c.p, C.bool(on))
}
func (c *Config) SetWasmBulkMemory(on bool) { C.wasmtime_config_wasm_bulk_memory_set(c.p, C.bool(on)) }
func (c *Config) SetWasmMultiValue(on bool) { C.wasmtime_config_wasm_multi_value_set(c.p, C.bool(on)) }
func (c *Config) SetWasmMultiMemory(on bool) {
	C.wasmtime_config_wasm_multi_memory_set(c.p, C.bool(on))
}
func (c *Config) SetWasmMemory64(on bool)   { C.wasmtime_config_wasm_memory64_set(c.p, C.bool(on)) }
func (c *Config) SetWasmExceptions(on bool) { C.wasmtime_config_wasm_exceptions_set(c.p, C.bool(on)) }

func (c *Config) SetWasmReferenceTypes(on bool) {
	C.wasmtime_config_wasm_reference_types_set(c.p, C.bool(on))
}

func (c *Config) SetWasmFunctionReferences(on bool) {
	C.wasmtime_config_wasm_function_references_set(c.p, C.bool(on))
}

func (c *Config) SetWasmWideArithmetic(on bool) {
	C.wasmtime_config_wasm_wide_arithmetic_set(c.p, C.bool(on))
}

func (c *Config) SetWasmCustomPageSizes(on bool) {
	C.wasmtime_config_wasm_custom_page_sizes_set(c.p, C.bool(on))
}

func (c *Config) SetWasmStackSwitching(on bool) {
	C.wasmtime_config_wasm_stack_switching_set(c.p, C.bool(on))
}
