package inspect

// FunctionNames returns names of the module's functions, by their index: those of the
// name section, which compilers write; else those under which they are exported or, as
// "module.name", imported. A function without any is not in it, and neither is what a
// damaged name section does not say. wasm is what the module was read from.
func (m *Module) FunctionNames(wasm []byte) map[uint32]string {
	names := map[uint32]string{}
	for _, s := range m.Sections {
		if s.ID == 0 && s.Name == "name" && s.Offset+s.Size <= len(wasm) {
			r := &reader{buf: wasm, pos: s.Offset, end: s.Offset + s.Size}
			r.name() // its own
			r.functionNames(names)
		}
	}
	other := func(index uint32, name string) {
		if names[index] == "" && name != "" {
			names[index] = name
		}
	}
	for _, e := range m.Exports {
		if e.Kind == Func {
			other(e.Index, e.Name)
		}
	}
	index := uint32(0)
	for _, i := range m.Imports {
		if i.Kind == Func {
			other(index, i.String())
			index++
		}
	}
	return names
}

// functionNames reads the subsections of a name section, of which the one with number 1
// names functions.
func (r *reader) functionNames(names map[uint32]string) {
	for r.more() {
		id, size := r.byte(), r.u32()
		if r.err != nil || uint64(size) > uint64(r.end-r.pos) {
			return
		}
		end := r.pos + int(size)
		if id == 1 {
			in := &reader{buf: r.buf, pos: r.pos, end: end}
			for n := in.count("names", 2); n > 0 && in.err == nil; n-- {
				index, name := in.u32(), in.name()
				if in.err == nil && name != "" {
					names[index] = name
				}
			}
		}
		r.pos = end
	}
}
