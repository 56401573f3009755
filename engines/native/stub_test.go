package native

import (
	"bytes"
	"debug/elf"
	"encoding/hex"
	"slices"
	"testing"
)

// TestStub: the library is one to debug/elf, and its code is what objdump -d shows as
//
//	endbr64; mov rdi,[rip+0xfc05]; jmp [rip+0xfbef]       bti c; ldr x0, 0x10010; ldr x16, 0x10000; br x16
//
// for bench_start at 0x400, whose words begin at 0x10000.
func TestStub(t *testing.T) {
	for m, want := range map[elf.Machine]string{
		elf.EM_X86_64:  "f30f1efa" + "488b3d05fc0000" + "ff25effb0000",
		elf.EM_AARCH64: "5f2403d5" + "60e00758" + "d0df0758" + "00021fd6",
	} {
		file, err := elf.NewFile(bytes.NewReader(stub(m)))
		if err != nil || file.Machine != m || file.Type != elf.ET_DYN {
			t.Fatalf("%v: %+v", err, file)
		}
		if len(file.Progs) != 4 || file.Progs[3].Type != elf.PT_GNU_STACK || file.Progs[3].Flags&elf.PF_X != 0 {
			t.Errorf("%v: segments %+v", m, file.Progs)
		}
		for _, p := range file.Progs {
			if p.Flags&elf.PF_X != 0 && p.Flags&elf.PF_W != 0 {
				t.Errorf("%v: memory is written and executed: %+v", m, p.ProgHeader)
			}
		}
		if code := stub(m)[codeAt : codeAt+len(want)/2]; hex.EncodeToString(code) != want {
			t.Errorf("%v: bench_start is %x, want %s", m, code, want)
		}
	}
}

// TestStubSymbols: each is in the hash table's one chain.
func TestStubSymbols(t *testing.T) {
	file := stub(elf.EM_X86_64)
	for _, name := range []string{startSymbol, endSymbol, wordsSymbol, stubName} {
		if !bytes.Contains(file, []byte("\x00"+name+"\x00")) {
			t.Errorf("no name %s", name)
		}
	}
	if !slices.Equal(file[0x300:0x304], []byte{1, 0, 0, 0}) {
		t.Errorf("hash table % x", file[0x300:0x31c])
	}
}
