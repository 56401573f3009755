package native

import (
	"debug/elf"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"slices"

	"github.com/sightglass-go/sightglass/engines/internal/foreign"
)

// entries are the functions that a benchmark may begin with: the original's name is
// looked for first, because a Rust program has a main of its own, too.
var entries = []string{"native_entry", "main"}

// machine is what libraries are built for here.
var machine = map[string]elf.Machine{"amd64": elf.EM_X86_64, "arm64": elf.EM_AARCH64}[runtime.GOARCH]

// check says what is wrong with a library before it is loaded, for a failed attempt
// may end the process.
func check(path string) error {
	refuse := func(format string, args ...any) error {
		return fmt.Errorf("%w: %s: %w", ErrLoad, path, fmt.Errorf(format, args...))
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return fmt.Errorf("%w: %w", ErrLoad, err)
	case !info.Mode().IsRegular():
		return refuse("it is not a file")
	case foreign.CutOff(path, info.Size()):
		return refuse("it is cut off: its header tells of more than its %d bytes; build or copy it again", info.Size())
	}
	file, err := elf.Open(path)
	if unreadable := new(fs.PathError); errors.As(err, &unreadable) {
		return refuse("%w", err)
	}
	if err != nil { // what the file is instead says more than that it has no header
		return refuse("it cannot be loaded%s", foreign.Advice(path))
	}
	defer file.Close()
	if file.Machine != machine || file.Type != elf.ET_DYN {
		return refuse("it cannot be loaded%s", foreign.Advice(path))
	}
	symbols, err := file.DynamicSymbols()
	if err != nil && !errors.Is(err, elf.ErrNoSymbols) {
		return refuse("%w", err)
	}
	if !slices.ContainsFunc(symbols, func(s elf.Symbol) bool { return s.Section != elf.SHN_UNDEF && slices.Contains(entries, s.Name) }) {
		return refuse("it exports no main; link it with -shared, from sources with main that were compiled with -fPIC and without -fvisibility=hidden")
	}
	return nil
}
