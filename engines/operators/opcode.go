package operators

import (
	"fmt"
	"strings"
)

// Opcode is what an operator is encoded as: one byte, or a prefix in bits 24 to 31 and
// a number behind it.
type Opcode uint32

// The bytes that other opcodes follow.
const (
	prefixGC      = 0xfb
	prefixMisc    = 0xfc
	prefixSIMD    = 0xfd
	prefixAtomics = 0xfe
)

func prefixed(prefix byte, code uint32) Opcode { return Opcode(prefix)<<24 | Opcode(code) }

// String is the name as in the text format, "i32.add", or the bytes in hexadecimal of
// an opcode that is not known.
func (o Opcode) String() string {
	if s := o.find(); s != nil {
		return s.name
	}
	if prefix := o >> 24; prefix != 0 {
		return fmt.Sprintf("0x%02x 0x%02x", uint32(prefix), uint32(o&0xffffff))
	}
	return fmt.Sprintf("0x%02x", uint32(o))
}

// Class returns false for an opcode that is not known.
func (o Opcode) Class() (Class, bool) {
	if s := o.find(); s != nil {
		return s.class, true
	}
	return 0, false
}

// The opcodes that have a meaning here.
const (
	opUnreachable        Opcode = 0x00
	opNop                Opcode = 0x01
	opBlock              Opcode = 0x02
	opLoop               Opcode = 0x03
	opIf                 Opcode = 0x04
	opElse               Opcode = 0x05
	opTry                Opcode = 0x06
	opCatch              Opcode = 0x07
	opThrow              Opcode = 0x08
	opRethrow            Opcode = 0x09
	opThrowRef           Opcode = 0x0a
	opEnd                Opcode = 0x0b
	opBr                 Opcode = 0x0c
	opBrIf               Opcode = 0x0d
	opBrTable            Opcode = 0x0e
	opReturn             Opcode = 0x0f
	opCall               Opcode = 0x10
	opCallIndirect       Opcode = 0x11
	opReturnCall         Opcode = 0x12
	opReturnCallIndirect Opcode = 0x13
	opCallRef            Opcode = 0x14
	opReturnCallRef      Opcode = 0x15
	opDelegate           Opcode = 0x18
	opCatchAll           Opcode = 0x19
	opDrop               Opcode = 0x1a
	opTryTable           Opcode = 0x1f
	opGlobalGet          Opcode = 0x23
	opGlobalSet          Opcode = 0x24
	opI64Const           Opcode = 0x42
	opI64Add             Opcode = 0x7c
	opBrOnNull           Opcode = 0xd5
	opBrOnNonNull        Opcode = 0xd6
	opBrOnCast           Opcode = prefixGC<<24 | 0x18
	opBrOnCastFail       Opcode = prefixGC<<24 | 0x19
)

// A shape is what is known of an operator before it is met.
type shape struct {
	name  string
	class Class
	skip  func(*reader) // past its immediates; nil for none
}

// The tables by prefix, indexed by what follows it. Where no operator is, the name is
// empty.
var (
	plain   [256]shape
	gc      [0x1f]shape
	misc    [0x17]shape
	simd    [0x114]shape
	atomics [0x4f]shape
)

// find returns nil for an opcode that is not known.
func (o Opcode) find() *shape {
	table := plain[:]
	switch o >> 24 {
	case 0:
	case prefixGC:
		table = gc[:]
	case prefixMisc:
		table = misc[:]
	case prefixSIMD:
		table = simd[:]
	case prefixAtomics:
		table = atomics[:]
	default:
		return nil
	}
	if i := uint32(o & 0xffffff); uint64(i) < uint64(len(table)) && table[i].name != "" {
		return &table[i]
	}
	return nil
}

// put fills a table from first on with operators of one class and one form. The names
// have spaces between them; "_" leaves one out. With an opening "i32." before a
// colon, that is put before each name.
func put(table []shape, first int, class Class, skip func(*reader), names ...string) {
	for _, list := range names {
		head, list, ok := strings.Cut(list, ":")
		if !ok {
			head, list = "", head
		}
		for _, name := range strings.Fields(list) {
			if name != "_" {
				table[first] = shape{head + name, class, skip}
			}
			first++
		}
	}
}
