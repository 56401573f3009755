package job

import (
	"path/filepath"
	"strings"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/internal/program"
)

// findLibrary describes the file of an engine that is one, nil of another.
func findLibrary(e Engine) *record.Input {
	if e.Open != nil || !engines.IsFile(e.Engine) {
		return nil
	}
	return describe(e.Engine)
}

// versionOf is the version of an engine for a recording: a library's is what it
// calls itself, and what it holds.
func versionOf(id engines.Identity, library *record.Input) string {
	if library == nil || library.SHA256 == "" {
		return id.Version
	}
	return strings.TrimSpace(id.Version + " sha256:" + record.ShortHash(library.SHA256))
}

// Library is what the file of an engine of the setup was, counted from 0; nil if
// it is none.
func (s *Setup) Library(engine int) *record.Input {
	if engine >= len(s.Engines) {
		return nil
	}
	return s.Engines[engine].Library
}

// library watches the file of the engine: before it is loaded, since then, and
// after each iteration.
func (p *process) library() steady {
	want := p.job.Inputs.Library
	if want == nil {
		return steady{state: func() (s program.State, err error) { return s, nil }, check: func() error { return nil }}
	}
	// Its name may be another one where it runs.
	path := filepath.Clean(p.job.Engine.Engine)
	full := path
	if abs, err := filepath.Abs(path); err == nil { // the library may change the working folder
		full = abs
	}
	return steady{
		state: func() (program.State, error) { return program.StateAt(full) },
		check: func() error {
			what := "the engine library " + path
			if engines.IsProgram(p.job.Engine.Engine) {
				what = "the engine program " + path
			}
			return checkAt(want, what, full)
		},
	}
}
