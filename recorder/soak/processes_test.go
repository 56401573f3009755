package soak_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	_ "github.com/sightglass-go/sightglass/engines/wazero"
	_ "github.com/sightglass-go/sightglass/measure/cycles"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
	"github.com/sightglass-go/sightglass/recorder/soak"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

func TestMain(m *testing.M) {
	worker.Main()
	os.Exit(m.Run())
}

// TestProcesses: the recorder keeps nothing of its workers.
func TestProcesses(t *testing.T) {
	folder, tmp := t.TempDir(), t.TempDir()
	t.Setenv("TMPDIR", tmp)
	path := filepath.Join(folder, "noop.wasm")
	if err := os.WriteFile(path, soak.Noop(), 0o644); err != nil {
		t.Fatal(err)
	}
	plan := recorder.Plan{Engines: []job.Engine{{Engine: "wazero"}}, Benchmarks: []string{path}, Iterations: 1, Processes: 7}
	o := soak.Options{Steps: 12, Warmup: 4, Samples: 4, TempDir: tmp}
	r, err := soak.Processes(t.Context(), plan, o)
	if errors.Is(err, worker.ErrUnsupported) {
		t.Skip(err)
	}
	if err != nil || len(r.Growing()) > 0 || len(r.Samples) != 5 || r.Samples[4].Done != 12 || r.What != "processes" || r.Engine != "wazero" {
		t.Errorf("%v, %s: %+v", err, r.Verdict(), r)
	}
	// Until its end a recorder has one folder, for what its guests print.
	if last := r.Samples[4]; last.TempFiles != 1 || last.Children > 0 {
		t.Errorf("left behind: %+v", last)
	}
	if left, err := os.ReadDir(tmp); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	for _, wrong := range []func(p *recorder.Plan){
		func(p *recorder.Plan) { p.Engines = nil },
		func(p *recorder.Plan) { p.Benchmarks = []string{"a.wasm", "b.wasm"} },
	} {
		p := plan
		wrong(&p)
		if _, err := soak.Processes(t.Context(), p, o); !errors.Is(err, soak.ErrPlan) {
			t.Error(err)
		}
	}
	if err := os.WriteFile(path, guests.Wasm("trap-inside"), 0o644); err != nil {
		t.Fatal(err)
	}
	if r, err := soak.Processes(t.Context(), plan, o); err == nil || len(r.Samples) > 0 {
		t.Errorf("a guest that traps: %v, %+v", err, r)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := soak.Processes(ctx, plan, o); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
