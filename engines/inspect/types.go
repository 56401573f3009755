package inspect

import "strconv"

// typeSection reads the types, and reports whether it came to their end. What
// follows a type that it has not heard of is unknown: nothing says how long such
// a type is.
func (p *parser) typeSection(r *reader) bool {
	for n := r.count("types", 1); n > 0 && r.err == nil; n-- {
		k := 1
		if r.peek() == 0x4e { // a group of types that refer to one another
			r.byte()
			k = r.count("types", 1)
		}
		for ; k > 0 && r.err == nil; k-- {
			at := r.pos
			if !p.subType(r) {
				p.warn(at, "the types from number %d on were not read", len(p.types))
				return false
			}
		}
	}
	return true
}

// subType reads one type, with what may stand before it, and adds it.
func (p *parser) subType(r *reader) bool {
	for r.err == nil {
		switch r.peek() {
		case 0x50, 0x4f: // a subtype, a final one: of these
			r.byte()
			for n := r.count("supertypes", 1); n > 0 && r.err == nil; n-- {
				r.u32()
			}
		case 0x4c, 0x4d: // custom descriptors: describes, described by
			r.byte()
			r.u32()
		case 0x65: // shared
			r.byte()
		default:
			return p.compType(r)
		}
	}
	return true
}

// compType reads a function, struct, array or continuation type. All but the
// first are of no interest, but take an index.
func (p *parser) compType(r *reader) bool {
	at := r.pos
	t, ok := FuncType{Unknown: true}, true
	switch form := r.byte(); form {
	case 0x60:
		t.Unknown = false
		if t.Params, ok = p.valTypes(r, "parameters"); ok {
			t.Results, ok = p.valTypes(r, "results")
		}
	case 0x5f:
		for n := r.count("fields", 2); n > 0 && ok && r.err == nil; n-- {
			ok = p.fieldType(r)
		}
	case 0x5e:
		ok = p.fieldType(r)
	case 0x5d:
		r.s33()
	default:
		p.warn(at, "a type of the unknown form 0x%02x", form)
		ok = false
	}
	if ok && r.err == nil {
		p.types = append(p.types, t)
	}
	return ok || r.err != nil
}

func (p *parser) fieldType(r *reader) bool {
	if b := r.peek(); b == 0x78 || b == 0x77 { // i8, i16
		r.byte()
	} else if _, ok := p.valType(r); !ok {
		return false
	}
	r.byte() // mutability
	return true
}

func (p *parser) valTypes(r *reader, what string) ([]ValType, bool) {
	var types []ValType
	for n := r.count(what, 1); n > 0 && r.err == nil; n-- {
		t, ok := p.valType(r)
		if !ok {
			return nil, false
		}
		types = append(types, t)
	}
	return types, true
}

// The types that one byte stands for, and, for those that can be referred to,
// their name as the target of a reference.
var valNames = map[byte]ValType{
	0x7f: I32, 0x7e: I64, 0x7d: F32, 0x7c: F64, 0x7b: V128, 0x70: FuncRef, 0x6f: ExternRef,
	0x75: "nullcontref", 0x74: "nullexnref", 0x73: "nullfuncref", 0x72: "nullexternref",
	0x71: "nullref", 0x6e: "anyref", 0x6d: "eqref", 0x6c: "i31ref", 0x6b: "structref",
	0x6a: "arrayref", 0x69: "exnref", 0x68: "contref", 0x67: "stringref",
}

var heapNames = map[byte]string{
	0x70: "func", 0x6f: "extern", 0x75: "nocont", 0x74: "noexn", 0x73: "nofunc",
	0x72: "noextern", 0x71: "none", 0x6e: "any", 0x6d: "eq", 0x6c: "i31", 0x6b: "struct",
	0x6a: "array", 0x69: "exn", 0x68: "cont", 0x67: "string",
}

func (p *parser) valType(r *reader) (ValType, bool) {
	at := r.pos
	b := r.byte()
	if t, ok := valNames[b]; ok || r.err != nil {
		return t, true
	}
	open := ""
	switch b {
	case 0x63:
		open = "(ref null "
	case 0x64:
		open = "(ref "
	default:
		p.warn(at, "the unknown type of value 0x%02x", b)
		return "", false
	}
	heap, ok := p.heapType(r)
	return ValType(open + heap + ")"), ok
}

func (p *parser) heapType(r *reader) (string, bool) {
	at, open, end := r.pos, "", ""
	for range 2 { // at most: exact, then shared
		switch r.peek() {
		case 0x65:
			r.byte()
			open, end = open+"(shared ", end+")"
		case 0x62:
			r.byte()
			open, end = open+"(exact ", end+")"
		}
	}
	n := r.s33()
	if r.err != nil {
		return "", true
	}
	if n >= 0 {
		return open + strconv.FormatInt(n, 10) + end, true
	}
	name, ok := heapNames[byte(n&0x7f)]
	if !ok || n < -64 {
		p.warn(at, "a reference to the unknown type %d", n)
		return "", false
	}
	return open + name + end, true
}
