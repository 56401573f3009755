package recorder

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/job"
)

func settingsPlan() Plan {
	plan := resumePlan()
	plan.Processes, plan.Iterations = 1, 5
	plan.Guest = job.Guest{Args: []string{"all"}, SmallWorkload: true}
	plan.Settings = map[string]Settings{
		"x": {Iterations: 2},
		"y": {Guest: &job.Guest{Call: record.Call{Entry: "f", Args: []string{"1"}}, Results: []string{"2"}}},
	}
	return plan
}

// TestSettings: each job has what its benchmark was given, and the header says so.
func TestSettings(t *testing.T) {
	plan, runner := settingsPlan(), new(fakeRunner)
	report, err := Record(t.Context(), plan, new(record.Collector), runner, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, j := range runner.jobs {
		iterations, guest := 5, plan.Guest
		switch j.Benchmark {
		case "x":
			iterations = 2
		case "y":
			guest = *plan.Settings["y"].Guest
		}
		if j.Iterations != iterations || !reflect.DeepEqual(j.Guest, guest) {
			t.Errorf("%s: %d iterations of %+v", j.Benchmark, j.Iterations, j.Guest)
		}
	}
	h := report.Header
	for wasm, want := range map[string]string{"x": "small", "y": "full", "z": "small"} {
		if got := h.Fact("workload", wasm); got != want {
			t.Errorf("%s has the workload %s, want %s", wasm, got, want)
		}
	}
	if got := h.Fact("args", "y") + " " + h.Fact("entry", "y") + " " + h.Fact("args", "z"); got != `["1"] f ["all"]` {
		t.Error(got)
	}
	// What a plan without settings says of z it says still, and of y something else.
	plan.Settings = nil
	other, err := Record(t.Context(), plan, new(record.Collector), new(fakeRunner), Options{})
	if err != nil || len(record.Differences(&h, &other.Header, "z")) > 0 || len(record.Differences(&h, &other.Header, "y")) != 3 {
		t.Errorf("%v, %v, %v", err, record.Differences(&h, &other.Header, "z"), record.Differences(&h, &other.Header, "y"))
	}
}

// TestSettingsResumed: a recording is resumed with its own settings, of which the
// expected results may change.
func TestSettingsResumed(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(*Plan)
		ok     bool
	}{
		"the same":   {func(*Plan) {}, true},
		"results":    {func(p *Plan) { p.Settings["y"].Guest.Results[0] = "3" }, true},
		"iterations": {func(p *Plan) { p.Settings["x"] = Settings{Iterations: 3} }, false},
		"arguments":  {func(p *Plan) { p.Settings["y"].Guest.Call.Args[0] = "3" }, false},
		"none":       {func(p *Plan) { p.Settings = nil }, false},
	} {
		plan := settingsPlan()
		tt.change(&plan)
		was := recovered(t, killed(t, settingsPlan(), &setupRunner{killed: 3}))
		_, err := Record(t.Context(), plan, new(record.Collector), new(setupRunner), Options{Resume: was})
		if (err == nil) != tt.ok || err != nil && (!errors.Is(err, ErrChanged) || !strings.Contains(err.Error(), "other settings")) {
			t.Errorf("%s: %v", name, err)
		}
		kept, err := PlanOf(&was.Header)
		if want := settingsPlan().Settings; err != nil || !reflect.DeepEqual(kept.Settings, want) {
			t.Errorf("%s: the recording has %+v, %v", name, kept.Settings, err)
		}
	}
}

// TestSettingsRefused: what makes no sense is refused before anything runs.
func TestSettingsRefused(t *testing.T) {
	for _, tt := range []struct {
		of   string
		is   Settings
		says string
	}{
		{"nosuch", Settings{Iterations: 1}, "settings of nosuch: the plan has no such benchmark"},
		{"x", Settings{Iterations: -1}, "-1 iterations"},
		{"x", Settings{Iterations: MaxIterations + 1}, "must be 1 to"},
		{"x", Settings{Guest: &job.Guest{Results: []string{"1"}}}, "no function named"},
		{"x", Settings{Guest: &job.Guest{Call: record.Call{Entry: "f", Whole: true}}}, "choose one"},
		{"x", Settings{Guest: &job.Guest{Stdin: "-"}}, "is a stream"},
		{"x", Settings{Guest: &job.Guest{Args: []string{"\xff"}}}, "UTF-8"},
		{"x", Settings{Guest: &job.Guest{Dir: "\xff"}}, "UTF-8"},
	} {
		plan, runner := fakePlan(), new(fakeRunner)
		plan.Settings = map[string]Settings{tt.of: tt.is}
		_, err := Record(t.Context(), plan, new(record.Collector), runner, Options{})
		if !errors.Is(err, job.ErrPlan) || !strings.Contains(err.Error(), tt.says) || len(runner.jobs) > 0 {
			t.Errorf("%+v: %v, want %q", tt.is, err, tt.says)
		}
	}
}

// oldRunner answers as a program does that knows no Settings.
type oldRunner struct{ fakeRunner }

func (oldRunner) Probe(ctx context.Context, plan Plan) (job.Setup, error) {
	plan.Settings = nil
	return Probe(ctx, plan)
}

// TestSettingsAreRun: guests get their own arguments and standard input, whose hashes
// are in the header, and a program that knows nothing of it is not asked to.
func TestSettingsAreRun(t *testing.T) {
	dir := t.TempDir()
	put := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	args, stdin, common := put("args.wasm", string(guests.Wasm("echo-args"))), put("stdin.wasm", string(guests.Wasm("echo-stdin"))), put("common.wasm", string(guests.Wasm("echo-stdin")))
	put("args.stdout.expected", "args.wasm\nown\n")
	put("stdin.stdout.expected", "its own\n")
	put("common.stdout.expected", "for all\n")
	plan := Plan{
		Engines: []job.Engine{{Engine: "wazero"}}, Benchmarks: []string{args, stdin, common}, Iterations: 2, Measures: []string{"cycles"}, Phase: measure.Execution,
		Guest: job.Guest{Stdin: put("all.txt", "for all\n")},
		Settings: map[string]Settings{
			args:  {Guest: &job.Guest{Args: []string{"own"}}, Iterations: 3},
			stdin: {Guest: &job.Guest{Stdin: put("own.txt", "its own\n")}},
		},
	}
	report, err := InProcess{}.Record(t.Context(), plan, new(record.Collector))
	if err != nil || report.Err() != nil || report.Rows != 3+2+2 {
		t.Fatalf("%d rows, %v, %v", report.Rows, err, report.Err())
	}
	h := &report.Header
	if h.Ran(args).Stdin != nil || h.Ran(stdin).Stdin.SHA256 == "" || h.Ran(stdin).Stdin.SHA256 == h.Ran(common).Stdin.SHA256 {
		t.Errorf("%+v, %+v, %+v", h.Ran(args).Stdin, h.Ran(stdin).Stdin, h.Ran(common).Stdin)
	}
	plan.Processes, plan.Padding = 1, -1
	if _, err := Record(t.Context(), plan, new(record.Collector), new(oldRunner), Options{}); !errors.Is(err, job.ErrPlan) || !errors.Is(err, ErrOldProgram) {
		t.Error(err)
	}
	plan.Settings[stdin].Guest.Stdin = filepath.Join(dir, "nosuch.txt")
	if _, err := (InProcess{}).Record(t.Context(), plan, new(record.Collector)); !errors.Is(err, job.ErrPlan) || !strings.Contains(err.Error(), "nosuch.txt") || !strings.Contains(err.Error(), "of "+stdin) {
		t.Error(err)
	}
}
