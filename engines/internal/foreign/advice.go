package foreign

import (
	"debug/elf"
	"debug/macho"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
)

// CutOff is whether an ELF file ends before what its header tells of. The system
// maps it nevertheless, and a process dies of touching what is missing.
func CutOff(path string, size int64) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	var magic [4]byte
	if _, err := f.ReadAt(magic[:], 0); err != nil || string(magic[:]) != elf.ELFMAG {
		return false
	}
	file, err := elf.NewFile(f)
	if err != nil {
		return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
	}
	return slices.ContainsFunc(file.Progs, func(p *elf.Prog) bool { return p.Off+p.Filesz > uint64(size) })
}

// Advice says more of a file that could not be loaded than the system does.
func Advice(path string) string {
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	var begin [4]byte
	n, _ := f.ReadAt(begin[:], 0)
	elfs := map[string]elf.Machine{"amd64": elf.EM_X86_64, "arm64": elf.EM_AARCH64}
	machos := map[string]macho.Cpu{"amd64": macho.CpuAmd64, "arm64": macho.CpuArm64}
	here := runtime.GOOS + "/" + runtime.GOARCH
	if file, err := elf.NewFile(f); err == nil {
		switch {
		case runtime.GOOS == "darwin":
			return "; it is a library for other systems (ELF), and this is " + here
		case file.Machine != elfs[runtime.GOARCH]:
			return fmt.Sprintf("; it was built for %s, and this is %s: build it for that", strings.TrimPrefix(file.Machine.String(), "EM_"), here)
		case file.Type != elf.ET_DYN:
			return "; it is no shared library: link it with -shared, from objects compiled with -fPIC"
		}
		return "; if a library that it needs is missing, install it, or say where it is: LD_LIBRARY_PATH, or -Wl,-rpath when it is linked"
	}
	if file, err := macho.NewFile(f); err == nil {
		switch {
		case runtime.GOOS != "darwin":
			return "; it is a library for macOS, and this is " + here
		case file.Cpu != machos[runtime.GOARCH]:
			return fmt.Sprintf("; it was built for %s, and this is %s: build it for that", file.Cpu, here)
		}
		return "; if a library that it needs is missing, install it, or say where it is: DYLD_LIBRARY_PATH"
	}
	switch text := string(begin[:n]); {
	case n == 0:
		return "; the file is empty"
	case text == "\x00asm":
		return "; it is a WebAssembly module, not machine code"
	case strings.HasPrefix(text, "MZ"):
		return "; it is a library for Windows, and this is " + here
	case strings.HasPrefix(text, "!<ar"):
		return "; it is a static library: link it with -shared"
	}
	return "; it is no shared library"
}
