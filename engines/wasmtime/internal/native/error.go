package native

// #include "native.h"
import "C"

import "fmt"

// Error is what wasmtime says of a step that failed.
type Error struct {
	Message string // as wasmtime words it: many lines, the cause in the last; empty if the guest exited
	Trap    bool   // the guest trapped
	Exited  bool   // the guest called proc_exit
	Status  int32  // the status of proc_exit
}

// Error returns Message, or with which status the guest exited.
func (e *Error) Error() string {
	if e.Exited {
		return fmt.Sprintf("exited with status %d", e.Status)
	}
	return e.Message
}

// fail makes a Go error of a C one, which it deletes; nil of NULL.
func fail(e *C.wasmtime_error_t) error {
	return failure(&C.sightglass_failure{error: e})
}

// failure makes a Go error of a C one, which it deletes.
func failure(f *C.sightglass_failure) error {
	switch {
	case f.error != nil:
		var text C.wasm_byte_vec_t
		var status C.int
		e := new(Error)
		// An exit is how many guests return, perhaps within the window, and to
		// word an error takes long: with RUST_BACKTRACE, symbols are looked up.
		if C.wasmtime_error_exit_status(f.error, &status) {
			e.Exited, e.Status = true, int32(status)
		} else {
			C.wasmtime_error_message(f.error, &text)
			e.Message = take(&text)
		}
		C.wasmtime_error_delete(f.error)
		f.error = nil
		return e
	case f.trap != nil:
		var text C.wasm_byte_vec_t
		C.wasm_trap_message(f.trap, &text)
		e := &Error{Message: take(&text), Trap: true}
		C.wasm_trap_delete(f.trap)
		f.trap = nil
		return e
	}
	return nil
}

// take copies and deletes a text, which may end with a NUL.
func take(v *C.wasm_byte_vec_t) string {
	s := C.GoStringN(v.data, C.int(v.size))
	C.wasm_byte_vec_delete(v)
	for s != "" && s[len(s)-1] == 0 {
		s = s[:len(s)-1]
	}
	return s
}
