package fingerprint

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/internal/program"
)

// Engine is a WebAssembly engine. What is not known is nil.
type Engine struct {
	ID       string  `json:"id"`       // NAME-SLUG, where SLUG is of the hash of BuildInfo; without that custom-SLUG, of the file's
	Name     *string `json:"name"`     // as BuildInfo has it
	Datetime *string `json:"datetime"` // of the commit, as BuildInfo has it
	Path     string  `json:"path"`     // of the shared library, or of the Go module
	// BuildInfo is lines KEY=VALUE: what was noted when a library was built, in the
	// file .build-info beside it, or what is known of an engine that is linked in.
	BuildInfo *string `json:"buildinfo"`
}

// custom begins the ID of an engine that has no name.
const custom = "custom"

// mostBuildInfo is how many bytes a file .build-info may have.
const mostBuildInfo = 1 << 20

// EngineFile is the engine in a shared library.
func EngineFile(path string) (Engine, error) {
	full, err := filepath.EvalSymlinks(path)
	if err == nil {
		full, err = filepath.Abs(full)
	}
	if err != nil {
		return Engine{}, fmt.Errorf("the engine %s: %w", path, err)
	}
	hash, _, err := hashFile(full)
	if err != nil {
		return Engine{}, fmt.Errorf("the engine %s: %w", path, err)
	}
	info, err := readBuildInfo(filepath.Join(filepath.Dir(full), ".build-info"))
	if err != nil {
		return Engine{}, fmt.Errorf("the engine %s: %w", path, err)
	}
	if info == nil {
		return Engine{ID: custom + "-" + slug(hash), Path: text(full)}, nil
	}
	return built(*info, full), nil
}

// EngineOf is an engine of a recording: of a shared library that is still the same
// file, EngineFile; of one that is not, what the recording has of it.
func EngineOf(h *record.Header, e record.Engine) (Engine, error) {
	if e.Library != nil {
		hash := hashHex(e.Library.SHA256)
		if hash == "" {
			return Engine{}, fmt.Errorf("the engine %s %w: the recording does not say what its file held", e.Name, ErrUnknown)
		}
		if now, _, err := hashFile(e.Library.Name); err == nil && now == hash {
			return EngineFile(e.Library.Name)
		}
		return Engine{ID: custom + "-" + slug(hash), Path: text(e.Library.Name)}, nil
	}
	programs := e.Programs
	if len(programs) == 0 && h.Binary != "" {
		programs = []string{h.Binary}
	}
	return EngineLinked(engines.Identity{Name: e.Engine, Version: e.Version, Flags: e.Flags, Module: e.Module}, programs...)
}

// EngineLinked is an engine that is linked into programs, with their SHA-256 as
// recordings have it. Another version, other flags and another build of the program
// are another engine.
func EngineLinked(id engines.Identity, programs ...string) (Engine, error) {
	if id.Name == "" || id.Version == "" {
		return Engine{}, fmt.Errorf("the engine %q %w: it has no version", id.Name, ErrUnknown)
	}
	var b strings.Builder
	line := func(key, value string) {
		if value = strings.Join(strings.Fields(value), " "); value != "" {
			fmt.Fprintf(&b, "%s=%s\n", key, value)
		}
	}
	line("NAME", id.Name)
	line("VERSION", id.Version)
	line("FLAGS", id.Flags)
	line("MODULE", id.Module)
	for _, sum := range programs {
		line("PROGRAM_SHA256", sum)
	}
	path := id.Module
	if path == "" {
		path = id.Name
	}
	made := built(b.String(), path)
	made.ID, made.Name = id.Name+"-"+slug(hashText(b.String())), &id.Name // whatever characters it has
	return made, nil
}

func built(info, path string) Engine {
	e := Engine{Name: value(info, "NAME"), Datetime: value(info, "_COMMIT_DATETIME"), Path: text(path), BuildInfo: &info}
	name := custom
	if e.Name != nil {
		name = *e.Name
	}
	e.ID = name + "-" + slug(hashText(info))
	return e
}

// value is what a line of a build's information says, nil if none does. The original
// ends it at a plus, which is in half of all times of commits.
func value(info, key string) *string {
	m := regexp.MustCompile(`(?m)^ *` + key + ` *= *([\w:.+-]+)`).FindStringSubmatch(info)
	if m == nil {
		return nil
	}
	return &m[1]
}

// readBuildInfo returns what is in a file, nil if there is none.
func readBuildInfo(name string) (*string, error) {
	f, err := record.OpenFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, mostBuildInfo+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("read %s: %w", name, err)
	case len(b) > mostBuildInfo || !utf8.Valid(b):
		return nil, fmt.Errorf("%s is not a text of at most 1 MiB, as what notes a build is", name)
	}
	info := string(b)
	return &info, nil
}

// EngineHere is an engine that is linked into the running program, with flags, or in
// a shared library, whose flags its file knows nothing of.
func EngineHere(ctx context.Context, name, flags string) (Engine, error) {
	if engines.IsFile(name) {
		return EngineFile(name)
	}
	e, err := engines.Open(ctx, name, flags)
	if err != nil {
		return Engine{}, err
	}
	defer e.Close(ctx)
	self, err := program.Self(program.Sum{})
	if err != nil {
		return Engine{}, fmt.Errorf("the engine %s: %w", name, err)
	}
	return EngineLinked(e.Identity(), self.SHA256)
}
