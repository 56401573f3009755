package native

// #include "native.h"
import "C"

import "unsafe"

// Engine is a wasm_engine_t.
type Engine struct{ p *C.wasm_engine_t }

// NewEngine makes an engine, which consumes config. A config that contradicts
// itself ends the process: wasmtime panics and the C API cannot report it.
func NewEngine(config *Config) *Engine {
	e := &Engine{C.wasm_engine_new_with_config(config.p)}
	config.p = nil
	return e
}

// Close frees the engine; what was made from it goes on working.
func (e *Engine) Close() {
	if e.p != nil {
		C.wasm_engine_delete(e.p)
		e.p = nil
	}
}

// Module is a wasmtime_module_t.
type Module struct{ p *C.wasmtime_module_t }

// Compile compiles the binary format.
func (e *Engine) Compile(wasm []byte) (*Module, error) {
	m := new(Module)
	// Sound: C reads len(wasm) bytes, during the call only, and writes one C pointer.
	if err := C.wasmtime_module_new(e.p, (*C.uint8_t)(unsafe.SliceData(wasm)), C.size_t(len(wasm)), &m.p); err != nil {
		return nil, fail(err)
	}
	return m, nil
}

// Close frees the module; instances of it go on working.
func (m *Module) Close() {
	if m.p != nil {
		C.wasmtime_module_delete(m.p)
		m.p = nil
	}
}
