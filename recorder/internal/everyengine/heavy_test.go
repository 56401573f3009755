package everyengine

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

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
	paths := []string{guest(t, "grow-memory"), guest(t, "big-output"), guest(t, "huge-locals"), guest(t, "noop")}
	plan := recorder.Plan{Engines: available(t), Benchmarks: paths, Processes: 1, Iterations: 2, Limits: job.Limits{Timeout: 15 * time.Minute}}
	started := time.Now()
	rows, report := recordBy(t, worker.Recorder{Options: recorder.Options{Progress: func(p recorder.Progress) {
		t.Logf("%v: %d of %d: %s on %v", time.Since(started).Round(time.Second), p.Done, p.Total, p.Benchmark, p.Engine)
	}}}, plan)
	if want := 3 * 2 * 3 * len(plan.Engines); len(rows) != want {
		t.Errorf("%d rows, want %d", len(rows), want)
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
