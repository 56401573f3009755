package engines

import (
	"fmt"
	"os"
	"strings"
	"unicode/utf8"
)

// Host is what a guest may see of the world: WASI preview 1 with these
// arguments, these variables, one read-only folder and three streams, and
// bench.start and bench.end. There is nothing else: no other environment, no
// network, no parent folder. What a guest can learn from that all the same is
// listed in this package's RATIONALE.md.
type Host struct {
	// Args are the guest's arguments; the first is the program's name.
	Args []string
	// Env is the guest's environment as "KEY=VALUE".
	Env []string
	// Dir is the folder that the guest sees, read-only, as "/", in which
	// relative paths begin, too: descriptor 3, and no other. Empty means
	// that it sees none. It is the folder that has this name when Link is
	// called, and all below it; symbolic links that lead out are refused.
	Dir string
	// Stdin is read from its beginning; nil is an empty stream. Stdout and
	// Stderr are empty files that the engine writes to, by descriptor or by
	// name; nil discards. They stay the caller's to close.
	Stdin, Stdout, Stderr *os.File
	// Bench receives bench.start and bench.end. It must not be nil. Its
	// measure is closed after the instances: machine code may hold on to its
	// entry points.
	Bench *Bench
}

// Check returns an error that wraps ErrHost if WASI cannot show h to a guest:
// texts that hold a NUL or are not UTF-8. Adapters call it in Link.
func (h Host) Check() error {
	if h.Bench == nil {
		return fmt.Errorf("%w: it has no Bench", ErrHost)
	}
	for _, list := range []struct {
		name  string
		texts []string
	}{{"argument", h.Args}, {"environment variable", h.Env}} {
		for i, text := range list.texts {
			switch {
			case strings.ContainsRune(text, 0):
				return fmt.Errorf("%w: %s %d holds a NUL", ErrHost, list.name, i)
			case !utf8.ValidString(text):
				return fmt.Errorf("%w: %s %d is not UTF-8", ErrHost, list.name, i)
			}
		}
	}
	return nil
}
