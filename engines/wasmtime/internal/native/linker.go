package native

// #include "native.h"
import "C"

import (
	"unsafe"

	"github.com/sightglass-go/sightglass/measure"
)

// Linker is a wasmtime_linker_t with WASI and bench.
type Linker struct {
	p     *C.wasmtime_linker_t
	bench bench
}

// bench is how bench.start and bench.end were defined.
type bench struct {
	direct    measure.Direct // entered without a chain
	entries   measure.Entries
	calls     *C.uint64_t // of the chain: lives as long as a linker or store that knows it
	callbacks []*callback // of the chain
}

// NewLinker returns a linker that defines WASI preview 1 and nothing else.
func (e *Engine) NewLinker() (*Linker, error) {
	l := &Linker{p: C.wasmtime_linker_new(e.p)}
	if err := C.wasmtime_linker_define_wasi(l.p); err != nil {
		l.Close()
		return nil, fail(err)
	}
	return l, nil
}

// Close frees the linker; instances go on working.
func (l *Linker) Close() {
	if l.p != nil {
		C.wasmtime_linker_delete(l.p)
		l.p = nil
	}
}

// DefineBench defines bench.start and bench.end as C functions that start and
// stop m.
func (l *Linker) DefineBench(m measure.Measure) error {
	var entries C.sightglass_entries
	l.bench, entries = newBench(m)
	return fail(C.sightglass_define(l.p, entries))
}

// newBench makes C functions that start and stop m.
//
// One measure with entry points is entered directly. Otherwise a chain walks
// the measures of m, outermost first and back: those with entry points are
// entered from C, so that an innermost one sees nothing of the others, and the
// rest through Go.
func newBench(m measure.Measure) (b bench, entries C.sightglass_entries) {
	parts := measure.Parts(m)
	if len(parts) == 1 {
		if d, e, ok := direct(parts[0]); ok {
			d.Calls() // forget what others called
			return bench{direct: d, entries: e}, C.sightglass_entries{start: C.uintptr_t(e.Start), stop: C.uintptr_t(e.Stop), env: e.Env}
		}
	}
	links := make([]C.sightglass_link, 0, len(parts))
	for _, part := range parts {
		if part == measure.Noop() {
			continue
		}
		if _, e, ok := direct(part); ok {
			// Env is no Go pointer, so that C may keep it as a number.
			links = append(links, C.sightglass_link{C.uintptr_t(e.Start), C.uintptr_t(e.Stop), C.uintptr_t(uintptr(e.Env))})
			continue
		}
		index := register(part)
		b.callbacks = append(b.callbacks, (*callbacks.Load())[index])
		links = append(links, C.sightglass_link{env: C.uintptr_t(index)})
	}
	// Sound: links holds numbers alone, and C copies len(links) of them during
	// the call. Of an empty one it reads nothing.
	entries = C.sightglass_chain(unsafe.SliceData(links), C.size_t(len(links)), &b.calls)
	return b, entries
}

func direct(m measure.Measure) (d measure.Direct, e measure.Entries, ok bool) {
	if d, ok = m.(measure.Direct); ok {
		e, ok = d.Entries()
	}
	return d, e, ok
}

// Check returns the error that instantiating m would return for an import
// that is not defined or has another type.
func (l *Linker) Check(m *Module) error {
	var pre *C.wasmtime_instance_pre_t
	if err := C.wasmtime_linker_instantiate_pre(l.p, m.p, &pre); err != nil {
		return fail(err)
	}
	C.wasmtime_instance_pre_delete(pre)
	return nil
}
