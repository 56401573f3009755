package inspect

import (
	"debug/dwarf"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"
)

// ErrSources is wrapped by errors of FunctionSources.
var ErrSources = errors.New("the file's DWARF cannot be read")

// Source is where a function was written.
type Source struct {
	// File is as the compiler was told, mostly an absolute path of the machine where it
	// ran; Line counts from 1. They are empty and 0 where they are not known.
	File string
	Line int
	// Name is as linkers see it, perhaps mangled.
	Name string
}

// FunctionSources returns where the module's own functions were written, by their index,
// as far as its DWARF says it: what compilers write for debuggers, such as clang with -g,
// into custom sections called .debug_info and the like. It is an error if there are such
// sections and they cannot be read; what was read before is returned, too. wasm is what
// the module was read from.
func (m *Module) FunctionSources(wasm []byte) (sources map[uint32]Source, err error) {
	sources = map[uint32]Source{}
	// The standard library does not promise that bad DWARF makes no panic.
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %v", ErrSources, r)
		}
	}()
	data, err := m.dwarf(wasm)
	if err != nil || data == nil {
		return sources, err
	}
	f := &sourceFinder{data: data, bodies: m.bodies(wasm), size: len(wasm), sources: sources}
	for _, i := range m.Imports {
		if i.Kind == Func {
			f.imported++
		}
	}
	if err := f.all(); err != nil {
		return sources, fmt.Errorf("%w: %w", ErrSources, err)
	}
	return sources, nil
}

// dwarf is that of the module, nil if it has none.
func (m *Module) dwarf(wasm []byte) (*dwarf.Data, error) {
	sections := map[string][]byte{}
	for _, s := range m.Sections {
		if s.ID != 0 || !strings.HasPrefix(s.Name, ".debug_") || s.Offset+s.Size > len(wasm) {
			continue
		}
		r := &reader{buf: wasm, pos: s.Offset, end: s.Offset + s.Size}
		r.name() // its own
		if r.err == nil {
			sections[s.Name] = wasm[r.pos:r.end]
		}
	}
	if len(sections[".debug_info"]) == 0 {
		return nil, nil
	}
	data, err := dwarf.New(sections[".debug_abbrev"], nil, nil, sections[".debug_info"], sections[".debug_line"], nil, sections[".debug_ranges"], sections[".debug_str"])
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSources, err)
	}
	for _, name := range []string{".debug_addr", ".debug_line_str", ".debug_rnglists", ".debug_str_offsets"} { // of version 5
		if content, ok := sections[name]; ok {
			if err := data.AddSection(name, content); err != nil {
				return nil, fmt.Errorf("%w: %w", ErrSources, err)
			}
		}
	}
	return data, nil
}

// bodies is where the functions' bodies lie in the code section, by which DWARF for
// WebAssembly names addresses: [begin, end) of each, from the section's first byte.
func (m *Module) bodies(wasm []byte) (list [][2]uint64) {
	i := slices.IndexFunc(m.Sections, func(s Section) bool { return s.ID == 10 })
	if i < 0 || m.Sections[i].Offset+m.Sections[i].Size > len(wasm) {
		return nil
	}
	s := m.Sections[i]
	r := &reader{buf: wasm, pos: s.Offset, end: s.Offset + s.Size}
	for n := r.count("functions", 1); n > 0 && r.err == nil; n-- {
		size := r.count("bytes of a function", 1)
		if r.err != nil {
			break
		}
		list = append(list, [2]uint64{uint64(r.pos - s.Offset), uint64(r.pos + size - s.Offset)})
		r.pos += size
	}
	return list
}

// sourceFinder goes through the DWARF of a module.
type sourceFinder struct {
	data     *dwarf.Data
	bodies   [][2]uint64
	imported int // functions
	size     int // of the file, in bytes
	sources  map[uint32]Source
}

// all finds the functions that have code. It skips no entries, because what says where the
// next one is may lead back.
func (f *sourceFinder) all() error {
	var files []*dwarf.LineFile // of the unit
	left := f.size
	for r := f.data.Reader(); ; {
		e, err := r.Next()
		if err != nil || e == nil {
			return err
		}
		if left--; left < 0 { // each is a byte at least, but a damaged one may come again and again
			return errors.New("there are more entries than bytes")
		}
		switch e.Tag {
		case dwarf.TagCompileUnit:
			lines, err := f.data.LineReader(e)
			if err != nil {
				return err
			}
			files = nil
			if lines != nil {
				files = lines.Files()
			}
		case dwarf.TagSubprogram:
			if at, ok := e.Val(dwarf.AttrLowpc).(uint64); ok {
				if index, ok := f.function(at); ok {
					f.sources[index] = f.source(e, files)
				}
			}
		}
	}
}

// function is the index of the one whose body begins at an address. Those that a linker
// left out have an address that none has.
func (f *sourceFinder) function(at uint64) (uint32, bool) {
	i := sort.Search(len(f.bodies), func(i int) bool { return f.bodies[i][1] > at })
	if i == len(f.bodies) || at != f.bodies[i][0] {
		return 0, false
	}
	return uint32(f.imported + i), true
}

// mostOrigins is how many entries are followed for what one does not have itself: its
// declaration in a class, and that of which it is an instance.
const mostOrigins = 4

// source is what an entry, or those that it refers to, say.
func (f *sourceFinder) source(e *dwarf.Entry, files []*dwarf.LineFile) (s Source) {
	name := ""
	for range mostOrigins {
		if s.Name == "" {
			s.Name, _ = e.Val(dwarf.AttrLinkageName).(string)
		}
		if name == "" {
			name, _ = e.Val(dwarf.AttrName).(string)
		}
		file, inFile := e.Val(dwarf.AttrDeclFile).(int64)
		line, inLine := e.Val(dwarf.AttrDeclLine).(int64)
		if s.File == "" && inFile && inLine && file >= 0 && file < int64(len(files)) && files[file] != nil && line > 0 && line == int64(int(line)) {
			s.File, s.Line = files[file].Name, int(line)
		}
		origin, ok := e.Val(dwarf.AttrSpecification).(dwarf.Offset)
		if !ok {
			origin, ok = e.Val(dwarf.AttrAbstractOrigin).(dwarf.Offset)
		}
		if !ok {
			break
		}
		r := f.data.Reader()
		r.Seek(origin)
		next, err := r.Next()
		if err != nil || next == nil {
			break
		}
		e = next
	}
	if s.Name == "" {
		s.Name = name
	}
	return s
}
