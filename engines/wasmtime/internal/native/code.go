package native

// #include "native.h"
import "C"

import (
	"bytes"
	"debug/elf"
	"fmt"
	"unsafe"
)

// Symbol is a piece of machine code of a module, with the name that wasmtime gave it.
type Symbol struct {
	Start, End uintptr
	Name       string
}

// Symbols returns the symbols of the module's code, and where they lie in memory: the
// image of a compiled module is an ELF file, which a serialised module is, too.
func (m *Module) Symbols() ([]Symbol, error) {
	image := m.Image()
	var raw C.wasm_byte_vec_t
	if err := C.wasmtime_module_serialize(m.p, &raw); err != nil {
		return nil, fail(err)
	}
	defer C.wasm_byte_vec_delete(&raw)
	// Sound: C owns raw.size bytes at raw.data until the vector is deleted, and nothing
	// of them is kept.
	file := unsafe.Slice((*byte)(unsafe.Pointer(raw.data)), int(raw.size))
	f, err := elf.NewFile(bytes.NewReader(file))
	if err != nil {
		return nil, fmt.Errorf("read a serialised module: %w", err)
	}
	if len(image) < len(file) {
		return nil, fmt.Errorf("a serialised module of %d bytes lies in %d in memory", len(file), len(image))
	}
	// Sound: an address that is used as a number.
	start := uintptr(unsafe.Pointer(unsafe.SliceData(image)))
	symbols, err := f.Symbols()
	if err != nil {
		return nil, fmt.Errorf("read a serialised module: %w", err)
	}
	var list []Symbol
	for _, s := range symbols {
		if elf.ST_TYPE(s.Info) != elf.STT_FUNC || int(s.Section) >= len(f.Sections) {
			continue
		}
		// A symbol's value is an address, as its section's is; the image has the file's layout.
		in := f.Sections[s.Section]
		at := start + uintptr(in.Offset+s.Value-in.Addr)
		list = append(list, Symbol{Start: at, End: at + uintptr(s.Size), Name: s.Name})
	}
	return list, nil
}
