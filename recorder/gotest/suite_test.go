package gotest_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/gotest"
	"github.com/sightglass-go/sightglass/recorder/job"
)

const self = "github.com/sightglass-go/sightglass/recorder/gotest.BenchmarkSelf/"

func open(t *testing.T, names []string, args ...string) (*gotest.Suite, error) {
	t.Helper()
	var builds []gotest.Build
	for _, name := range names {
		b, err := gotest.ParseBuild(name)
		if err != nil {
			t.Fatal(err)
		}
		builds = append(builds, b)
	}
	parsed, err := gotest.ParseArgs(args)
	if err != nil {
		t.Fatal(err)
	}
	suite, err := gotest.Open(t.Context(), builds, parsed, nil)
	if err == nil {
		t.Cleanup(func() {
			if err := suite.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	return suite, err
}

// TestSelf: odd names, metrics, lines in between and flags of one's own, in two
// rounds of two iterations.
func TestSelf(t *testing.T) {
	old, young := twoOf(t)
	suite, err := open(t, []string{old, young}, "-bench=Self", "-skip=Self/bad", "-benchtime=1x", "-misbehave=none", "-cpu=1,2")
	if err != nil {
		t.Fatal(err)
	}
	plan := suite.Plan()
	plan.Processes, plan.Iterations = 2, 2
	names := []string{"a_b", "a_b-2", "x=1/y", "x=1/y-2", `(odd)[|\$.*-8`, `(odd)[|\$.*-8-2`, "#00", "#00-2", "a_b#01", "a_b#01-2"}
	var want []string
	for _, name := range names {
		want = append(want, self+name)
	}
	if !slices.Equal(plan.Benchmarks, want) {
		t.Fatalf("benchmarks\n%q, want\n%q", plan.Benchmarks, want)
	}
	var rows record.Collector
	report, err := gotest.Recorder{Suite: suite}.Record(t.Context(), plan, &rows)
	if err != nil || len(report.Failures) > 0 {
		t.Fatal(err, report.Failures)
	}
	got := map[string]int{}
	for _, r := range rows.Rows {
		if r.Phase != measure.Execution || r.Engine != old && r.Engine != young || r.Iteration > 1 || r.Note != nil {
			t.Fatalf("%+v", r)
		}
		got[fmt.Sprintf("%s %s %d", r.Wasm, r.Event, r.Count)]++
	}
	for i, name := range names {
		length := 10 + []int{3, 5, 13, 0, 3}[i/2] // of the name before go test rewrites it
		for _, row := range []string{fmt.Sprintf("femtoseconds %d000000", length), "micro-hits/op 12250000", "bytes-per-second 2500000"} {
			if n := got[self+name+" "+row]; n != 8 { // two builds, rounds and iterations
				t.Errorf("%d rows %s %s, want 8", n, name, row)
			}
		}
	}
	if len(rows.Rows) != len(names)*3*8 {
		t.Errorf("%d rows", len(rows.Rows))
	}
	if w := strings.Join(report.Warnings, "\n"); strings.Count(w, "values of delta cannot be recorded, and are left out: less than 0") != 2*len(names) {
		t.Errorf("warnings %s", w)
	}
	h := rows.Headers[0]
	if n := strings.Join(h.Notes, " "); !strings.Contains(n, "are the same program") {
		t.Errorf("notes %s", n)
	}
	if e := h.Engines[0]; e.Name != old || e.Engine != gotest.Engine || !strings.Contains(e.Version, "sha256:") || !strings.Contains(e.Version, runtime.Version()) {
		t.Errorf("%+v", e)
	}
	if len(h.Events) != 4 || len(h.Binary) != 64 || h.Machine.OS != runtime.GOOS || !slices.Contains(h.Work.Args, "-misbehave=none") {
		t.Errorf("header %+v", h)
	}
}

// TestFails: what fails while it is recorded costs its own rows, and says what
// it printed.
func TestFails(t *testing.T) {
	old, young := twoOf(t)
	for _, tt := range []struct {
		misbehave string
		is        error
		says      string
	}{
		{"fatal", gotest.ErrFailed, "it has failed"}, // when it was looked for as well
		{"late fatal", gotest.ErrFailed, "it has failed"},
		{"late panic", gotest.ErrFailed, "panic: too late"},
		{"exit 3", gotest.ErrFailed, "exit status 3"},
		{"skip", gotest.ErrNoResult, "0 of 1"},
		{"kill", job.ErrDied, "killed"},
		{"hang", job.ErrTimeout, "timed out after 300ms"},
	} {
		if tt.misbehave == "kill" && runtime.GOOS == "windows" {
			continue // a process that was ended has an exit code there
		}
		suite, err := open(t, []string{old, young}, "-bench=Self", "-skip=Self/^[^b]", "-benchtime=1x", "-misbehave="+tt.misbehave)
		if err != nil {
			t.Errorf("%s: %v", tt.misbehave, err)
			continue
		}
		plan := suite.Plan()
		plan.Processes = 1
		if tt.misbehave == "hang" {
			plan.Timeout = 300 * time.Millisecond
		}
		began := time.Now()
		report, err := gotest.Recorder{Suite: suite}.Record(t.Context(), plan, new(record.Collector))
		if err != nil || report.Rows != 0 || len(report.Failures) != 2 {
			t.Errorf("%s: %v, %d rows, %v", tt.misbehave, err, report.Rows, report.Failures)
			continue
		}
		f := report.Failures[0]
		if !errors.Is(f, tt.is) || !strings.Contains(f.Error()+f.Output, tt.says) || f.Benchmark != self+"bad" {
			t.Errorf("%s: %v; it printed %q", tt.misbehave, f, f.Output)
		}
		if took := time.Since(began); took > 30*time.Second {
			t.Errorf("%s: it took %v to end what hangs, and its child", tt.misbehave, took)
		}
	}
}

// TestNothing: what has nothing to record is refused, with the reason.
func TestNothing(t *testing.T) {
	old, young := twoOf(t)
	for _, tt := range []struct {
		args []string
		is   error
		says string
	}{
		{[]string{"-bench=Nonesuch"}, gotest.ErrNoBenchmark, "-bench=Nonesuch matches none"},
		{[]string{"-bench=Self"}, gotest.ErrNoBenchmark, "skip itself"},
		{[]string{"-bench=Self", "-misbehave=no run"}, gotest.ErrNoBenchmark, "matches none"},
		{[]string{"-bench=Self", "-misbehave=panic"}, gotest.ErrFailed, "panic: at once"},
		{[]string{"-bench=Self", "-mistyped=1"}, gotest.ErrFailed, "flag provided but not defined: -mistyped"},
		{[]string{"-bench=["}, gotest.ErrFailed, "invalid regexp"},
		{[]string{"-tags=a", "./..."}, gotest.ErrBuild, "it is built already: leave out -tags=a ./..."},
	} {
		if _, err := open(t, []string{old, young}, tt.args...); !errors.Is(err, tt.is) || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%q: %v, want %q", tt.args, err, tt.says)
		}
	}
}

func TestParseBuild(t *testing.T) {
	program, _ := twoOf(t)
	dir := filepath.Dir(program)
	for text, want := range map[string]gotest.Build{
		"main":     {Name: "main", Dir: ".", Revision: "main"},
		"HEAD~1":   {Name: "HEAD~1", Dir: ".", Revision: "HEAD~1"},
		".":        {Name: gotest.WorkingTree, Dir: "."},
		"..":       {Name: "..", Dir: ".."},
		".#v1":     {Name: ".#v1", Dir: ".", Revision: "v1"},
		dir + "#x": {Name: dir + "#x", Dir: dir, Revision: "x"},
		program:    {Name: program, Program: program},
	} {
		if got, err := gotest.ParseBuild(text); err != nil || got != want {
			t.Errorf("%q: %+v, %v, want %+v", text, got, err, want)
		}
	}
	for text, says := range map[string]string{
		"": "no name", "./nonesuch": "no such file", "./doc.go": "it is not a program", ".#": "no revision behind #", "-x": "does not begin with -",
	} {
		if _, err := gotest.ParseBuild(text); !errors.Is(err, gotest.ErrBuild) || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v, want %q", text, err, says)
		}
	}
}

// TestStops: a context that is done ends what runs, and is the reason.
func TestStops(t *testing.T) {
	old, young := twoOf(t)
	suite, err := open(t, []string{old, young}, "-bench=Self", "-skip=Self/^[^b]", "-benchtime=1x", "-misbehave=hang")
	if err != nil {
		t.Fatal(err)
	}
	enough := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	options := recorder.Options{Progress: func(p recorder.Progress) {
		if p.Begins {
			time.AfterFunc(200*time.Millisecond, func() { cancel(enough) })
		}
	}}
	if _, err := (gotest.Recorder{Suite: suite, Options: options}).Record(ctx, suite.Plan(), new(record.Collector)); !errors.Is(err, enough) {
		t.Errorf("%v", err)
	}
}
