// Package machinecode disassembles machine code, and lays that of two builds side by side.
package machinecode

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/arch/arm64/arm64asm"
	"golang.org/x/arch/x86/x86asm"
)

// errArch is wrapped by the error of Decode for another architecture.
var errArch = errors.New("machine code of this architecture cannot be disassembled: x86_64 and aarch64 can")

// Instruction is one of a function.
type Instruction struct {
	// Offset is where it begins, in bytes from the function's start, and Size how long it is.
	Offset int `json:"offset"`
	Size   int `json:"size"`
	// Text is it in Intel's syntax, or in GNU's on aarch64. Where it leads to is an offset
	// in the function, "+0x1a", or the name of another one. ".inst" is an instruction that is
	// not known by name, and ".byte" what could not be decoded.
	Text string `json:"text"`

	mnemonic, shape string // the latter is Text without what moving the code changes
}

// Unknown is whether it could not be decoded, and Padding whether it is what fills the
// space behind the last one.
func (i *Instruction) Unknown() bool { return i.mnemonic == ".byte" }
func (i *Instruction) Padding() bool { return i.mnemonic == ".zero" }

// Count is how many instructions there are, and how many bytes are none that is known.
func Count(list []Instruction) (instructions, unknown int) {
	for i := range list {
		switch {
		case list[i].Unknown():
			unknown += list[i].Size
		case list[i].mnemonic == ".inst":
			instructions++
			unknown += list[i].Size
		case !list[i].Padding():
			instructions++
		}
	}
	return instructions, unknown
}

// Decode disassembles a function of an architecture, as record.Arch names it, that lies at
// an address. nameOf says which function lies at another address, "" if it does not know.
func Decode(arch string, code []byte, address uint64, nameOf func(uint64) string) ([]Instruction, error) {
	var list []Instruction
	for at := 0; at < len(code); {
		if rest := code[at:]; len(bytes.Trim(rest, "\x00")) == 0 {
			list = append(list, Instruction{Offset: at, Size: len(rest), Text: fmt.Sprintf(".zero %d", len(rest)), mnemonic: ".zero", shape: ".zero"})
			break
		}
		var i Instruction
		pc := address + uint64(at)
		leads := func(to uint64) (text, shape string) {
			if to >= address && to < address+uint64(len(code)) {
				text = fmt.Sprintf("+%#x", to-address)
				return text, "+"
			}
			if name := nameOf(to); name != "" {
				return name, name
			}
			return fmt.Sprintf("%+#x", int64(to-pc)), "?" // another run has another address
		}
		switch arch {
		case "x86_64":
			i = amd64(code[at:], pc, leads)
		case "aarch64":
			i = arm64(code[at:], pc, leads)
		default:
			return nil, fmt.Errorf("%w, not %q", errArch, arch)
		}
		i.Offset = at
		at += i.Size
		list = append(list, i)
	}
	return list, nil
}

func amd64(code []byte, pc uint64, leads func(uint64) (string, string)) Instruction {
	inst, err := x86asm.Decode(code, 64)
	if err != nil || inst.Op == 0 || inst.Len == 0 || inst.Len > len(code) {
		if n := vexLength(code); n > 0 {
			if i, ok := bmiOf(code[:n]); ok {
				return i
			}
			return Instruction{Size: n, Text: fmt.Sprintf(".inst % x", code[:n]), mnemonic: ".inst", shape: fmt.Sprintf(".inst % x", code[:n])}
		}
		return unknown(code[:1])
	}
	i := Instruction{Size: inst.Len, mnemonic: strings.ToLower(inst.Op.String())}
	if rel, ok := inst.Args[0].(x86asm.Rel); ok && inst.Args[1] == nil {
		to, shape := leads(pc + uint64(inst.Len) + uint64(int64(rel)))
		i.Text, i.shape = i.mnemonic+" "+to, i.mnemonic+" "+shape
		return i
	}
	i.Text = x86asm.IntelSyntax(inst, pc, nil)
	i.shape = i.Text
	for _, arg := range inst.Args {
		if m, ok := arg.(x86asm.Mem); ok && m.Base == x86asm.RIP { // a constant beside the code
			i.shape = i.mnemonic + " rip"
		}
	}
	return i
}

// vexLength is how long an instruction with a VEX prefix is (AVX and BMI), whatever it
// does, 0 if there is none or not all of it: Intel's manual, volume 2, 2.3 and table 2-2.
func vexLength(code []byte) int {
	var opcode, space int
	switch {
	case len(code) > 3 && code[0] == 0xc5:
		opcode, space = 2, 1
	case len(code) > 4 && code[0] == 0xc4:
		opcode, space = 3, int(code[1]&0x1f)
	}
	if space < 1 || space > 3 {
		return 0
	}
	n := opcode + 2 // with ModRM
	mod, rm := code[n-1]>>6, code[n-1]&7
	if mod != 3 && rm == 4 { // SIB
		if n >= len(code) {
			return 0
		}
		rm = code[n] & 7
		n++
	}
	switch {
	case mod == 1:
		n++
	case mod == 2, mod == 0 && rm == 5:
		n += 4
	}
	op := code[opcode]
	if space == 3 || space == 1 && (op >= 0x70 && op <= 0x73 || op == 0xc2 || op >= 0xc4 && op <= 0xc6) { // an immediate
		n++
	}
	if n > len(code) {
		return 0
	}
	return n
}

func arm64(code []byte, pc uint64, leads func(uint64) (string, string)) Instruction {
	if len(code) < 4 {
		return unknown(code)
	}
	inst, err := arm64asm.Decode(code[:4])
	if err != nil {
		return unknown(code[:4])
	}
	i := Instruction{Size: 4, mnemonic: strings.ToLower(inst.Op.String())}
	i.Text = strings.TrimSpace(strings.ToLower(arm64asm.GNUSyntax(inst)))
	i.shape = i.Text
	for n, arg := range inst.Args {
		if rel, ok := arg.(arm64asm.PCRel); ok {
			to, shape := leads(pc + uint64(int64(rel)))
			before, _ := strings.CutSuffix(i.Text, strings.ToLower(rel.String()))
			if n == 0 && before == i.Text {
				before = i.mnemonic + " "
			}
			i.Text, i.shape = before+to, before+shape
		}
	}
	return i
}

// unknown is bytes that could not be decoded.
func unknown(b []byte) Instruction {
	i := Instruction{Size: len(b), mnemonic: ".byte", Text: fmt.Sprintf(".byte % #x", b)}
	if len(b) == 4 {
		i.Text = fmt.Sprintf(".byte %#08x", binary.LittleEndian.Uint32(b))
	}
	i.shape = i.Text
	return i
}
