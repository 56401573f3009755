package inspect

// importSection reads the imports, and reports whether it came to their end.
// An import is a module, a name and a type; in the compact form of the proposal
// of that name, an empty name and a mark stand before several at once.
func (p *parser) importSection(r *reader) bool {
	const (
		manyTypes = 0x7f // a vector of names with a type each
		oneType   = 0x7e // a type, then a vector of names
	)
	for n := r.count("imports", 3); n > 0 && r.err == nil; n-- {
		module, name := r.name(), r.name()
		mark := r.peek()
		if name != "" || mark != manyTypes && mark != oneType {
			if !p.addImport(r, module, name) {
				return false
			}
			continue
		}
		r.byte()
		var shared Import
		var index uint32
		if mark == oneType {
			ok := false
			if shared, index, ok = p.importType(r); !ok {
				return false
			}
		}
		for k := r.count("imports", 1); k > 0 && r.err == nil; k-- {
			name := r.name()
			if mark == manyTypes {
				if !p.addImport(r, module, name) {
					return false
				}
				continue
			}
			i := shared
			i.Module, i.Name = module, name
			p.Imports, p.imports = append(p.Imports, i), append(p.imports, index)
		}
	}
	return true
}

func (p *parser) addImport(r *reader, module, name string) bool {
	i, index, ok := p.importType(r)
	if ok && r.err == nil {
		i.Module, i.Name = module, name
		p.Imports, p.imports = append(p.Imports, i), append(p.imports, index)
	}
	return ok
}

// importType reads the type of an import; a function's is an index. It returns
// false for what it has not heard of, and so cannot read on from.
func (p *parser) importType(r *reader) (i Import, index uint32, ok bool) {
	at := r.pos
	switch kind := r.byte(); kind {
	case 0x00, 0x20: // 0x20: exactly that type, of the custom descriptors proposal
		return Import{Kind: Func}, r.u32(), true
	case 0x01:
		_, ok = p.valType(r)
		ok = ok && p.limits(r)
		i.Kind = Table
	case 0x02:
		ok = p.limits(r)
		i.Kind = Memory
	case 0x03:
		_, ok = p.valType(r)
		r.byte() // mutability
		i.Kind = Global
	case 0x04:
		r.byte() // attribute
		r.u32()
		i.Kind, ok = Tag, true
	default:
		p.warn(at, "an import of the unknown kind 0x%02x", kind)
	}
	if !ok {
		p.partialImports = true
		if r.err == nil {
			p.warn(at, "the imports from here on were not read")
		}
	}
	return i, 0, ok
}

// limits reads past the limits of a table or a memory.
func (p *parser) limits(r *reader) bool {
	const (
		hasMax   = 1 << 0 // bits 1 and 2 are for shared and 64-bit ones, and add nothing to read
		pageSize = 1 << 3
	)
	at := r.pos
	flags := r.byte()
	if flags >= 1<<4 {
		p.warn(at, "limits with the unknown flags 0x%02x", flags)
		return false
	}
	r.unsigned(64)
	if flags&hasMax != 0 {
		r.unsigned(64)
	}
	if flags&pageSize != 0 {
		r.u32()
	}
	return true
}

func (p *parser) exportSection(r *reader) bool {
	for n := r.count("exports", 3); n > 0 && r.err == nil; n-- {
		name, at := r.name(), r.pos
		kind := Kind(r.byte())
		if r.err == nil && kind > Tag {
			p.warn(at, "an export of the unknown kind 0x%02x; the exports from here on were not read", byte(kind))
			p.partialExports = true
			return false
		}
		index := r.u32()
		if r.err == nil {
			p.Exports = append(p.Exports, Export{Name: name, Kind: kind, Index: index})
		}
	}
	return true
}
