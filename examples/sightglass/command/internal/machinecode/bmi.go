package machinecode

import (
	"fmt"
	"strings"

	"golang.org/x/arch/x86/x86asm"
)

// vexOpcode tells instructions with a VEX prefix apart: the space of opcodes (2 is 0F38,
// 3 is 0F3A), the prefix that pp stands for, the opcode, and what ModRM has for a register
// where that is a part of the opcode.
type vexOpcode struct{ space, pp, opcode, reg byte }

// bmi are the instructions of BMI1 and BMI2, which x86asm does not know, and the order of
// their operands: r the register of ModRM, m what else it names, v the register in the
// prefix, i an immediate byte. Intel's manual, volume 2.
var bmi = map[vexOpcode]struct{ name, operands string }{
	{2, 0, 0xf2, 0}: {"andn", "rvm"},
	{2, 0, 0xf3, 1}: {"blsr", "vm"},
	{2, 0, 0xf3, 2}: {"blsmsk", "vm"},
	{2, 0, 0xf3, 3}: {"blsi", "vm"},
	{2, 0, 0xf5, 0}: {"bzhi", "rmv"},
	{2, 2, 0xf5, 0}: {"pext", "rvm"},
	{2, 3, 0xf5, 0}: {"pdep", "rvm"},
	{2, 3, 0xf6, 0}: {"mulx", "rvm"},
	{2, 0, 0xf7, 0}: {"bextr", "rmv"},
	{2, 1, 0xf7, 0}: {"shlx", "rmv"},
	{2, 2, 0xf7, 0}: {"sarx", "rmv"},
	{2, 3, 0xf7, 0}: {"shrx", "rmv"},
	{3, 3, 0xf0, 0}: {"rorx", "rmi"},
}

// bmiOf decodes one of them, which is all of code.
func bmiOf(code []byte) (i Instruction, ok bool) {
	if code[0] != 0xc4 || len(code) < 5 || code[2]&4 != 0 { // L is not 0
		return i, false
	}
	wide := code[2]&0x80 != 0
	of := vexOpcode{code[1] & 0x1f, code[2] & 3, code[3], 0}
	if of.opcode == 0xf3 {
		of.reg = code[4] >> 3 & 7
	}
	known, ok := bmi[of]
	if !ok || of.space == 3 && (len(code) < 6 || code[2]&0x78 != 0x78) { // no register in the prefix
		return i, false
	}
	rest := code[4:]
	if of.space == 3 {
		rest = rest[:len(rest)-1]
	}
	// The other operands are those of a mov with the same ModRM, SIB and displacement.
	rex := 0x40 | ^code[1]>>5&7
	vex := x86asm.EAX + x86asm.Reg(^code[2]>>3&0xf)
	if wide {
		rex |= 8
		vex += x86asm.RAX - x86asm.EAX
	}
	mov, err := x86asm.Decode(append([]byte{rex, 0x8b}, rest...), 64)
	if err != nil || mov.Len != len(rest)+2 {
		return i, false
	}
	register, operand, ok := strings.Cut(strings.TrimPrefix(x86asm.IntelSyntax(mov, 0, nil), "mov "), ", ")
	if !ok {
		return i, false
	}
	var operands []string
	for _, o := range known.operands {
		operands = append(operands, map[rune]string{'r': register, 'm': operand, 'v': strings.ToLower(vex.String()), 'i': fmt.Sprintf("%#x", code[len(code)-1])}[o])
	}
	i = Instruction{Size: len(code), mnemonic: known.name, Text: known.name + " " + strings.Join(operands, ", ")}
	i.shape = i.Text
	if m, ok := mov.Args[1].(x86asm.Mem); ok && m.Base == x86asm.RIP {
		i.shape = i.mnemonic + " rip"
	}
	return i, true
}
