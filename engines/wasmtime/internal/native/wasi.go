package native

// #include <stdlib.h>
// #include "native.h"
import "C"

import (
	"fmt"
	"unsafe"
)

// WASI is a wasi_config_t: what a guest sees of the world.
type WASI struct{ p *C.wasi_config_t }

// NewWASI returns one that shows nothing.
func NewWASI() *WASI { return &WASI{C.wasi_config_new()} }

// Close frees a WASI that no instance was made with.
func (w *WASI) Close() {
	if w.p != nil {
		C.wasi_config_delete(w.p)
		w.p = nil
	}
}

// SetArgs sets the arguments, the program's name first. None may hold a NUL.
func (w *WASI) SetArgs(args []string) error {
	list := newStrings(args)
	defer list.free()
	if !C.wasi_config_set_argv(w.p, C.size_t(len(args)), list.p) {
		return fmt.Errorf("an argument is not UTF-8")
	}
	return nil
}

// SetEnv sets the environment. No string may hold a NUL.
func (w *WASI) SetEnv(keys, values []string) error {
	k, v := newStrings(keys), newStrings(values)
	defer k.free()
	defer v.free()
	if !C.wasi_config_set_env(w.p, C.size_t(len(keys)), k.p, v.p) {
		return fmt.Errorf("an environment variable is not UTF-8")
	}
	return nil
}

// SetDir shows a folder, for reading only, under the name that the guest sees.
func (w *WASI) SetDir(folder, guest string) error {
	const read = 1 // WASMTIME_WASI_DIR_PERMS_READ, WASMTIME_WASI_FILE_PERMS_READ
	list := newStrings([]string{folder, guest})
	defer list.free()
	if !C.wasi_config_preopen_dir(w.p, list.at(0), list.at(1), read, read) {
		return fmt.Errorf("not a folder that can be opened")
	}
	return nil
}

// SetStdin, SetStdout and SetStderr open the files with these names.
func (w *WASI) SetStdin(name string) error {
	list := newStrings([]string{name})
	defer list.free()
	return opened(C.wasi_config_set_stdin_file(w.p, list.at(0)))
}

// SetStdout: see SetStdin.
func (w *WASI) SetStdout(name string) error {
	list := newStrings([]string{name})
	defer list.free()
	return opened(C.wasi_config_set_stdout_file(w.p, list.at(0)))
}

// SetStderr: see SetStdin.
func (w *WASI) SetStderr(name string) error {
	list := newStrings([]string{name})
	defer list.free()
	return opened(C.wasi_config_set_stderr_file(w.p, list.at(0)))
}

func opened(ok C.bool) error {
	if !ok {
		return fmt.Errorf("file cannot be opened")
	}
	return nil
}

// cstrings is an array of C strings, in C memory.
type cstrings struct {
	p **C.char
	n int
}

func newStrings(s []string) cstrings {
	size := C.size_t(len(s)+1) * C.size_t(unsafe.Sizeof((*C.char)(nil)))
	list := cstrings{(**C.char)(C.malloc(size)), len(s)} // malloc of cgo never returns nil
	for i, each := range s {
		list.slice()[i] = C.CString(each)
	}
	return list
}

// slice is sound: p is n pointers long.
func (l cstrings) slice() []*C.char { return unsafe.Slice(l.p, l.n) }
func (l cstrings) at(i int) *C.char { return l.slice()[i] }

// free is sound: the strings and the array are C.CString's and malloc's, and
// nobody has them any more.
func (l cstrings) free() {
	for _, s := range l.slice() {
		C.free(unsafe.Pointer(s))
	}
	C.free(unsafe.Pointer(l.p))
}
