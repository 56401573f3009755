package record

import (
	"math"
	"strconv"
)

// An endedReader reads the lines of processes that ended well as the Writer writes them:
// these members in this order, no spaces, no escapes. Where a process has one iteration
// every fourth line is one, and encoding/json takes longer for it than all else takes for
// the rows.
type endedReader struct {
	bare               []byte
	program, recording string // that were read last
}

// read returns the mark, and the line as normal has it, which is good until the next call:
// both what encoding/json makes of it. It returns nil for other lines, whether they are
// marks or not.
func (r *endedReader) read(line []byte, in *interner) (*Mark, []byte) {
	var m struct {
		Mark
		ended Ended
		check Check
	}
	e, c := &m.ended, &m.check
	p := plain{rest: line}
	p.want(`{"ended":{"engine":"`)
	e.Engine = in.str(colEngine, p.text())
	flags := p.pass(`,"engine_flags":"`)
	if flags {
		e.EngineFlags = in.str(colEngineFlags, p.text())
	}
	p.want(`,"wasm":"`)
	e.Wasm = in.str(colWasm, p.text())
	p.want(`,"process":`)
	e.Process = p.number()
	p.want(`,"round":`)
	e.Round = p.count()
	program := p.pass(`,"program":"`)
	if program {
		e.Program = again(&r.program, p.text())
	}
	p.want(`,"rows":`)
	e.Rows = p.count()
	padding := p.pass(`,"padding":`)
	if padding {
		e.Padding = p.count()
	}
	p.want(`},"check":{"block":`)
	c.Block = p.number()
	recording := p.pass(`,"recording":"`)
	if recording {
		c.Recording = again(&r.recording, p.text())
	}
	if p.pass(`,"crc32c":"`) {
		c.CRC32C = string(p.text())
	}
	p.want(`}}`)
	if p.failed || len(p.rest) > 0 {
		return nil, nil
	}
	m.Ended, m.Check = e, c

	b := strconv.AppendUint(append(r.bare[:0], `{"check":{"block":`...), c.Block, 10)
	if recording {
		b = appendMember(b, `,"recording":"`, c.Recording)
	}
	b = appendMember(b, `},"ended":{"engine":"`, e.Engine)
	if flags {
		b = appendMember(b, `,"engine_flags":"`, e.EngineFlags)
	}
	if padding {
		b = strconv.AppendInt(append(b, `,"padding":`...), int64(e.Padding), 10)
	}
	b = strconv.AppendUint(append(b, `,"process":`...), e.Process, 10)
	if program {
		b = appendMember(b, `,"program":"`, e.Program)
	}
	b = strconv.AppendInt(append(b, `,"round":`...), int64(e.Round), 10)
	b = strconv.AppendInt(append(b, `,"rows":`...), int64(e.Rows), 10)
	b = appendMember(b, `,"wasm":"`, e.Wasm)
	r.bare = append(b, `}}`...)
	return &m.Mark, r.bare
}

func appendMember(b []byte, begin, text string) []byte {
	return append(append(append(b, begin...), text...), '"')
}

// again is the text as a string: the last one, if that is it.
func again(last *string, text []byte) string {
	if *last != string(text) {
		*last = string(text)
	}
	return *last
}

// plain reads JSON that is as simple as can be, and fails otherwise.
type plain struct {
	rest   []byte
	failed bool
}

// pass passes over the text, if that is next.
func (p *plain) pass(text string) bool {
	if len(p.rest) < len(text) || string(p.rest[:len(text)]) != text {
		return false
	}
	p.rest = p.rest[len(text):]
	return true
}

func (p *plain) want(text string) { p.failed = !p.pass(text) || p.failed }

// text reads what is left of a string of printable ASCII, up to the quotation mark.
func (p *plain) text() []byte {
	for i, c := range p.rest {
		if c == '"' {
			text := p.rest[:i]
			p.rest = p.rest[i+1:]
			return text
		}
		if c < ' ' || c > '~' || c == '\\' {
			break
		}
	}
	p.failed = true
	return nil
}

// count reads a number that is an int everywhere.
func (p *plain) count() int {
	n := p.number()
	p.failed = p.failed || n > math.MaxInt32
	return int(n)
}

// number reads a whole number of at most 18 digits.
func (p *plain) number() (n uint64) {
	i := 0
	for ; i < len(p.rest) && p.rest[i]-'0' <= 9; i++ {
		n = n*10 + uint64(p.rest[i]-'0')
	}
	p.failed = p.failed || i > 18 || !isWhole(p.rest[:i])
	p.rest = p.rest[i:]
	return n
}
