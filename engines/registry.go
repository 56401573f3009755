package engines

import (
	"context"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/sightglass-go/sightglass/measure/registry"
)

// Opener makes a configured engine from flags. Flags are one string, as
// ParseFlags reads it; an unknown flag is an error that wraps ErrFlag and
// lists the known ones.
type Opener func(ctx context.Context, flags string) (Engine, error)

// FileOpener makes a configured engine from a file, such as a shared library.
// What flags mean is the file's to say.
type FileOpener func(ctx context.Context, path, flags string) (Engine, error)

// Registry finds engines by name. The zero value is empty and ready to use.
type Registry struct {
	registry.Registry[Opener]
	// Files opens engines that are files: shared libraries by the end of their names,
	// such as ".so", and ProgramFile is for programs.
	Files registry.Registry[FileOpener]
}

// ProgramFile is the name in Registry.Files under which engines are opened that are
// programs.
const ProgramFile = "program"

// IsFile is whether an engine's name is the path of a file: of a shared library, on any
// system, or of a program.
func IsFile(name string) bool { return fileKind(name) != "" }

// IsProgram is whether it is the path of a program: one that begins with "./", "../", a
// slash or a drive, and does not end as that of a library.
func IsProgram(name string) bool { return fileKind(name) == ProgramFile }

// fileKind is what opens a file in Registry.Files, "" if the name is no path.
func fileKind(name string) string {
	switch end := strings.ToLower(filepath.Ext(name)); {
	case end == ".so", end == ".dylib", end == ".dll":
		return end
	case program.MatchString(name):
		return ProgramFile
	}
	return ""
}

// CutFile splits what a user typed, "./libengine.so:flags", into the path of a file
// and the flags for it; ok is false if it is no such path. A library's path that has a
// colon or an "@" begins with ".", a slash or a drive. A program's has no
// colon. "./libengine.so@v1" is neither: a library is a build already.
func CutFile(text string) (path, flags string, ok bool) {
	if m := library.FindStringSubmatch(text); m != nil && (!strings.ContainsAny(m[1], ":@") || rooted.MatchString(m[1])) {
		return m[1], m[2], true
	}
	if m := program.FindStringSubmatch(text); m != nil && !built.MatchString(m[1]) {
		return m[1], m[2], true
	}
	return "", "", false
}

var (
	library = regexp.MustCompile(`(?is)^(.*?\.(?:so|dylib|dll))(?::(.*))?$`)
	rooted  = regexp.MustCompile(`^(\.|/|\\|[A-Za-z]:[/\\])`)
	built   = regexp.MustCompile(`(?i)\.(?:so|dylib|dll)@[^/\\]*$`) // a library that is asked for in another build
	program = regexp.MustCompile(`(?s)^((?:\.{0,2}[/\\]|[A-Za-z]:[/\\])[^:]*)(?::(.*))?$`)
)

// Default is the registry that the adapters of this module register with.
var Default = new(Registry)

// Open opens the engine with that name. A name that is not registered is an
// error that wraps ErrUnknown and lists those that are.
func (r *Registry) Open(ctx context.Context, name, flags string) (Engine, error) {
	open, ok := r.Lookup(name)
	if file, isFile := r.Files.Lookup(fileKind(name)); isFile && !ok {
		open, ok = func(ctx context.Context, flags string) (Engine, error) { return file(ctx, name, flags) }, true
	} else if IsProgram(name) && !ok {
		return nil, fmt.Errorf("%w: %.200q is a program, and this program runs none as engines; import engines/program in package main", ErrUnavailable, name)
	} else if IsFile(name) && !ok {
		return nil, fmt.Errorf("%w: %.200q is a shared library, and this program loads none; import engines/library in package main", ErrUnavailable, name)
	}
	if !ok {
		known := strings.Join(r.Names(), ", ")
		if known == "" {
			known = "none; import an adapter such as engines/wazero in package main"
		}
		return nil, fmt.Errorf("%w %.100q: known are %s", ErrUnknown, name, known)
	}
	engine, err := open(ctx, flags)
	if err != nil {
		return nil, fmt.Errorf("open engine %s: %w", name, err)
	}
	if engine == nil {
		return nil, fmt.Errorf("open engine %s: what opens it returned neither an engine nor an error", name)
	}
	return engine, nil
}

// Register registers with Default.
func Register(name string, open Opener) { Default.Register(name, open) }

// Open opens from Default.
func Open(ctx context.Context, name, flags string) (Engine, error) {
	return Default.Open(ctx, name, flags)
}
