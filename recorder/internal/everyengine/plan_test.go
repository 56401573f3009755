package everyengine

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

// available returns the engines of this build.
func available(t *testing.T) (list []job.Engine) {
	t.Helper()
	for _, name := range []string{"wazero", "wasmtime"} {
		e, err := engines.Open(context.Background(), name, "")
		if errors.Is(err, engines.ErrUnavailable) {
			t.Logf("without %s: %v", name, err)
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		_ = e.Close(context.Background())
		list = append(list, job.Engine{Engine: name})
	}
	return list
}

// wasmtimeOnly returns wasmtime with each of the flags. It skips where this build has none.
func wasmtimeOnly(t *testing.T, flags ...string) (list []job.Engine) {
	t.Helper()
	if !slices.ContainsFunc(available(t), func(e job.Engine) bool { return e.Engine == "wasmtime" }) {
		t.Skip("needs wasmtime: build with cgo")
	}
	for _, f := range flags {
		list = append(list, job.Engine{Engine: "wasmtime", Flags: f})
	}
	return list
}

// guest writes a guest into a folder of its own and returns its path.
func guest(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name+".wasm")
	write(t, path, string(guests.Wasm(name)))
	return path
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func benchmarkFile(folder string) string {
	return filepath.Join("..", "..", "..", "examples", "benchmarks", folder, folder+".wasm")
}

func wazeroPlan(benchmarks ...string) recorder.Plan {
	return recorder.Plan{
		Engines:    []job.Engine{{Engine: "wazero"}},
		Benchmarks: benchmarks,
		Processes:  1,
		Iterations: 1,
		Limits:     job.Limits{Timeout: time.Minute},
	}
}

func recordPlan(t *testing.T, plan recorder.Plan) ([]record.Row, recorder.Report) {
	t.Helper()
	return recordBy(t, worker.Recorder{}, plan)
}

func recordBy(t *testing.T, r recorder.Recorder, plan recorder.Plan) ([]record.Row, recorder.Report) {
	t.Helper()
	var c record.Collector
	report, err := r.Record(t.Context(), plan, &c)
	if err != nil {
		t.Fatal(err)
	}
	return c.Rows, report
}

// refuses: a plan is refused before anything is recorded, by an error that is one (any if
// that is nil), with some words.
func refuses(t *testing.T, what string, r recorder.Recorder, plan recorder.Plan, is error, says string) {
	t.Helper()
	var c record.Collector
	_, err := r.Record(t.Context(), plan, &c)
	if err == nil || is != nil && !errors.Is(err, is) || !strings.Contains(err.Error(), says) || len(c.Headers) > 0 {
		t.Errorf("%s: %v; want %v with %q, before anything is recorded", what, err, is, says)
	}
}

// ownTemp gives the test a folder for temporary files, in which it leaves nothing.
func ownTemp(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	t.Cleanup(func() {
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Errorf("left behind: %v, %v", left, err)
		}
	})
}
