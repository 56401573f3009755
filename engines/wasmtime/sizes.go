//go:build cgo

package wasmtime

import (
	"bytes"
	"debug/elf"
	"errors"
	"fmt"

	"github.com/sightglass-go/sightglass/engines/inspect"
)

// textIn is how large the machine code in a compiled module is: the section .text
// of the ELF file that wasmtime makes on every system, up to the end of its last
// symbol. It has the functions, what calls them from outside and what they call the host
// with, and the paddings between them; what fills its last page is not counted, or small
// differences would not show. Tables of traps, unwinding and debugging, and data of the
// guest, are other sections.
func textIn(image []byte) (uint64, error) {
	f, err := elf.NewFile(bytes.NewReader(image))
	if err != nil {
		return 0, fmt.Errorf("wasmtime: read the compiled module: %w", err)
	}
	text := f.Section(".text")
	if text == nil {
		return 0, errors.New("wasmtime: the compiled module has no section .text")
	}
	symbols, err := f.Symbols()
	if err != nil && !errors.Is(err, elf.ErrNoSymbols) {
		return 0, fmt.Errorf("wasmtime: read the symbols of the compiled module: %w", err)
	}
	var end uint64
	for _, s := range symbols {
		if int(s.Section) < len(f.Sections) && f.Sections[s.Section] == text {
			end = max(end, s.Value+s.Size)
		}
	}
	code, err := text.Data()
	if err != nil {
		return 0, fmt.Errorf("wasmtime: read the code of the compiled module: %w", err)
	}
	if end > uint64(len(code)) || len(bytes.Trim(code[end:], "\x00")) > 0 {
		return 0, fmt.Errorf("wasmtime: %d bytes of code do not end at byte %d, where the last symbol does", len(code), end)
	}
	return end, nil
}

// memoriesOf are the names under which a module exports its memories, one for each. What
// is not exported the C API does not show.
func memoriesOf(wasm []byte) ([]string, error) {
	m, err := inspect.Parse(wasm)
	if err != nil {
		return nil, err
	}
	n := m.Memories
	for _, i := range m.Imports {
		if i.Kind == inspect.Memory {
			n++
		}
	}
	names := make([]string, n)
	found := make([]bool, n)
	for _, e := range m.Exports {
		if e.Kind == inspect.Memory && int64(e.Index) < int64(n) {
			names[e.Index], found[e.Index] = e.Name, true
		}
	}
	for i := range found {
		if !found[i] {
			return nil, fmt.Errorf("memory %d of %d is not exported, and wasmtime's C API shows no others", i, n)
		}
	}
	return names, nil
}
