package operators

import (
	"fmt"
	"iter"

	"github.com/sightglass-go/sightglass/engines/inspect"
)

// Function is a function that a module defines.
type Function struct {
	// Index is its number among the module's functions, imported ones first.
	Index int
	// Start is where its body begins in the file, with the locals; Code is where its
	// operators begin, and End where they end. All are in bytes from the file's
	// beginning.
	Start, Code, End int

	wasm []byte
}

// Operator is one operator of a function.
type Operator struct {
	Opcode Opcode
	Class  Class
	// Offset is where it is in the file, and Size how long with its immediates, in
	// bytes.
	Offset, Size int
}

// Functions finds the functions that a module defines, in the order of their index.
// Its errors are those of inspect.Parse, and *Error for what it finds in the code section
// before any operator. The functions refer to wasm, which must not be changed.
func Functions(wasm []byte) ([]Function, error) {
	m, err := inspect.Parse(wasm)
	if err != nil {
		return nil, err
	}
	return functions(wasm, m)
}

func functions(wasm []byte, m *inspect.Module) (list []Function, err error) {
	imported := 0
	for _, i := range m.Imports {
		if i.Kind == inspect.Func {
			imported++
		}
	}
	for _, s := range m.Sections {
		if s.ID != codeSection {
			continue
		}
		r := &reader{buf: wasm[:s.Offset+s.Size], pos: s.Offset}
		for n := r.u32(); n > 0 && r.fault == ""; n-- {
			f := Function{Index: imported + len(list), wasm: wasm}
			size := r.u32()
			f.Start = r.pos
			if r.skip(size); r.fault != "" {
				break
			}
			f.End = r.pos
			body := &reader{buf: wasm[:f.End], pos: f.Start}
			body.vector(func(r *reader) {
				r.u32()
				valType(r)
			})
			if f.Code = body.pos; body.fault != "" {
				return nil, f.malformed(f.Start, "its locals: %s", body.fault)
			}
			list = append(list, f)
		}
		if r.fault == "" && r.more() {
			r.fault = fmt.Sprintf("%d bytes are left over", len(r.buf)-r.pos)
		}
		if r.fault != "" {
			return nil, (&Function{Index: imported + len(list)}).malformed(s.Offset, "the code section: %s", r.fault)
		}
	}
	if len(list) != m.Functions {
		return nil, fmt.Errorf("%w: %d functions are declared, and %d have code", ErrMalformed, m.Functions, len(list))
	}
	return list, nil
}

const codeSection = 10

// Operators decodes the function, up to the end that closes it, which is the last
// operator. An error is the last value, is an *Error, and comes with a zero Operator.
func (f Function) Operators() iter.Seq2[Operator, error] {
	return func(yield func(Operator, error) bool) {
		r := &reader{buf: f.wasm[:f.End], pos: f.Code}
		for depth := 1; depth > 0; {
			op, err := f.next(r)
			if err != nil {
				yield(Operator{}, err)
				return
			}
			if depth += op.Opcode.nests(); depth == 0 && r.more() {
				yield(Operator{}, f.malformed(op.Offset, "it ends %d bytes early", len(r.buf)-r.pos))
				return
			}
			if !yield(op, nil) {
				return
			}
		}
	}
}

// next reads one operator.
func (f Function) next(r *reader) (Operator, error) {
	op := Operator{Offset: r.pos}
	b := r.byte()
	op.Opcode = Opcode(b)
	if b >= prefixGC && b <= prefixAtomics {
		code := r.u32()
		if op.Opcode = prefixed(b, code); code > 0xffffff {
			r.fail("a number is too large")
		}
	}
	if r.fault != "" {
		return op, f.malformed(op.Offset, "%s", r.fault)
	}
	shape := op.Opcode.find()
	if shape == nil {
		return op, &Error{Err: ErrUnknown, Function: f.Index, Offset: op.Offset, Detail: op.Opcode.String()}
	}
	op.Class = shape.class
	if shape.skip != nil {
		if shape.skip(r); r.fault != "" {
			return op, f.malformed(op.Offset, "%s: %s", shape.name, r.fault)
		}
	}
	op.Size = r.pos - op.Offset
	return op, nil
}

func (f Function) malformed(at int, format string, args ...any) error {
	return &Error{Err: ErrMalformed, Function: f.Index, Offset: at, Detail: fmt.Sprintf(format, args...)}
}

// Static are the operators in a module's code, executed or not.
type Static struct {
	Counts
	// Functions are those of each function that the module defines.
	Functions []Function
	// ByFunction are the counts of each of Functions.
	ByFunction []Counts
}

// Count counts the operators of a module. Its errors are those of Functions and
// of Operators.
func Count(wasm []byte) (*Static, error) {
	list, err := Functions(wasm)
	if err != nil {
		return nil, err
	}
	s := &Static{Functions: list, ByFunction: make([]Counts, len(list))}
	for i, f := range list {
		for op, err := range f.Operators() {
			if err != nil {
				return nil, err
			}
			s.ByFunction[i][op.Class]++
			s.Counts[op.Class]++
		}
	}
	return s, nil
}
