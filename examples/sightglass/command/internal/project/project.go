// Package project reads sightglass.toml, which says what a project records and how it
// judges that: engines, benchmarks with settings of their own, and what flags of the
// command line say otherwise. It knows which keys there are and where each stands; what a
// value may be, the flag of that name knows.
package project

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Name is what the file is called.
const Name = "sightglass.toml"

// File is a project file.
type File struct {
	// Path is where it is, as messages name it.
	Path       string
	Engines    []Engine
	Benchmarks []Benchmark
	// Settings are those that hold for all, in the order of the file.
	Settings []Setting
}

// Engine is one of the engines, the first of which is the baseline unless a setting
// says otherwise.
type Engine struct {
	At                  Position
	Engine, Flags, Name string
}

// Benchmark is one benchmark, or those of a suite.
type Benchmark struct {
	At          Position
	Wasm, Suite string // one of them is set
	Tags        []string
	// Expected is whether what it prints must be in a file, so that a lost one is an
	// error.
	Expected bool
	// Settings are its own, by the names of flags.
	Settings []Setting
}

// Setting is the value of a flag.
type Setting struct {
	At     Position
	Key    string   // the flag's name
	Values []string // of a list; else one
	List   bool
}

// Position is where something stands in the file, counted from 1.
type Position struct{ Line, Column int }

func (p Position) compare(q Position) int {
	return cmp.Or(cmp.Compare(p.Line, q.Line), cmp.Compare(p.Column, q.Column))
}

// Error is what is wrong at a place of a file.
type Error struct {
	Path string
	At   Position
	Err  error
}

// Error names the place as compilers do.
func (e *Error) Error() string {
	return fmt.Sprintf("%s:%d:%d: %v", e.Path, e.At.Line, e.At.Column, e.Err)
}

// Unwrap returns what is wrong.
func (e *Error) Unwrap() error { return e.Err }

// Errorf is an Error of the file.
func (f *File) Errorf(at Position, format string, args ...any) error {
	return &Error{f.Path, at, fmt.Errorf(format, args...)}
}

// Join is a path of the file as one names it in the current folder.
func (f *File) Join(path string) string {
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(filepath.Dir(f.Path), filepath.FromSlash(path))
}

// Tags are those of all benchmarks, each once.
func (f *File) Tags() (tags []string) {
	for i := range f.Benchmarks {
		for _, tag := range f.Benchmarks[i].Tags {
			if !slices.Contains(tags, tag) {
				tags = append(tags, tag)
			}
		}
	}
	return tags
}

// Find returns the file of the folder dir or, within a repository, of the next one above
// that has one, as a path from dir; "" if there is none.
func Find(dir string) (string, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	root := repository(abs)
	for up := dir; ; up = filepath.Join(up, "..") {
		name := filepath.Join(up, Name)
		info, err := os.Stat(name)
		if errors.Is(err, fs.ErrNotExist) {
			if _, there := os.Lstat(name); there == nil {
				return "", fmt.Errorf("%s is a link to a file that is not there: mend it, or remove it", name)
			}
		}
		switch {
		case err == nil && !info.IsDir():
			return name, nil
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			return "", fmt.Errorf("look for a project file: %w", err)
		case abs == root || root == "":
			return "", nil
		}
		abs = filepath.Dir(abs)
	}
}

// repository is the root of the repository that a folder is in, "" if it is in none.
func repository(dir string) string {
	for {
		if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir || strings.TrimSpace(up) == "" {
			return ""
		}
		dir = up
	}
}
