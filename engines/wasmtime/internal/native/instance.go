package native

// #include "native.h"
import "C"

import (
	"unsafe"

	"github.com/sightglass-go/sightglass/measure"
)

// Instance is an instance with a store of its own.
type Instance struct {
	c       C.sightglass_instance
	failure C.sightglass_failure
	bench   bench
	funcs   map[string]*Func
	// memories are those that were asked for, in their own places: C points to them.
	memories []*C.wasmtime_extern_t
}

// Instantiate makes a store, gives it wasi, which is consumed, and as much
// fuel as there is if fuel is set, instantiates module in it, and calls
// _initialize if initialize is set: one call of C. The instance is made in place of i, so that nothing is allocated; i is
// closed or new. Also if it fails, Calls tells what the guest called.
func (i *Instance) Instantiate(e *Engine, l *Linker, m *Module, wasi *WASI, fuel, initialize bool) error {
	w := wasi.p
	wasi.p = nil
	i.bench = l.bench
	C.sightglass_instantiate(e.p, l.p, m.p, w, C.bool(fuel), C.bool(initialize), &i.c, &i.failure)
	i.rethrow()
	return failure(&i.failure)
}

// Initializing says whether Instantiate came as far as _initialize, so that
// its error is that function's.
func (i *Instance) Initializing() bool { return bool(i.c.initializing) }

// Close frees the store with all that is in it.
func (i *Instance) Close() {
	if i.c.store != nil {
		for _, m := range i.memories {
			C.wasmtime_extern_delete(m)
		}
		i.memories = nil
		C.wasmtime_store_delete(i.c.store)
		i.c.store, i.c.context, i.funcs = nil, nil, nil
	}
}

// Fuel returns how much fuel was burnt in the instance's store, also while the
// guest is in bench.start and bench.end: generated code writes down what it
// burnt before it calls anything. It is 0 of an instance that is closed.
func (i *Instance) Fuel() uint64 {
	if i.c.store == nil {
		return 0
	}
	return uint64(C.sightglass_fuel(i.c.context))
}

// Global returns a function that reads an exported global of type i64, also while the
// guest is in bench.start and bench.end, and is 0 of an instance that is closed; nil if
// there is no such export.
func (i *Instance) Global(name string) func() uint64 {
	global := new(C.wasmtime_global_t)
	// Sound: as for Lookup.
	if i.c.store == nil || !C.sightglass_global(&i.c, (*C.char)(unsafe.Pointer(unsafe.StringData(name))), C.size_t(len(name)), global) {
		return nil
	}
	return func() uint64 {
		if i.c.store == nil {
			return 0
		}
		return uint64(C.sightglass_global_get(i.c.context, global))
	}
}

// Calls returns how the guest called bench.start and bench.end since Calls was
// last called. The linker or the instance must be open.
func (i *Instance) Calls() measure.Calls {
	switch {
	case i.bench.direct != nil:
		return i.bench.direct.Calls()
	case i.bench.calls != nil:
		calls := *i.bench.calls
		*i.bench.calls = 0
		return measure.Calls(calls)
	}
	return 0
}

// Func is an exported function.
type Func struct{ c C.sightglass_func }

// Params and Results are the numbers of values that a call takes and returns.
func (f *Func) Params() int { return int(f.c.nparams) }

// Results: see Params.
func (f *Func) Results() int { return int(f.c.nresults) }

// Lookup returns an exported function, nil if there is none of that name.
func (i *Instance) Lookup(name string) *Func {
	if f := i.funcs[name]; f != nil {
		return f
	}
	f := new(Func)
	// Sound: C reads len(name) bytes and writes none, during the call only.
	if !C.sightglass_lookup(&i.c, (*C.char)(unsafe.Pointer(unsafe.StringData(name))), C.size_t(len(name)), &f.c) {
		return nil
	}
	if i.funcs == nil {
		i.funcs = map[string]*Func{}
	}
	i.funcs[name] = f
	return f
}

// Call calls f, which Lookup of the same instance returned. The arguments
// stand at the beginning of values, and the results replace them: numbers as
// they lie in the low bytes of a wasmtime_val_raw_t. values is as long as the
// longer of both; that all are numbers is the caller's to know.
func (i *Instance) Call(f *Func, values [][2]uint64) error {
	if len(values) < max(f.Params(), f.Results()) {
		panic("BUG: native: Call without room for arguments and results")
	}
	// Sound: a [2]uint64 has the size of a wasmtime_val_raw_t, which capi.h asserts,
	// and not less than its alignment; no value is a pointer; C is told how many
	// there are, and uses them during the call only.
	raw := (*C.wasmtime_val_raw_t)(unsafe.Pointer(unsafe.SliceData(values)))
	i.rehearse()
	C.sightglass_call(i.c.context, &f.c, raw, C.size_t(len(values)), &i.failure)
	i.rethrow()
	return failure(&i.failure)
}

// rehearse enters the stamps once, which are then in the processor's caches.
func (i *Instance) rehearse() {
	if b := &i.bench; b.direct != nil {
		// Not the guest's calls, which were asked for after Instantiate.
		C.sightglass_rehearse(C.uintptr_t(b.entries.Start), C.uintptr_t(b.entries.Stop), b.entries.Env)
		b.direct.Calls()
	}
}

// rethrow continues the panic of a measure that C has returned from.
func (i *Instance) rethrow() {
	for _, c := range i.bench.callbacks {
		if r := c.panicked; r != nil {
			c.panicked = nil
			_ = failure(&i.failure)
			panic(r)
		}
	}
}
