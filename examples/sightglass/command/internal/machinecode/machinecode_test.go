package machinecode

import (
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func decoded(t *testing.T, arch, code string, names map[uint64]string) []Instruction {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(code, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	list, err := Decode(arch, b, 0x1000, func(at uint64) string { return names[at] })
	if err != nil {
		t.Fatal(err)
	}
	size := 0
	for _, i := range list {
		if i.Offset != size || i.Size < 1 {
			t.Errorf("%+v where %d follows", i, size)
		}
		size += i.Size
	}
	if size != len(b) {
		t.Errorf("%d of %d bytes", size, len(b))
	}
	return list
}

func text(list []Instruction) string {
	var b strings.Builder
	for _, i := range list {
		fmt.Fprintf(&b, "%d: %s; ", i.Offset, i.Text)
	}
	return strings.TrimSuffix(b.String(), "; ")
}

// TestDecode: GNU objdump -D -M intel is the oracle of what the instructions are.
func TestDecode(t *testing.T) {
	for _, tt := range []struct{ arch, code, want string }{
		{"x86_64", "55 4889e5 c3", "0: push rbp; 1: mov rbp, rsp; 4: ret"},
		{"x86_64", "7500 ebfc", "0: jne +0x2; 2: jmp +0x0"},
		{"x86_64", "e8fb0f0000", "0: call sum"},                      // 0x2000
		{"x86_64", "e8fa0f0000 c3", "0: call +0xfff; 5: ret"},        // unknown code, so far away
		{"x86_64", "c5f858c1", "0: vaddps xmm0, xmm0, xmm1"},         // AVX
		{"x86_64", "c3 000000", "0: ret; 1: .zero 3"},                // padding
		{"x86_64", "b800000000 0000", "0: mov eax, 0x0; 5: .zero 2"}, // its own zeroes
		{"x86_64", "06 c3", "0: .byte 0x06; 1: ret"},                 // not in 64 bits
		{"x86_64", "c4e270f2d6 c3", "0: andn edx, ecx, esi; 5: ret"},
		{"x86_64", "c4e37bf0c007 c3", "0: rorx eax, eax, 0x7; 6: ret"},
		{"x86_64", "c4e274f2d6 c3", "0: .inst c4 e2 74 f2 d6; 5: ret"},        // 256 bits wide: not an andn
		{"x86_64", "c4e270f2", "0: .byte 0xc4; 1: loop +0x72; 3: .byte 0xf2"}, // cut off
		{"x86_64", "48", "0: .byte 0x48"},                                     // cut off
		{"aarch64", "fd7bbfa9 c0035fd6", "0: stp x29, x30, [sp,#-16]!; 4: ret"},
		{"aarch64", "02000014 1f2003d5 c0035fd6", "0: b +0x8; 4: nop; 8: ret"},
		{"aarch64", "00040094", "0: bl sum"}, // 0x2000
		{"aarch64", "40000054 1f2003d5 c0035fd6", "0: b.eq +0x8; 4: nop; 8: ret"},
		{"aarch64", "ffffffff", "0: .byte 0xffffffff"},
		{"x86_64", "", ""},
	} {
		if got := text(decoded(t, tt.arch, tt.code, map[uint64]string{0x2000: "sum"})); got != tt.want {
			t.Errorf("%s %s: %s, want %s", tt.arch, tt.code, got, tt.want)
		}
	}
	if _, err := Decode("riscv64", []byte{1}, 0, nil); !errors.Is(err, errArch) {
		t.Errorf("%v", err)
	}
	if n, unknown := Count(decoded(t, "x86_64", "06 c3 0000", nil)); n != 1 || unknown != 1 {
		t.Errorf("%d instructions, %d bytes unknown; want 1 and 1", n, unknown)
	}
}

// TestBMI: every instruction of the table, of both widths, with every kind of operand, is
// what GNU objdump says.
func TestBMI(t *testing.T) {
	if out, err := exec.Command("objdump", "--help").Output(); err != nil || !strings.Contains(string(out), "i386:x86-64") {
		t.Skip("needs GNU objdump for x86-64: apt-get install binutils")
	}
	var code []byte
	for of := range bmi {
		for _, w := range []byte{0, 0x80} {
			for _, m := range []struct {
				x, b byte // of registers from r8 on
				rest []byte
			}{
				{0, 0, []byte{0xd6}},                               // rsi
				{0, 1, []byte{0xe9}},                               // r9
				{0, 0, []byte{0x56, 0x08}},                         // [rsi+0x8]
				{1, 1, []byte{0x94, 0xc8, 0xf0, 0x0f, 0x00, 0x00}}, // [r8+r9*8+0xff0]
			} {
				m.rest = slices.Clone(m.rest)
				if of.opcode == 0xf3 {
					m.rest[0] = m.rest[0]&^0x38 | of.reg<<3
				}
				v := byte(0x0b << 3) // esp or rsp
				if of.space == 3 {
					v = 0x0f << 3 // none
				}
				code = append(code, 0xc4, 0x80|^m.x<<6&0x40|^m.b<<5&0x20|of.space, w|v|of.pp, of.opcode)
				if code = append(code, m.rest...); of.space == 3 {
					code = append(code, 0x11)
				}
			}
		}
	}
	file := filepath.Join(t.TempDir(), "code.bin")
	if err := os.WriteFile(file, code, 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("objdump", "-D", "-z", "-w", "-b", "binary", "-m", "i386:x86-64", "-M", "intel", file).Output()
	if err != nil {
		t.Fatal(err)
	}
	var want, got []string
	for _, m := range regexp.MustCompile(`(?m)^ *[0-9a-f]+:\t[^\t]+\t(.*)$`).FindAllStringSubmatch(string(out), -1) {
		want = append(want, m[1])
	}
	// Both write memory in their own way.
	alike := strings.NewReplacer(" ", "", "wordptr", "", "WORDPTR", "", "r9*8", "8*r9")
	for _, i := range decoded(t, "x86_64", hex.EncodeToString(code), nil) {
		got = append(got, i.Text)
	}
	if len(got) != len(bmi)*2*4 || len(want) != len(got) {
		t.Fatalf("%d instructions, and %d for objdump; want %d\n%s", len(got), len(want), len(bmi)*2*4, out)
	}
	for i := range got {
		if !strings.EqualFold(alike.Replace(got[i]), alike.Replace(want[i])) {
			t.Errorf("%s, and for objdump %s", got[i], want[i])
		}
	}
}

// FuzzDecode: any bytes are all there again, in instructions of a byte or more.
func FuzzDecode(f *testing.F) {
	f.Add([]byte{0x55, 0x48, 0x89, 0xe5, 0xc3, 0}, true)
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xc0, 0x03}, false)
	f.Fuzz(func(t *testing.T, b []byte, amd64 bool) {
		arch := "aarch64"
		if amd64 {
			arch = "x86_64"
		}
		decoded(t, arch, hex.EncodeToString(b), nil)
	})
}

// side is a pair as a letter of each, "-" for none.
func side(pairs []Pair) string {
	var b strings.Builder
	for _, p := range pairs {
		for _, i := range []*Instruction{p.A, p.B} {
			if i == nil {
				b.WriteByte('-')
			} else {
				b.WriteString(i.Text)
			}
		}
		b.WriteByte(' ')
	}
	return strings.TrimSpace(b.String())
}

// letters are instructions that differ where the letters do, and are of one kind if those
// differ in case alone.
func letters(s string) (list []Instruction) {
	for _, c := range s {
		list = append(list, Instruction{Text: string(c), shape: string(c), mnemonic: strings.ToLower(string(c))})
	}
	return list
}

// TestAlign: the expected alignments are the only ones of their worth, by hand.
func TestAlign(t *testing.T) {
	for _, tt := range []struct{ a, b, want string }{
		{"abc", "abc", "aa bb cc"},
		{"abc", "ac", "aa b- cc"},
		{"ac", "abc", "aa -b cc"},
		{"abc", "aBc", "aa bB cc"},
		{"axc", "ayc", "aa x- -y cc"},
		{"", "ab", "-a -b"},
		{"ab", "", "a- b-"},
		{"", "", ""},
		{"xabcx", "yabcy", "x- -y aa bb cc x- -y"},
	} {
		pairs, whole := Align(letters(tt.a), letters(tt.b))
		if got := side(pairs); got != tt.want || !whole {
			t.Errorf("%s and %s: %s (%v), want %s", tt.a, tt.b, got, whole, tt.want)
		}
	}
	long := letters(strings.Repeat("a", 9000))
	begin, other := append(letters("x"), long...), append(letters("x"), letters(strings.Repeat("b", 9000))...)
	pairs, whole := Align(begin, other)
	if whole || len(pairs) != 18001 || !pairs[0].Same() || pairs[1].B != nil {
		t.Errorf("%d pairs, whole: %v", len(pairs), whole)
	}
}
