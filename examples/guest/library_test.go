package guest

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	_ "github.com/sightglass-go/sightglass/engines/wasmtime"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// TestLibrary: what compilers make of a library runs only after its
// _initialize, and is measured only if it returns what it should: 2 times 21.
func TestLibrary(t *testing.T) {
	for name, build := range map[string]func(t *testing.T, wasm string){
		"C": func(t *testing.T, wasm string) {
			clang(t, "-mexec-model=reactor", "testdata/library.c", "-o", wasm)
		},
		"Go": func(t *testing.T, wasm string) {
			needGo(t)
			run(t, wasip1, "go", "build", "-buildmode=c-shared", "-ldflags=-s -w", "-o", wasm, "./testdata/library")
		},
	} {
		t.Run(name, func(t *testing.T) {
			wasm := filepath.Join(t.TempDir(), "library.wasm")
			build(t, wasm)
			phases := append(measure.Phases(), 0)
			brief := name == "Go" && os.Getenv("SIGHTGLASS_TESTS") == "" // its library takes seconds to compile; SIGHTGLASS_TESTS=all runs everything
			if brief {
				phases = []measure.Phase{measure.Execution}
			}
			for _, engine := range enginesFor(name) {
				for _, phase := range phases {
					err := call(t, job.Job{Engine: engine, Benchmark: wasm, Measures: []string{"time"}, Phase: phase,
						Guest: job.Guest{Call: record.Call{Entry: "scaled", Args: []string{"2"}}, Results: []string{"42"}}})
					if errors.Is(err, engines.ErrUnavailable) {
						break
					}
					if err != nil {
						t.Errorf("%v, %v: %v", engine, phase, err)
					}
				}
				if brief {
					continue
				}
				err := call(t, job.Job{Engine: engine, Benchmark: wasm, Measures: []string{"time"},
					Guest: job.Guest{Call: record.Call{Entry: "scaled", Args: []string{"2"}}, Results: []string{"0"}}})
				if !errors.Is(err, engines.ErrUnavailable) && (!errors.Is(err, job.ErrResult) || !strings.Contains(err.Error(), "scaled returned 42, expected 0")) {
					t.Errorf("%v, another result: %v", engine, err)
				}
			}
		})
	}
}

// enginesFor are those that run a guest in a language. What Go makes is large: it is
// compiled once for each engine, and SIGHTGLASS_TESTS=all tries the other binding, too.
func enginesFor(language string) []job.Engine {
	list := []job.Engine{{Engine: "wazero"}, {Engine: "wasmtime"}, {Engine: "wasmtime", Flags: "api=wasmtime-go"}}
	if language == "Go" && os.Getenv("SIGHTGLASS_TESTS") == "" {
		return list[:2]
	}
	return list
}

// call runs a job for two iterations.
func call(t *testing.T, j job.Job) error {
	t.Helper()
	s, err := job.OpenSession(t.Context(), j, nil)
	if err != nil {
		return err
	}
	defer s.Close()
	for range 2 {
		if _, err := s.Next(t.Context()); err != nil {
			return err
		}
	}
	if w := s.Warnings(); len(w) > 0 {
		t.Errorf("%v: warnings %q", j.Engine, w)
	}
	return nil
}
