package everyengine

import (
	"errors"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

// TestOutputLimit: a guest that prints more is ended, long before half a
// gigabyte is on the disk, and is not tried again; one that prints just as much
// is well.
func TestOutputLimit(t *testing.T) {
	plan := wazeroPlan(guest(t, "big-output"), guest(t, "output-1mib"))
	plan.Engines = available(t)
	plan.Processes, plan.Retries, plan.OutputLimit = 2, 2, 1<<20
	started := time.Now()
	rows, report := recordPlan(t, plan)
	t.Logf("took %v", time.Since(started).Round(time.Millisecond))
	if len(rows) != 2*3*len(plan.Engines) || report.Retries != 0 {
		t.Errorf("%d rows, %d retries", len(rows), report.Retries)
	}
	if len(report.Failures) != len(plan.Engines) {
		t.Fatalf("%v", report.Failures)
	}
	for _, f := range report.Failures {
		if filepath.Base(f.Benchmark) != "big-output.wasm" || !errors.Is(f, job.ErrTooMuchOutput) || !f.Abandoned ||
			!strings.Contains(f.Error(), "more than 1048576 bytes") {
			t.Errorf("%v", f)
		}
	}
	// In process it is noticed when the guest has ended.
	plan.Processes, plan.Retries, plan.OutputLimit = 1, 0, 1<<20-1
	plan.Benchmarks = plan.Benchmarks[1:]
	if rows, report := recordBy(t, recorder.InProcess{}, plan); len(rows) != 0 || !errors.Is(report.Err(), job.ErrTooMuchOutput) {
		t.Errorf("in process: %d rows, %v", len(rows), report.Err())
	}
}

// TestMemoryLimit: an engine that needs more than there is says so or dies of
// it, and what is below the limit is recorded as without one.
func TestMemoryLimit(t *testing.T) {
	if !limits {
		if runtime.GOOS == "windows" {
			t.Skip("Wine takes a job's memory limit and does not keep it: run the tests on Windows")
		}
		refuses(t, "a limit", worker.Recorder{}, recorder.Plan{Limits: job.Limits{MemoryLimit: 1}}, job.ErrPlan, "")
		t.Skip("memory limits need Linux or Windows: run the tests there")
	}
	plan := wazeroPlan(guest(t, "work"))
	plan.Engines = available(t)
	plan.MemoryLimit = 2 << 30
	if rows, report := recordPlan(t, plan); len(rows) != 3*len(plan.Engines) || report.Err() != nil {
		t.Errorf("%d rows, %v", len(rows), report.Err())
	}
	plan.MemoryLimit = 1 << 20 // not even the recorder fits
	rows, report := recordPlan(t, plan)
	if len(rows) != 0 || len(report.Failures) != len(plan.Engines) {
		t.Errorf("%d rows, %v", len(rows), report.Failures)
	}
	for _, f := range report.Failures {
		if !errors.Is(f, job.ErrMemory) {
			t.Errorf("%v", f)
		}
	}
	refuses(t, "in process", recorder.InProcess{}, plan, job.ErrPlan, "")
}
