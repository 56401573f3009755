package operators

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/sightglass-go/sightglass/engines/inspect"
)

// ErrRefused is wrapped by the error for a module that cannot be rewritten, although
// all its operators are known.
var ErrRefused = errors.New("the module cannot be rewritten so that it counts its operators")

// Rewrite returns a module that does what wasm does, and counts, while it runs, the
// operators that it executes, in globals that it exports as Export(0) and so on.
//
// An operator counts each time that control reaches it: block, loop, if and try once
// they are entered, end and else where the operators before them run on into them,
// which a branch past them does not. All operators of a straight line count at its
// top. A call ends a line, so that whenever another function runs, of the module or of
// the host, the counters hold exactly what was executed until then, that call
// included; also if it does not return, because the program exits or an exception
// passes it. Only after a trap, they are ahead by what is left of the line.
//
// Indices stay as they are, and so does the name section. Other custom sections are
// left out, as some tell of places in the code. What Rewrite refuses is an error of
// Functions or Operators, or one that wraps ErrRefused. A module that no engine
// takes makes another that none takes.
func Rewrite(wasm []byte, tally Tally) ([]byte, error) {
	m, err := inspect.Parse(wasm)
	if err != nil {
		return nil, err
	}
	w := &rewriter{tally: tally, sums: make([]uint64, tally.Counters)}
	if err := w.check(wasm, m); err != nil {
		return nil, err
	}
	functions, err := functions(wasm, m)
	if err != nil {
		return nil, err
	}
	w.out = append(w.out, wasm[:8]...)
	for _, s := range m.Sections {
		w.insert(s.ID)
		content := wasm[s.Offset : s.Offset+s.Size]
		switch {
		case s.ID == 0:
			if s.Name == "name" {
				w.section(s.ID, content)
			}
		case s.ID == globalSection:
			w.section(s.ID, w.extended(content, w.globals))
			w.globals = nil
		case s.ID == exportSection:
			w.section(s.ID, w.extended(content, w.exports))
			w.exports = nil
		case s.ID == codeSection:
			if content, err = w.code(functions); err != nil {
				return nil, err
			}
			w.section(s.ID, content)
		default:
			w.section(s.ID, content)
		}
	}
	w.insert(dataSection)
	return w.out, nil
}

// The sections that matter here, by number, and the place of each known one among the
// others.
const (
	globalSection = 6
	exportSection = 7
	dataSection   = 11
)

var places = [...]int{1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 13: 6, globalSection: 7, exportSection: 8, 8: 9, 9: 10, 12: 11, codeSection: 12, dataSection: 13}

type rewriter struct {
	tally Tally
	first uint32 // the index of the first counter
	out   []byte
	// globals and exports are what is added to these sections, nil once it was.
	globals, exports []byte

	body []byte
	sums []uint64 // of the line that is being read
}

// check refuses what is not understood, and finds where the counters go.
func (w *rewriter) check(wasm []byte, m *inspect.Module) error {
	if len(m.Warnings) > 0 {
		return fmt.Errorf("%w: %w", ErrRefused, m.Warnings[0])
	}
	globals := 0
	for _, i := range m.Imports {
		if i.Kind == inspect.Global {
			globals++
		}
	}
	for _, s := range m.Sections {
		if s.ID != 0 && (int(s.ID) >= len(places) || places[s.ID] == 0) {
			return fmt.Errorf("%w: section %d (%s) is not known", ErrRefused, s.ID, s.Name)
		}
		if s.ID == 0 && !utf8.ValidString(s.Name) {
			return fmt.Errorf("%w: %w: a custom section is called %.40q", ErrRefused, ErrMalformed, s.Name)
		}
		if s.ID == globalSection || s.ID == exportSection {
			n, size := binary.Uvarint(wasm[s.Offset : s.Offset+s.Size])
			if size <= 0 || n > uint64(s.Size) {
				return fmt.Errorf("%w: %w: the %s section says nothing of how many there are", ErrRefused, ErrMalformed, s.Name)
			}
			if s.ID == globalSection {
				globals += int(n)
			}
		}
	}
	for _, e := range m.Exports {
		switch {
		case strings.HasPrefix(e.Name, exportPrefix):
			return fmt.Errorf("%w: it exports %q: it was rewritten before", ErrRefused, e.Name)
		case e.Kind == inspect.Global && int64(e.Index) >= int64(globals):
			return fmt.Errorf("%w: it exports the global %d of %d", ErrRefused, e.Index, globals)
		}
	}
	w.first = uint32(globals)
	for i := range w.tally.Counters {
		w.globals = append(w.globals, 0x7e, 0x01, 0x42, 0x00, byte(opEnd)) // mut i64, i64.const 0
		name := Export(i)
		w.exports = binary.AppendUvarint(w.exports, uint64(len(name)))
		w.exports = append(append(w.exports, name...), byte(inspect.Global))
		w.exports = binary.AppendUvarint(w.exports, uint64(w.first)+uint64(i))
	}
	return nil
}

// insert adds the sections of globals and exports, if they were not there, before
// one that comes after them.
func (w *rewriter) insert(before byte) {
	if w.globals != nil && places[before] > places[globalSection] {
		w.section(globalSection, w.extended([]byte{0}, w.globals))
		w.globals = nil
	}
	if w.exports != nil && places[before] > places[exportSection] {
		w.section(exportSection, w.extended([]byte{0}, w.exports))
		w.exports = nil
	}
}

func (w *rewriter) section(id byte, content []byte) {
	w.out = append(w.out, id)
	w.out = binary.AppendUvarint(w.out, uint64(len(content)))
	w.out = append(w.out, content...)
}

// extended adds an item for each counter to a section.
func (w *rewriter) extended(content, items []byte) []byte {
	n, size := binary.Uvarint(content)
	out := binary.AppendUvarint(nil, n+uint64(w.tally.Counters))
	return bytes.Join([][]byte{out, content[size:], items}, nil)
}

func (w *rewriter) code(functions []Function) ([]byte, error) {
	out := binary.AppendUvarint(nil, uint64(len(functions)))
	for _, f := range functions {
		if err := w.function(f); err != nil {
			return nil, err
		}
		out = binary.AppendUvarint(out, uint64(len(w.body)))
		out = append(out, w.body...)
	}
	return out, nil
}

// function writes a function's body.
func (w *rewriter) function(f Function) error {
	w.body = append(w.body[:0], f.wasm[f.Start:f.Code]...)
	if w.tally.Entries >= 0 {
		w.sums[w.tally.Entries]++
	}
	from := f.Code // of the line
	dead := 0      // how many blocks there are around what is never reached
	for op, err := range f.Operators() {
		if err != nil {
			return err
		}
		if err := w.globalOf(f, op); err != nil {
			return err
		}
		end := op.Offset + op.Size
		if dead > 0 {
			if dead += op.Opcode.nests(); dead > 1 || dead == 1 && !op.Opcode.parts() {
				continue
			}
			dead = 0
			w.line(f.wasm[from:end])
			from = end
			continue
		}
		if c := w.tally.Of(op); c >= 0 {
			w.sums[c]++
		}
		if op.Opcode.leaves() {
			dead = 1
		}
		if op.Opcode.endsLine() {
			w.line(f.wasm[from:end])
			from = end
		}
	}
	return nil
}

// globalOf refuses the use of a global that is not there, and that a counter would
// become.
func (w *rewriter) globalOf(f Function, op Operator) error {
	if op.Opcode != opGlobalGet && op.Opcode != opGlobalSet {
		return nil
	}
	if i, _ := binary.Uvarint(f.wasm[op.Offset+1:]); i >= uint64(w.first) {
		return f.malformed(op.Offset, "%s %d of %d", op.Opcode, i, w.first)
	}
	return nil
}

// line writes a straight line of operators behind what counts them.
func (w *rewriter) line(operators []byte) {
	for i, n := range w.sums {
		if n == 0 {
			continue
		}
		global := uint64(w.first) + uint64(i)
		w.body = append(w.body, byte(opGlobalGet))
		w.body = binary.AppendUvarint(w.body, global)
		w.body = append(w.body, byte(opI64Const))
		w.body = appendSigned(w.body, n)
		w.body = append(w.body, byte(opI64Add), byte(opGlobalSet))
		w.body = binary.AppendUvarint(w.body, global)
		w.sums[i] = 0
	}
	w.body = append(w.body, operators...)
}

// appendSigned writes a number that is not negative as signed LEB128.
func appendSigned(b []byte, n uint64) []byte {
	for ; n >= 0x40; n >>= 7 {
		b = append(b, byte(n)|0x80)
	}
	return append(b, byte(n))
}
