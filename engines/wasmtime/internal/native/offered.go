package native

// #include "native.h"
import "C"

import "unsafe"

// Offered returns the kind of the item that the linker has under that name (a
// WASMTIME_EXTERN_*), and the kinds of a function's parameters and results; false
// if there is none. It makes a store to look, so it is for messages.
func (l *Linker) Offered(e *Engine, module, name string) (kind uint8, params, results []uint8, ok bool) {
	const room = 16 // no function of WASI has more
	params, results = make([]uint8, room), make([]uint8, room)
	nparams, nresults := C.size_t(room), C.size_t(room)
	// Sound: C reads the strings and writes to these variables, during the call
	// only, and no more than the room that it is told of.
	ok = bool(C.sightglass_offered(e.p, l.p,
		(*C.char)(unsafe.Pointer(unsafe.StringData(module))), C.size_t(len(module)),
		(*C.char)(unsafe.Pointer(unsafe.StringData(name))), C.size_t(len(name)),
		(*C.uint8_t)(&kind),
		(*C.uint8_t)(unsafe.SliceData(params)), &nparams,
		(*C.uint8_t)(unsafe.SliceData(results)), &nresults))
	if !ok || kind != C.WASMTIME_EXTERN_FUNC {
		return kind, nil, nil, ok
	}
	return kind, params[:min(nparams, room)], results[:min(nresults, room)], true
}
