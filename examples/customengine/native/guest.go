package native

import (
	"fmt"
	"io"
	"io/fs"
	"strconv"
	"strings"

	"github.com/sightglass-go/sightglass/engines"
)

// Guest is what a program may see of the world, and how it says what is to be
// measured. It holds what WASI would show to a WebAssembly guest, so that a
// program which uses nothing else does what its module does.
type Guest struct {
	// Args are the arguments; the first is the name of the benchmark's file.
	Args []string
	// Files is the benchmark's folder, read-only; what lies outside of it is
	// not there.
	Files fs.FS
	// Stdin is what the plan gives to the guest, Stdout and Stderr are what is
	// compared with the expectations. None is buffered.
	Stdin          io.Reader
	Stdout, Stderr io.Writer

	env   []string
	bench *engines.Bench
}

// Start is bench.start: what is measured begins here. Input should have been
// read, and memory that a module would find in place been allocated.
//
// Go's compiler keeps the work between Start and End if it is a call of a
// function that it cannot inline, or a loop that stores, and the result is
// used afterwards.
func (g *Guest) Start() { g.bench.Start() }

// End is bench.end.
func (g *Guest) End() { g.bench.End() }

// LookupEnv returns a variable of the guest's environment, which is not that
// of the process.
func (g *Guest) LookupEnv(name string) (value string, ok bool) {
	for _, kv := range g.env {
		if k, v, _ := strings.Cut(kv, "="); k == name {
			return v, true
		}
	}
	return "", false
}

// Number reads a file that holds a number, as most inputs do. Its error names
// the file.
func (g *Guest) Number(file string) (uint32, error) {
	text, err := fs.ReadFile(g.Files, file)
	if err != nil {
		return 0, err
	}
	n, err := strconv.ParseUint(strings.TrimSpace(string(text)), 10, 32)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", file, err)
	}
	return uint32(n), nil
}

// noFiles is the folder of a guest that is shown none.
type noFiles struct{}

func (noFiles) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}
