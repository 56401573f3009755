package build

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/sightglass-go/sightglass/engines"
)

// Spec is an engine as a user names it: ENGINE[@BUILD][:FLAGS].
type Spec struct {
	Engine string // as it is registered: "wazero"
	Build  string // as it was typed behind "@"; "" is the engine that is linked in
	Flags  string // as they were typed behind ":"

	// What Build means; at most one of Version and Path is set.
	Version  string // of the engine's module, as go get takes it
	Path     string // of a folder or a program
	Revision string // of the repository that Path lies in; "" is Path as it lies
}

// Name is the engine without its flags, as it was typed.
func (s Spec) Name() string {
	if s.Build == "" {
		return s.Engine
	}
	return s.Engine + "@" + s.Build
}

// String is the engine as it was typed.
func (s Spec) String() string {
	if s.Flags == "" {
		return s.Name()
	}
	return s.Name() + ":" + s.Flags
}

// Parse reads an engine as a user names it. It does not look whether there is
// such an engine, version or folder. Its errors wrap ErrSpec.
//
//	wazero                    the engine that is linked in
//	wazero:interpreter        ... with flags
//	wazero@v1.9.0             its module at a version, a branch or a commit
//	wazero@../wazero          ... replaced by a folder
//	wazero@../wazero#main     ... by a revision of that folder's repository
//	mine@./cmd/bench          a worker's main package, or a program
//	./libengine.so            an engine that is a shared library, by its path
//	./engine                  an engine that is a program, by its path
//
// A path begins with ".", "/" or a drive. The first "#" in it begins a revision,
// since branches have that character more often than folders do.
func Parse(text string) (Spec, error) {
	refuse := func(format string, args ...any) (Spec, error) {
		return Spec{}, fmt.Errorf("%w: %.200q: %s", ErrSpec, text, fmt.Sprintf(format, args...))
	}
	if path, flags, ok := engines.CutFile(text); ok {
		return Spec{Engine: path, Flags: flags}, nil
	}
	var s Spec
	rest, built := "", false
	// Flags may have an "@" in them.
	if end := strings.IndexAny(text, "@:"); end >= 0 {
		s.Engine, rest, built = text[:end], text[end+1:], text[end] == '@'
	} else {
		s.Engine = text
	}
	if s.Engine == "" {
		return refuse("no name of an engine")
	}
	if !built {
		s.Flags = rest
		return s, nil
	}
	drive := 0
	if hasDrive(rest) {
		drive = 2
	}
	s.Build = rest
	if end := strings.IndexByte(rest[drive:], ':'); end >= 0 {
		s.Build, s.Flags = rest[:drive+end], rest[drive+end+1:]
	}
	what, revision, revised := strings.Cut(s.Build, "#")
	switch {
	case s.Build == "":
		return refuse("nothing behind @: name a version, a folder or a program, or leave out the @")
	case strings.IndexFunc(s.Build, unicode.IsControl) >= 0:
		return refuse("a control character behind @")
	case revised && revision == "":
		return refuse("no revision behind #")
	case revised && !isPath(what):
		return refuse("a revision behind # is one of a folder, whose path begins with ./, ../ or /")
	case strings.HasPrefix(what, "~"):
		return refuse("~ is your home at the beginning of a word only: write $HOME")
	case isPath(what):
		s.Path, s.Revision = what, revision
	case strings.ContainsAny(what, "@ ") || what[0] == '-':
		return refuse("%q is not a version; a path begins with ./, ../ or /", what)
	default:
		s.Version = what
	}
	return s, nil
}

// isPath is whether text is a path and not a version, on any system.
func isPath(text string) bool {
	first, _, _ := strings.Cut(strings.ReplaceAll(text, `\`, "/"), "/")
	return text != "" && (first == "" || first == "." || first == "..") || hasDrive(text)
}

func hasDrive(text string) bool {
	return len(text) > 2 && text[1] == ':' && (text[2] == '\\' || text[2] == '/') &&
		('a' <= text[0] && text[0] <= 'z' || 'A' <= text[0] && text[0] <= 'Z')
}
