package inspect

import (
	"errors"
	"fmt"
	"strings"
)

// Component is what was read of a component, a binary of the component model.
type Component struct {
	// Imports and Exports are in the order of the file.
	Imports, Exports []Item
	// Modules are the core modules in it and in the components inside it.
	Modules []*Module
	// Size is the size of the file, in bytes.
	Size int
	// Warnings say what could not be read, and so is missing or unknown here.
	Warnings []error

	// partial is set where a section was not read to its end: what was not found
	// may be there all the same.
	partial bool
}

// Item is one thing that a component imports or exports, or that an instance has.
type Item struct {
	Name string
	Sort Sort
	// Items are what an imported instance has to have.
	Items []Item
	// Params is the number of parameters of an imported function, and Result
	// whether it returns something.
	Params int
	Result bool
	// Unknown is set where the type could not be read: Items, Params and Result
	// then mean nothing. What is exported is not looked at.
	Unknown bool
}

// Sort is what an Item is, by the name that the text format has for it.
type Sort string

// The sorts that have a place in a recorder. There are others.
const (
	FuncSort     Sort = "func"
	InstanceSort Sort = "instance"
	TypeSort     Sort = "type"
)

// sorts are numbered as in the binary format.
var sorts = [...]Sort{"core module", FuncSort, "value", TypeSort, "component", InstanceSort}

// IsComponent reports whether the file begins as a component does.
func IsComponent(wasm []byte) bool { return errors.Is(header(wasm), ErrComponent) }

// ParseComponent reads a component. Its errors are [*Error] values.
func ParseComponent(wasm []byte) (*Component, error) {
	switch err := header(wasm); {
	case err == nil:
		return nil, &Error{Err: ErrVersion, Offset: 6, Detail: "it is a core module; a component is needed"}
	case !errors.Is(err, ErrComponent):
		return nil, err
	}
	p := &components{Component: Component{Size: len(wasm)}}
	if err := p.read(&reader{buf: wasm, end: len(wasm), top: true}, 0); err != nil {
		return nil, err
	}
	c := p.Component
	return &c, nil
}

// maxNesting is how deep components and types may lie in each other.
const maxNesting = 100

// components gathers what the sections of a component say.
type components struct {
	Component
	scope *scope // of the component that is being read
}

// read reads a component from its first byte to its end; depth 0 is the file's own.
func (p *components) read(r *reader, depth int) error {
	if v := r.buf[r.pos+4]; v != 0x0d || r.buf[r.pos+5] != 0 {
		return &Error{Err: ErrVersion, Offset: r.pos + 4, Detail: fmt.Sprintf("version %d of the component model's format, want 13", v)}
	}
	r.pos += 8
	p.scope = &scope{parent: p.scope}
	for r.more() {
		if err := p.section(r, depth); err != nil {
			return err
		}
	}
	p.scope = p.scope.parent
	return r.err
}

func (p *components) section(r *reader, depth int) error {
	at := r.pos
	id, size := r.byte(), r.u32()
	if r.err != nil {
		return r.err
	}
	if left := r.end - r.pos; uint64(size) > uint64(left) {
		return &Error{Err: ErrTruncated, Offset: at, Detail: fmt.Sprintf(
			"a component's section %d claims %d bytes, and %d are left", id, size, left)}
	}
	body := &reader{buf: r.buf, pos: r.pos, end: r.pos + int(size)}
	r.pos = body.end
	switch id {
	case 1:
		return p.module(body)
	case 4:
		return p.inner(body, depth+1)
	case 6, 7, 10, 11:
		p.items(id, body, depth)
	}
	return body.err
}

// module reads a core module, whose offsets are then its own.
func (p *components) module(r *reader) error {
	m, err := Parse(r.buf[r.pos:r.end])
	if inside := (*Error)(nil); errors.As(err, &inside) {
		return &Error{Err: ErrMalformed, Offset: r.pos + inside.Offset, Detail: "a core module inside the component: " + (&Error{Err: inside.Err, Detail: inside.Detail}).Error()}
	}
	p.Modules = append(p.Modules, m)
	return err
}

func (p *components) inner(r *reader, depth int) error {
	if depth > maxNesting {
		return &Error{Err: ErrMalformed, Offset: r.pos, Detail: fmt.Sprintf("components lie in each other more than %d deep", maxNesting)}
	}
	if !IsComponent(r.buf[r.pos:r.end]) {
		return &Error{Err: ErrMalformed, Offset: r.pos, Detail: "a component inside the component does not begin as one"}
	}
	return p.read(r, depth)
}

// items reads a section that adds to the types, or says what is imported or exported.
// Of components inside, only what they add to the types is kept.
func (p *components) items(id byte, r *reader, depth int) {
	at := r.pos
	for n := r.count("items", 1); n > 0 && r.err == nil; n-- {
		ok := false
		switch id {
		case 6:
			ok = r.alias(p.scope)
		case 7:
			var t itemType
			if t, ok = r.itemType(p.scope, 0); ok {
				p.scope.add(t)
			}
		case 10:
			var i Item
			if i, ok = r.item(p.scope); ok && depth == 0 {
				p.Imports = append(p.Imports, i)
			}
		case 11:
			var i Item
			if i, ok = r.export(p.scope); ok && depth == 0 {
				p.Exports = append(p.Exports, i)
			}
		}
		if !ok && r.err == nil {
			if p.scope.lost = true; depth == 0 {
				p.partial = true
			}
			if len(p.Warnings) < 32 {
				p.Warnings = append(p.Warnings, fmt.Errorf("at byte %d: a component's section %d has what is not known, and was not read from there on", at, id))
			}
			return
		}
	}
}

// Bench is the name of the instance that the component imports for bench.start and
// bench.end: "bench", or that of an interface bench of any package, such as
// "sightglass:bench/bench@0.1.0"; empty if there is none.
func (c *Component) Bench() string {
	for _, i := range c.Imports {
		_, name, qualified := strings.Cut(i.Name, "/")
		name, _, _ = strings.Cut(name, "@")
		if i.Name == BenchModule || qualified && name == BenchModule {
			return i.Name
		}
	}
	return ""
}

// Run is the name of the instance that the component exports for its entry, with the
// version that it has there: "wasi:cli/run@0.2.3"; empty if there is none.
func (c *Component) Run() string {
	for _, e := range c.Exports {
		if strings.HasPrefix(e.Name, RunInterface+"@0.2.") && e.Sort == InstanceSort {
			return e.Name
		}
	}
	return ""
}

// Imported reports whether the component imports an interface, of any version:
// "wasi:cli/stdout".
func (c *Component) Imported(name string) bool {
	for _, i := range c.Imports {
		if base, _, _ := strings.Cut(i.Name, "@"); base == name {
			return true
		}
	}
	return false
}
