package native

// #include "component.h"
import "C"

import (
	"strings"
	"unsafe"

	"github.com/sightglass-go/sightglass/measure"
)

// Component is a wasmtime_component_t.
type Component struct{ p *C.wasmtime_component_t }

// CompileComponent compiles the binary format of a component.
func (e *Engine) CompileComponent(wasm []byte) (*Component, error) {
	c := new(Component)
	// Sound: C reads len(wasm) bytes, during the call only, and writes one C pointer.
	if err := C.wasmtime_component_new(e.p, (*C.uint8_t)(unsafe.SliceData(wasm)), C.size_t(len(wasm)), &c.p); err != nil {
		return nil, fail(err)
	}
	return c, nil
}

// Image is what was compiled, an ELF file.
func (c *Component) Image() ([]byte, error) {
	var raw C.wasm_byte_vec_t
	if err := C.wasmtime_component_serialize(c.p, &raw); err != nil {
		return nil, fail(err)
	}
	defer C.wasm_byte_vec_delete(&raw)
	// Sound: C owns raw.size bytes at raw.data until the vector is deleted, and they are copied.
	return append([]byte(nil), unsafe.Slice((*byte)(unsafe.Pointer(raw.data)), int(raw.size))...), nil
}

// Close frees the component; instances of it go on working.
func (c *Component) Close() {
	if c.p != nil {
		C.wasmtime_component_delete(c.p)
		c.p = nil
	}
}

// ComponentLinker is a wasmtime_component_linker_t with WASI 0.2 and bench.
type ComponentLinker struct {
	p     *C.wasmtime_component_linker_t
	bench bench
}

// NewComponentLinker returns a linker that defines WASI 0.2 and nothing else.
func (e *Engine) NewComponentLinker() (*ComponentLinker, error) {
	l := &ComponentLinker{p: C.wasmtime_component_linker_new(e.p)}
	if err := C.wasmtime_component_linker_add_wasip2(l.p); err != nil {
		l.Close()
		return nil, fail(err)
	}
	return l, nil
}

// DefineBench defines functions start and end in the instance of that name,
// which start and stop m; see Linker.DefineBench.
func (l *ComponentLinker) DefineBench(name string, m measure.Measure) error {
	var entries C.sightglass_entries
	l.bench, entries = newBench(m)
	// Sound: C reads len(name) bytes, during the call only.
	return fail(C.sightglass_component_define(l.p, (*C.char)(unsafe.Pointer(unsafe.StringData(name))), C.size_t(len(name)), entries))
}

// Close frees the linker; instances go on working.
func (l *ComponentLinker) Close() {
	if l.p != nil {
		C.wasmtime_component_linker_delete(l.p)
		l.p = nil
	}
}

// ComponentInstance is an instance of a component with a store of its own.
type ComponentInstance struct {
	in       Instance // its store and its stamps
	instance C.wasmtime_component_instance_t
}

// Instantiate is Instance.Instantiate for a component.
func (i *ComponentInstance) Instantiate(e *Engine, l *ComponentLinker, c *Component, wasi *WASI, fuel bool) error {
	w := wasi.p
	wasi.p = nil
	i.in.bench = l.bench
	i.in.failure.error = C.sightglass_component_instantiate(e.p, l.p, c.p, w, C.bool(fuel), &i.in.c, &i.instance)
	return i.failed()
}

// failed makes a Go error of the one that C left. A trap is one by its words, as the
// C API has no other sign of it where components are called.
func (i *ComponentInstance) failed() error {
	i.in.rethrow()
	err := failure(&i.in.failure)
	if e, ok := err.(*Error); ok {
		e.Trap = strings.Contains(e.Message, "wasm trap:")
	}
	return err
}

// ComponentFunc is a function that a component exports in an instance.
type ComponentFunc struct{ c C.wasmtime_component_func_t }

// Lookup finds the function name in the instance that c exports under that name,
// without parameters and with a result<...>; nil if there is none.
func (i *ComponentInstance) Lookup(c *Component, instance, name string) *ComponentFunc {
	// Sound: C reads the strings, during the call only.
	index := C.sightglass_component_export(c.p,
		(*C.char)(unsafe.Pointer(unsafe.StringData(instance))), C.size_t(len(instance)),
		(*C.char)(unsafe.Pointer(unsafe.StringData(name))), C.size_t(len(name)))
	if index == nil {
		return nil
	}
	defer C.wasmtime_component_export_index_delete(index)
	f := new(ComponentFunc)
	if !C.sightglass_component_lookup(i.in.c.context, &i.instance, index, &f.c) {
		return nil
	}
	return f
}

// Call calls f, which Lookup of the same instance returned, and says whether it
// returned ok.
func (i *ComponentInstance) Call(f *ComponentFunc) (ok bool, err error) {
	i.in.rehearse()
	i.in.failure.error = C.sightglass_component_call(i.in.c.context, &f.c, (*C.bool)(&ok))
	return ok, i.failed()
}

// Calls is Instance.Calls.
func (i *ComponentInstance) Calls() measure.Calls { return i.in.Calls() }

// Fuel is Instance.Fuel.
func (i *ComponentInstance) Fuel() uint64 { return i.in.Fuel() }

// Close frees the store with all that is in it.
func (i *ComponentInstance) Close() { i.in.Close() }
