package inspect

import "fmt"

// A reader walks over a part of the file. The first fault sticks: what is read
// after it is zero, and the caller looks at err where it matters, which it must
// do in every loop whose count comes from the file.
type reader struct {
	buf []byte // the whole file, so that offsets are the file's
	pos int
	end int
	err error
	top bool // reads the file itself, not a section
}

func (r *reader) fail(kind error, at int, format string, args ...any) {
	if r.err == nil {
		r.err = &Error{Err: kind, Offset: at, Detail: fmt.Sprintf(format, args...)}
		r.pos = r.end
	}
}

func (r *reader) more() bool { return r.err == nil && r.pos < r.end }

func (r *reader) byte() byte {
	if r.err != nil {
		return 0
	}
	if r.pos >= r.end {
		if r.top {
			r.fail(ErrTruncated, r.pos, "it ends within the head of a section")
		} else {
			r.fail(ErrMalformed, r.pos, "unexpected end of section")
		}
		return 0
	}
	b := r.buf[r.pos]
	r.pos++
	return b
}

// peek returns the next byte and leaves it; 0 at the end.
func (r *reader) peek() byte {
	if !r.more() {
		return 0
	}
	return r.buf[r.pos]
}

func (r *reader) u32() uint32 { return uint32(r.unsigned(32)) }

// unsigned reads an unsigned LEB128 number of so many bits. As the
// specification has it, trailing zero groups are allowed as long as the number
// of bytes stays within what that many bits can need.
func (r *reader) unsigned(bits uint) uint64 {
	at := r.pos
	var v uint64
	for shift := uint(0); ; shift += 7 {
		b := r.byte()
		if r.err != nil {
			return 0
		}
		left := bits - shift
		if left < 8 && b>>left != 0 { // in the last byte there is, also the continuation bit
			return r.overflow(at, bits, b)
		}
		v |= uint64(b&0x7f) << shift
		if b&0x80 == 0 {
			return v
		}
	}
}

func (r *reader) overflow(at int, bits uint, last byte) uint64 {
	what := "too large"
	if last&0x80 != 0 {
		what = "written in too many bytes"
	}
	r.fail(ErrMalformed, at, "a number is %s for %d bits", what, bits)
	return 0
}

// s33 reads a signed LEB128 number of 33 bits: a type index, or if negative a
// type that has a name.
func (r *reader) s33() int64 {
	at := r.pos
	var v int64
	for shift := uint(0); ; shift += 7 {
		b := r.byte()
		if r.err != nil {
			return 0
		}
		if shift == 28 { // the fifth byte: five bits left, of which the last is the sign
			if sign := b & 0x70; b&0x80 != 0 || sign != 0 && sign != 0x70 {
				return int64(r.overflow(at, 33, b))
			}
		}
		v |= int64(b&0x7f) << shift
		if b&0x80 == 0 {
			if b&0x40 != 0 {
				v |= -1 << (shift + 7)
			}
			return v
		}
	}
}

// count reads the length of a vector whose elements take at least so many bytes
// each. A length that the rest of the section cannot hold is refused here, so
// that nobody loops or allocates for it.
func (r *reader) count(what string, least int) int {
	at := r.pos
	n := r.u32()
	if r.err == nil && uint64(n)*uint64(least) > uint64(r.end-r.pos) {
		r.fail(ErrMalformed, at, "%d %s in the %d bytes that are left", n, what, r.end-r.pos)
	}
	if r.err != nil {
		return 0
	}
	return int(n)
}

// name reads a name. It is not checked for being UTF-8; that is the engine's
// to judge.
func (r *reader) name() string {
	n := r.count("bytes of a name", 1)
	if r.err != nil {
		return ""
	}
	s := string(r.buf[r.pos : r.pos+n])
	r.pos += n
	return s
}
