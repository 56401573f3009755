package record

import "bytes"

// repeats is what a plain line of CSV may have in common with those before
// it: all that stands before the process is mostly that of the line before, and
// of phase and event there are but a few pairs. A line that is nothing but
// such a beginning, such a pair and three plain numbers needs no splitting
// into fields. It is a shortcut and no more: whatever is not so, or may not be
// so, goes the long way, which knows every form and every mistake.
type repeats struct {
	begin []byte // up to the process, with the comma; nil before the first
	row   Row    // the names that it holds
	pairs [maxPairs]pairOf
	used  int // how many pairs are known
	turn  int // the one expected next: they are mostly interleaved
}

// maxPairs is how many pairs of phase and event are known at once: three
// phases with four events each, and some.
const maxPairs = 16

// pairOf is a phase and an event, and their text with both commas.
type pairOf struct {
	text []byte
	row  Row // Phase and Event
}

// read reads the line into row, if it is such a line.
func (p *repeats) read(line []byte, row *Row) bool {
	if p == nil || p.begin == nil || !bytes.HasPrefix(line, p.begin) {
		return false
	}
	process, n := leadingUint(line[len(p.begin):])
	rest := line[len(p.begin)+n:]
	if n == 0 || len(rest) == 0 || rest[0] != ',' {
		return false
	}
	iteration, m := leadingUint(rest[1:])
	rest = rest[1+m:]
	if m == 0 || len(rest) == 0 || rest[0] != ',' {
		return false
	}
	for range p.used {
		pair := &p.pairs[p.turn]
		if p.turn++; p.turn == p.used {
			p.turn = 0
		}
		if !bytes.HasPrefix(rest[1:], pair.text) {
			continue
		}
		rest = rest[1+len(pair.text):]
		count, n := leadingUint(rest)
		if n == 0 || n != len(rest) {
			return false
		}
		*row = p.row
		row.Process, row.Iteration, row.Count = process, iteration, count
		row.Phase, row.Event = pair.row.Phase, pair.row.Event
		return true
	}
	return false
}

// learn takes note of a plain line that was read the long way: its fields are
// parts of it, in the usual order.
func (p *repeats) learn(line []byte, fields [][]byte, row *Row) {
	if p == nil || bytes.HasPrefix(line, bom) { // a second one, which only the long way keeps
		return
	}
	names := len(fields) - 5
	at := 0
	for _, f := range fields[:names] {
		at += len(f) + 1
	}
	p.begin = append(p.begin[:0], line[:at]...)
	p.row = Row{Arch: row.Arch, Engine: row.Engine, EngineFlags: row.EngineFlags, Wasm: row.Wasm}
	at += len(fields[names]) + 1 + len(fields[names+1]) + 1
	text := line[at : at+len(fields[names+2])+1+len(fields[names+3])+1]
	for i := range p.pairs[:p.used] {
		if bytes.Equal(p.pairs[i].text, text) {
			return
		}
	}
	if p.used < maxPairs {
		p.pairs[p.used] = pairOf{bytes.Clone(text), Row{Phase: row.Phase, Event: row.Event}}
		p.used++
	}
}

// forget makes all lines go the long way until the next is learned: another
// header line says what columns mean.
func (p *repeats) forget() {
	if p != nil {
		p.begin = nil
	}
}

// leadingUint returns the number that b begins with and how many digits it
// has; none if they might not fit in 64 bits.
func leadingUint(b []byte) (n uint64, digits int) {
	for i, c := range b {
		d := uint64(c - '0')
		if d > 9 {
			return n, i
		}
		if i == 19 {
			return 0, 0
		}
		n = n*10 + d
	}
	return n, len(b)
}
