package main

import (
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

func TestMain(m *testing.M) {
	worker.Main()
	if os.Getenv("HOSTIMPORTS_TEST_AS_COMMAND") != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// TestMainRuns: the program as it stands, whose workers have the host function,
// too, and whose total is checked.
func TestMainRuns(t *testing.T) {
	cmd := exec.Command(os.Args[0])
	cmd.Dir = "../.."
	cmd.Env = append(os.Environ(), "HOSTIMPORTS_TEST_AS_COMMAND=1")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, e := range list {
		if !strings.Contains(string(out), e.Engine) {
			t.Errorf("%s is not in\n%s", e.Engine, out)
		}
	}
}

// TestIdentity: the header names the program's engine and the one behind it;
// without the host function the import is missing, under its name.
func TestIdentity(t *testing.T) {
	plan := recorder.Plan{Engines: list[:1], Benchmarks: []string{"shop.wasm"}, Measures: []string{"noop"},
		Guest: job.Guest{Call: record.Call{Entry: "total", Args: []string{"1000"}}, Results: []string{"600500"}}, Iterations: 1}
	report, err := recorder.InProcess{}.Record(t.Context(), plan, new(record.Collector))
	if err != nil || len(report.Failures) > 0 {
		t.Fatal(err, report.Failures)
	}
	if e := report.Header.Engines[0]; e.Name != "shop" || e.Engine != "shop" || !strings.HasPrefix(e.Version, "v1.") {
		t.Errorf("the header says %+v", e)
	}
	plan.Engines = []job.Engine{{Engine: "wazero"}}
	report, err = recorder.InProcess{}.Record(t.Context(), plan, new(record.Collector))
	if err != nil || len(report.Failures) != 1 || !errors.Is(report.Failures[0], engines.ErrImport) || !strings.Contains(report.Failures[0].Error(), "func `env.now_price` (i32) -> (i64)") {
		t.Error(err, report.Failures)
	}
}
