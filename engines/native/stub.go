package native

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
)

// Names of the stub's symbols: two functions, and the three words that they use, which
// are the address of a timer's start, that of its stop, and what both take.
const (
	startSymbol = "bench_start"
	endSymbol   = "bench_end"
	wordsSymbol = "sightglass_timer"
	stubName    = "libengine.so" // what benchmarks of the original are linked with
)

// Where the two parts of the stub lie, in the file and in memory. Systems have pages of
// up to 64 KiB.
const (
	codeAt = 0x400
	dataAt = 0x10000
)

// stub is a shared library that has bench_start and bench_end, and in them two
// instructions more than a call of the timer itself: a program that is loaded finds its
// imports in libraries, and ours is none. See RATIONALE.md.
func stub(m elf.Machine) []byte {
	words := uint64(dataAt) // three of them, then what the loader reads and writes
	dynamic := words + 3*8

	var names bytes.Buffer
	names.WriteByte(0)
	name := func(s string) uint32 {
		at := names.Len()
		names.WriteString(s + "\x00")
		return uint32(at)
	}
	start := jump(m, codeAt, words, words+16)
	endAt := uint64(codeAt + len(start))
	code := append(start, jump(m, endAt, words+8, words+16)...)

	global := func(t elf.SymType) uint8 { return elf.ST_INFO(elf.STB_GLOBAL, t) }
	symbols := []elf.Sym64{
		{},
		{Name: name(startSymbol), Info: global(elf.STT_FUNC), Shndx: 1, Value: codeAt, Size: uint64(len(start))},
		{Name: name(endSymbol), Info: global(elf.STT_FUNC), Shndx: 1, Value: endAt, Size: uint64(len(start))},
		{Name: name(wordsSymbol), Info: global(elf.STT_OBJECT), Shndx: 1, Value: words, Size: 3 * 8},
	}
	soname := uint64(name(stubName))
	const symbolsAt, hashAt, namesAt = 0x200, 0x300, 0x380
	hash := []uint32{1, uint32(len(symbols)), 1, 0, 2, 3, 0} // one bucket, and all symbols in its chain

	tags := []elf.Dyn64{
		{Tag: int64(elf.DT_SONAME), Val: soname},
		{Tag: int64(elf.DT_HASH), Val: hashAt},
		{Tag: int64(elf.DT_STRTAB), Val: namesAt},
		{Tag: int64(elf.DT_STRSZ), Val: uint64(names.Len())},
		{Tag: int64(elf.DT_SYMTAB), Val: symbolsAt},
		{Tag: int64(elf.DT_SYMENT), Val: 24},
		{Tag: int64(elf.DT_NULL)},
	}
	tagsSize := uint64(len(tags) * 16)
	segments := []elf.Prog64{
		{Type: uint32(elf.PT_LOAD), Flags: uint32(elf.PF_R | elf.PF_X), Filesz: codeAt + uint64(len(code)), Memsz: codeAt + uint64(len(code)), Align: dataAt},
		{Type: uint32(elf.PT_LOAD), Flags: uint32(elf.PF_R | elf.PF_W), Off: dataAt, Vaddr: dataAt, Paddr: dataAt, Filesz: 3*8 + tagsSize, Memsz: 3*8 + tagsSize, Align: dataAt},
		{Type: uint32(elf.PT_DYNAMIC), Flags: uint32(elf.PF_R | elf.PF_W), Off: dynamic, Vaddr: dynamic, Paddr: dynamic, Filesz: tagsSize, Memsz: tagsSize, Align: 8},
		{Type: uint32(elf.PT_GNU_STACK), Flags: uint32(elf.PF_R | elf.PF_W), Align: 16},
	}
	header := elf.Header64{
		Ident:   [16]byte{0x7f, 'E', 'L', 'F', byte(elf.ELFCLASS64), byte(elf.ELFDATA2LSB), byte(elf.EV_CURRENT)},
		Type:    uint16(elf.ET_DYN),
		Machine: uint16(m), Version: uint32(elf.EV_CURRENT),
		Phoff: 64, Ehsize: 64, Phentsize: 56, Phnum: uint16(len(segments)),
	}
	file := make([]byte, dynamic+tagsSize)
	put := func(at uint64, what ...any) {
		var b bytes.Buffer
		for _, w := range what {
			if err := binary.Write(&b, binary.LittleEndian, w); err != nil {
				panic("BUG: " + err.Error())
			}
		}
		copy(file[at:], b.Bytes())
	}
	put(0, header, segments)
	put(symbolsAt, symbols)
	put(hashAt, hash)
	put(namesAt, names.Bytes())
	put(codeAt, code)
	put(dynamic, tags)
	return file
}

// jump is the machine code, at an address, that loads the argument and goes on to the
// function whose address a word holds.
func jump(m elf.Machine, at, function, argument uint64) []byte {
	word := binary.LittleEndian.AppendUint32
	if m == elf.EM_X86_64 {
		b := []byte{0xf3, 0x0f, 0x1e, 0xfa} // endbr64
		b = append(b, 0x48, 0x8b, 0x3d)     // mov rdi, [rip+...]
		b = word(b, uint32(argument-at)-11)
		b = append(b, 0xff, 0x25) // jmp [rip+...]
		return word(b, uint32(function-at)-17)
	}
	load := func(register, from uint32) uint32 { // ldr xN, from here on, up to 1 MiB
		return 0x58000000 | from/4<<5 | register
	}
	b := word(nil, 0xd503245f) // bti c
	b = word(b, load(0, uint32(argument-at)-4))
	b = word(b, load(16, uint32(function-at)-8))
	return word(b, 0xd61f0200) // br x16
}
