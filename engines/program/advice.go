package program

import (
	"bytes"
	"debug/elf"
	"fmt"
	"os"
	"runtime"
	"strings"
)

// advice says what is wrong with a file that cannot be started: "" if nothing is seen.
func advice(path string) string {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return ""
	}
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	begin := make([]byte, 256)
	n, _ := f.ReadAt(begin, 0)
	begin = begin[:n]
	here := runtime.GOOS + "/" + runtime.GOARCH
	switch is := func(magic string) bool { return bytes.HasPrefix(begin, []byte(magic)) }; {
	case n == 0:
		return "the file is empty"
	case is("\x00asm"):
		return "it is a WebAssembly module: an engine is what runs one"
	case is("MZ"):
		return otherwise("windows", "it is a program for Windows, and this is "+here)
	case is(elf.ELFMAG):
		if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
			return "it is a program for other systems (ELF), and this is " + here
		}
		machine := map[string]elf.Machine{"amd64": elf.EM_X86_64, "arm64": elf.EM_AARCH64}[runtime.GOARCH]
		if file, err := elf.NewFile(f); err == nil && machine != elf.EM_NONE && file.Machine != machine {
			return fmt.Sprintf("it was built for %s, and this is %s: build it for that", strings.TrimPrefix(file.Machine.String(), "EM_"), here)
		}
	case is("\xcf\xfa\xed\xfe"), is("\xca\xfe\xba\xbe"):
		return otherwise("darwin", "it is a program for macOS, and this is "+here)
	case runtime.GOOS == "windows":
		return "Windows starts programs whose names end in .exe: make one, or register the interpreter and its script under a name (program.Opener)"
	case is("#!"):
		if line, _, _ := bytes.Cut(begin, []byte("\n")); bytes.HasSuffix(line, []byte("\r")) {
			return "its #! line ends with a carriage return, which is taken for a part of the interpreter's name: save the file with LF as its line ends, not CRLF"
		}
	default:
		return "it has no #! line: begin it with one that names its interpreter, such as #!/usr/bin/env node"
	}
	return ""
}

// otherwise is the text on other systems.
func otherwise(system, text string) string {
	if runtime.GOOS == system {
		return ""
	}
	return text
}
