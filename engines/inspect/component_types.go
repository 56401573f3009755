package inspect

// scope is the index space of types in a component or in the type of an instance or
// component.
type scope struct {
	types  []itemType
	parent *scope
	// lost is set when something could not be read that may have added a type: what
	// is added after it has another index.
	lost bool
}

// itemType is what an import of that type is to be; its name is not set.
type itemType = Item

var unknownType = itemType{Unknown: true}

func (s *scope) add(t itemType) {
	if !s.lost {
		s.types = append(s.types, t)
	}
}

func (s *scope) at(index uint32) itemType {
	if s == nil || uint64(index) >= uint64(len(s.types)) {
		return unknownType
	}
	return s.types[index]
}

// itemName reads a name of an import or export, which has a mark before it and
// perhaps a suffix of its version behind it.
func (r *reader) itemName() string {
	mark := r.byte()
	name := r.name()
	if mark == 0x02 {
		r.name()
	}
	return name
}

// item reads the name and the type of an import, or of an export in a type; a type adds
// to the scope. It returns false for what it has not heard of.
func (r *reader) item(s *scope) (Item, bool) {
	name := r.itemName()
	t, ok := r.externType(s)
	t.Name = name
	return t, ok && r.err == nil
}

// export reads an export of a component.
func (r *reader) export(s *scope) (i Item, ok bool) {
	name := r.itemName()
	sort, ok := r.sort()
	index := r.u32()
	if !ok {
		return i, false
	}
	ascribed := itemType{Sort: sort, Unknown: true}
	if sort == TypeSort {
		ascribed = s.at(index)
	}
	if r.byte() == 1 {
		inner := &scope{parent: s, types: s.types} // what is ascribed adds nothing more
		if _, ok := r.externType(inner); !ok {
			return i, false
		}
	}
	if sort == TypeSort {
		s.add(ascribed)
	}
	return Item{Name: name, Sort: sort, Unknown: true}, r.err == nil
}

// sort reads what an index is of.
func (r *reader) sort() (Sort, bool) {
	b := r.byte()
	if b == 0 { // of core WebAssembly
		r.byte()
	}
	if int(b) >= len(sorts) {
		return "", false
	}
	return sorts[b], true
}

// externType reads the type of an import or export.
func (r *reader) externType(s *scope) (t itemType, ok bool) {
	b := r.byte()
	if int(b) >= len(sorts) {
		return unknownType, false
	}
	switch b {
	case 0x00: // a core module
		t, ok = unknownType, r.byte() == 0x11
		r.u32()
	case 0x02: // a value
		if t, ok = unknownType, true; r.byte() == 0 {
			r.u32()
		} else {
			r.componentValue()
		}
	case 0x03:
		switch t, ok = unknownType, true; r.byte() {
		case 0:
			t = s.at(r.u32())
		case 1: // a resource
		default:
			ok = false
		}
		s.add(t)
	default:
		t, ok = s.at(r.u32()), true
		if t.Sort != sorts[b] {
			t.Unknown = true // the engine's to judge
		}
	}
	t.Sort = sorts[b]
	return t, ok
}

// alias reads another name for an item; that of a type adds to the scope.
func (r *reader) alias(s *scope) bool {
	sort, ok := r.sort()
	if !ok {
		return false
	}
	t := unknownType
	switch r.byte() {
	case 0x00, 0x01: // an export of an instance, or of a core instance
		r.u32()
		r.name()
	case 0x02:
		count, index := r.u32(), r.u32()
		from := s
		for ; count > 0 && from != nil; count-- {
			from = from.parent
		}
		t = from.at(index)
	default:
		return false
	}
	if sort == TypeSort {
		s.add(t)
	}
	return true
}

// itemType reads a type as components define them.
func (r *reader) itemType(s *scope, depth int) (t itemType, ok bool) {
	if depth > maxNesting {
		r.fail(ErrMalformed, r.pos, "types lie in each other more than %d deep", maxNesting)
		return t, false
	}
	switch b := r.byte(); b {
	case 0x40, 0x43: // a function, and one that is asynchronous
		t = itemType{Sort: FuncSort, Unknown: b != 0x40}
		for n := r.count("parameters", 2); n > 0 && r.err == nil; n-- {
			r.name()
			r.componentValue()
			t.Params++
		}
		if t.Result = r.byte() == 0; t.Result {
			r.componentValue()
		} else {
			r.byte()
		}
	case 0x41, 0x42:
		t, ok = r.declarations(&scope{parent: s}, depth)
		if t.Sort = InstanceSort; b == 0x41 {
			t = itemType{Sort: "component", Unknown: true}
		}
		return t, ok
	case 0x3f: // a resource
		if r.byte(); r.byte() == 1 {
			r.u32()
		}
		t = unknownType
	default:
		return unknownType, r.defined(b)
	}
	return t, true
}

// declarations reads what the type of an instance or component consists of.
func (r *reader) declarations(s *scope, depth int) (t itemType, ok bool) {
	for n := r.count("declarations", 2); n > 0 && r.err == nil; n-- {
		switch r.byte() {
		case 0x01:
			inner, ok := r.itemType(s, depth+1)
			if !ok {
				return t, false
			}
			s.add(inner)
		case 0x02:
			if !r.alias(s) {
				return t, false
			}
		case 0x03, 0x04: // an import, an export
			i, ok := r.item(s)
			if !ok {
				return t, false
			}
			t.Items = append(t.Items, i)
		default: // 0x00 is a core type
			return t, false
		}
	}
	return t, true
}

// defined reads past a type of values, of which the first byte was read. It returns
// false for what it has not heard of.
func (r *reader) defined(b byte) bool {
	values := func(least int, each func()) {
		for n := r.count("parts of a type", least); n > 0 && r.err == nil; n-- {
			each()
		}
	}
	label := func() { r.name() }
	switch b {
	case 0x72: // record
		values(2, func() { r.name(); r.componentValue() })
	case 0x71: // variant
		values(3, func() { r.name(); r.maybeValue(); r.byte() })
	case 0x70, 0x6b: // list, option
		r.componentValue()
	case 0x67: // list of fixed length
		r.componentValue()
		r.u32()
	case 0x6f: // tuple
		values(1, r.componentValue)
	case 0x6e, 0x6d: // flags, enum
		values(1, label)
	case 0x6a: // result
		r.maybeValue()
		r.maybeValue()
	case 0x69, 0x68: // own, borrow
		r.u32()
	case 0x66, 0x65: // stream, future
		r.maybeValue()
	default:
		return b == 0x64 || b >= 0x73 && b <= 0x7f // those that have no parts
	}
	return true
}

// componentValue reads past a type of values in another: an index, or one without parts.
func (r *reader) componentValue() { r.s33() }

func (r *reader) maybeValue() {
	if r.byte() == 1 {
		r.componentValue()
	}
}
