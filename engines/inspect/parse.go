package inspect

import "fmt"

// The sections of the specification and of the proposals that added one.
var sectionNames = [...]string{
	1: "type", 2: "import", 3: "function", 4: "table", 5: "memory", 6: "global", 7: "export",
	8: "start", 9: "element", 10: "code", 11: "data", 12: "data count", 13: "tag", 14: "string",
}

// A parser gathers what the sections say, to be put together at the end: the
// type of a function is known only when three sections have been read.
type parser struct {
	Module
	types   []FuncType
	imports []uint32 // the type index of each import that is a function, else unused
	funcs   []uint32 // the type index of each function defined
}

// Parse reads a core module. Its errors are [*Error] values.
func Parse(wasm []byte) (*Module, error) { return parseTo(wasm, 0xff) }

// parseTo reads up to the first section with a greater number than last.
func parseTo(wasm []byte, last byte) (*Module, error) {
	if err := header(wasm); err != nil {
		return nil, err
	}
	p := &parser{Module: Module{Start: -1, Size: len(wasm)}}
	r := &reader{buf: wasm, pos: 8, end: len(wasm), top: true}
	for r.more() && r.peek() <= last {
		if err := p.section(r); err != nil {
			return nil, err
		}
	}
	p.resolve()
	m := p.Module // without the parser's own slices, which would stay alive
	return &m, nil
}

// section reads one section's head and has its content read.
func (p *parser) section(r *reader) error {
	at := r.pos
	id := r.byte()
	size := r.u32()
	if r.err != nil {
		return r.err
	}
	s := Section{ID: id, Offset: r.pos, Size: int(size)}
	if int(id) < len(sectionNames) {
		s.Name = sectionNames[id]
	}
	if left := r.end - r.pos; uint64(size) > uint64(left) {
		what := s.Name
		if what == "" {
			what = fmt.Sprintf("number %d", id)
		}
		return &Error{Err: ErrTruncated, Offset: at, Detail: fmt.Sprintf(
			"the section %q claims %d bytes, and %d are left", what, size, left)}
	}
	r.pos += int(size)
	body := &reader{buf: r.buf, pos: s.Offset, end: r.pos}
	p.content(&s, body)
	p.Sections = append(p.Sections, s)
	return body.err
}

// content reads what is of interest in a section.
func (p *parser) content(s *Section, r *reader) {
	whole := false // whether a section must have been read to its end
	switch s.ID {
	case 0:
		s.Name = r.name()
	case 1:
		whole = p.typeSection(r)
	case 2:
		whole = p.importSection(r)
	case 3:
		for n := r.count("functions", 1); n > 0 && r.err == nil; n-- {
			p.funcs = append(p.funcs, r.u32())
		}
		p.Functions = len(p.funcs)
		whole = true
	case 5:
		p.Memories += r.count("memories", 2)
	case 7:
		whole = p.exportSection(r)
	case 8:
		p.Start = int64(r.u32())
		whole = true
	case 10:
		p.CodeSize += s.Size
		p.codeSection(*r) // a copy: its faults are no reason to refuse the file
	default:
		if s.Name == "" {
			p.warn(s.Offset, "section %d is not known", s.ID)
		}
	}
	if whole && r.more() {
		r.fail(ErrMalformed, r.pos, "%d bytes are left over at the end of the %s section", r.end-r.pos, s.Name)
	}
}

// warn notes what could not be read. There is an end to it, because a file may
// consist of nothing else.
func (p *parser) warn(at int, format string, args ...any) {
	if len(p.Warnings) >= 32 {
		return
	}
	p.Warnings = append(p.Warnings, fmt.Errorf("at byte %d: "+format, append([]any{at}, args...)...))
}

// resolve gives functions their types.
func (p *parser) resolve() {
	var space []uint32 // type indices by function index
	for i := range p.Imports {
		if p.Imports[i].Kind == Func {
			p.Imports[i].Type = p.typeAt(p.imports[i])
			space = append(space, p.imports[i])
		}
	}
	space = append(space, p.funcs...)
	for i := range p.Exports {
		e := &p.Exports[i]
		switch {
		case e.Kind != Func:
		case p.partialImports, uint64(e.Index) >= uint64(len(space)):
			e.Type = FuncType{Unknown: true}
		default:
			e.Type = p.typeAt(space[e.Index])
		}
	}
}

func (p *parser) typeAt(index uint32) FuncType {
	if uint64(index) < uint64(len(p.types)) {
		return p.types[index]
	}
	return FuncType{Unknown: true}
}
