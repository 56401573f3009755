package operators

import (
	"encoding/binary"
	"math"
)

// A reader walks over a part of the file. The first fault sticks, and moves it to the
// end.
type reader struct {
	buf   []byte // the whole file up to where the part ends
	pos   int
	fault string
}

func (r *reader) fail(fault string) {
	if r.fault == "" {
		r.fault = fault
	}
	r.pos = len(r.buf)
}

func (r *reader) more() bool { return r.fault == "" && r.pos < len(r.buf) }

func (r *reader) skip(n uint32) {
	if uint64(n) > uint64(len(r.buf)-r.pos) {
		r.fail("it ends too early")
		return
	}
	r.pos += int(n)
}

func (r *reader) byte() byte {
	at := r.pos
	if r.skip(1); r.fault != "" {
		return 0
	}
	return r.buf[at]
}

// unsigned reads a LEB128 number of 32 or 64 bits.
func (r *reader) unsigned(bits int) uint64 {
	v, n := binary.Uvarint(r.buf[r.pos:])
	switch {
	case n == 0:
		r.fail("it ends within a number")
	case n < 0, n > (bits+6)/7, bits == 32 && v > math.MaxUint32:
		r.fail("a number is too large")
	default:
		r.pos += n
		return v
	}
	return 0
}

func (r *reader) u32() uint32 { return uint32(r.unsigned(32)) }

// signed reads past a signed LEB128 number of so many bits.
func (r *reader) signed(bits int) {
	for range (bits + 6) / 7 {
		if r.byte()&0x80 == 0 {
			return
		}
	}
	r.fail("a number is too large")
}

// vector reads a number of things of at least one byte each, and then the things.
func (r *reader) vector(one func(*reader)) {
	n := r.u32()
	if uint64(n) > uint64(len(r.buf)-r.pos) {
		r.fail("it has fewer bytes than it says")
	}
	for ; n > 0 && r.fault == ""; n-- {
		one(r)
	}
}

// What operators have behind their opcode.

func index(r *reader) { r.u32() }

func two(r *reader) {
	r.u32()
	r.u32()
}

func memArg(r *reader) {
	const hasMemory = 1 << 6 // in what is else the alignment
	if r.u32()&hasMemory != 0 {
		r.u32()
	}
	r.unsigned(64)
}

func laneArg(r *reader) {
	memArg(r)
	r.skip(1)
}

func branchTable(r *reader) {
	r.vector(index)
	r.u32()
}

func castBranch(r *reader) {
	r.skip(1) // which of the two types are nullable
	r.u32()
	heapType(r)
	heapType(r)
}

func tryTable(r *reader) {
	blockType(r)
	r.vector(func(r *reader) {
		switch r.byte() {
		case 0x00, 0x01: // catch, catch_ref
			two(r)
		case 0x02, 0x03: // catch_all, catch_all_ref
			r.u32()
		default:
			r.fail("a clause of try_table is of an unknown kind")
		}
	})
}

// heapType reads past an index or a name, with what may be before it.
func heapType(r *reader) {
	for range 2 { // shared, exact
		if r.more() && (r.buf[r.pos] == 0x65 || r.buf[r.pos] == 0x62) {
			r.pos++
		}
	}
	r.signed(33)
}

// valType reads past a type of value, of which one byte holds all but a reference to a
// type with an index.
func valType(r *reader) {
	if b := r.byte(); b == 0x63 || b == 0x64 {
		heapType(r)
	} else if b < 0x40 || b > 0x7f {
		r.fail("a type of value is not known")
	}
}

func valTypes(r *reader) { r.vector(valType) }

// blockType reads past nothing (0x40), a type of value or the index of a type.
func blockType(r *reader) {
	if !r.more() {
		r.fail("it ends too early")
	} else if b := r.buf[r.pos]; b == 0x63 || b == 0x64 {
		valType(r)
	} else {
		r.signed(33)
	}
}
