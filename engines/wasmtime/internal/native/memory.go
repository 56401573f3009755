package native

// #include "native.h"
import "C"

import "unsafe"

// Memory finds an exported memory; false if there is none of that name. Close of
// the instance gives it back.
func (i *Instance) Memory(name string) bool {
	m := new(C.wasmtime_extern_t)
	// Sound: C reads len(name) bytes and writes one item, during the call only.
	if !C.sightglass_memory(&i.c, (*C.char)(unsafe.Pointer(unsafe.StringData(name))), C.size_t(len(name)), m) {
		return false
	}
	i.memories = append(i.memories, m)
	return true
}

// MemorySize returns how many bytes the memories have that Memory found, also while the
// guest is in bench.start and bench.end; 0 of an instance that is closed.
func (i *Instance) MemorySize() (size uint64) {
	for _, m := range i.memories {
		size += uint64(C.sightglass_memory_size(i.c.context, m))
	}
	return size
}

// Image is what was compiled, as it lies in memory: an ELF file. It is good until
// Close.
func (m *Module) Image() []byte {
	// Sound: C writes two pointers, during the call only.
	var start, end unsafe.Pointer
	C.wasmtime_module_image_range(m.p, &start, &end)
	// Sound: wasmtime keeps what is between them, unchanged, until the module is deleted.
	return unsafe.Slice((*byte)(start), uintptr(end)-uintptr(start))
}
