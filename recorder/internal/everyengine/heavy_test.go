package everyengine

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

// TestHeavyGuests: memory grown to the engine's limit and half a gigabyte of
// output are recorded, and a module that asks for more than there is is
// refused before an engine sees it.
func TestHeavyGuests(t *testing.T) {
	if os.Getenv("SIGHTGLASS_TESTS") != "long" {
		t.Skip("takes minutes and gigabytes: run SIGHTGLASS_TESTS=long go test -run TestHeavyGuests -timeout 30m ./recorder/internal/everyengine")
	}
	dir := t.TempDir()
	var paths []string
	for _, name := range []string{"grow-memory", "big-output", "huge-locals", "noop"} {
		path := filepath.Join(dir, name+".wasm")
		write(t, path, string(guests.Wasm(name)))
		paths = append(paths, path)
	}
	plan := recorder.Plan{Engines: available(t), Benchmarks: paths, Processes: 1, Iterations: 2, Limits: job.Limits{Timeout: 15 * time.Minute}}
	var c record.Collector
	started := time.Now()
	report, err := worker.Recorder{Options: recorder.Options{Progress: func(p recorder.Progress) {
		t.Logf("%v: %d of %d: %s on %v", time.Since(started).Round(time.Second), p.Done, p.Total, p.Benchmark, p.Engine)
	}}}.Record(t.Context(), plan, &c)
	if err != nil {
		t.Fatal(err)
	}
	if want := 3 * 2 * 3 * len(plan.Engines); len(c.Rows) != want {
		t.Errorf("%d rows, want %d", len(c.Rows), want)
	}
	if len(report.Failures) != len(plan.Engines) {
		t.Errorf("failures: %v", report.Err())
	}
	for _, f := range report.Failures {
		if !strings.Contains(f.Benchmark, "huge-locals") || !errors.Is(f, job.ErrNotBenchmark) {
			t.Errorf("%v", f)
		}
	}
}
