package recorder

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	_ "github.com/sightglass-go/sightglass/engines/wazero"
	_ "github.com/sightglass-go/sightglass/measure/cycles"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// TestReplacedInProcess: a recording in this process notices that a benchmark
// is replaced, as a worker does, and ends.
func TestReplacedInProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.wasm")
	put := func(guest string) {
		if err := os.WriteFile(path, guests.Wasm(guest), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	put("noop")
	plan := Plan{Engines: []job.Engine{{Engine: "wazero"}}, Benchmarks: []string{path}, Measures: []string{"cycles"}, Iterations: 1}
	r := InProcess{Options{Progress: func(p Progress) {
		if p.Begins {
			put("work")
		}
	}}}
	report, err := r.Record(t.Context(), plan, new(record.Collector))
	if !errors.Is(err, job.ErrReplaced) || report.Rows != 0 || len(report.Failures) > 0 {
		t.Errorf("%+v, %v", report, err)
	}
}
