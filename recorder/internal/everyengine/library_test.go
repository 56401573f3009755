//go:build (linux || darwin) && (amd64 || arm64) && !sightglass_static

package everyengine

import (
	"cmp"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	_ "github.com/sightglass-go/sightglass/engines/library"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

// engineLibrary builds the engine that runs nothing, which does wrong what the
// macros say: engines/library/testdata/hostile.c.
func engineLibrary(t *testing.T, macros ...string) string {
	t.Helper()
	const source = "../../../engines/library/"
	file := filepath.Join(t.TempDir(), "libengine.so")
	compiler := cmp.Or(os.Getenv("CC"), "cc")
	if _, err := exec.LookPath(compiler); err != nil {
		t.Skip("needs a C compiler: install gcc or clang, or set CC")
	}
	cmd := exec.Command(compiler, append([]string{"-shared", "-fPIC", "-I", source + "example/wasmtime", "-o", file, source + "testdata/hostile.c"}, macros...)...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return file
}

func libraryPlan(t *testing.T, libraries ...string) recorder.Plan {
	t.Helper()
	plan := recorder.Plan{Benchmarks: []string{guest(t, "noop")}, Processes: 2, Iterations: 2}
	for _, l := range libraries {
		plan.Engines = append(plan.Engines, job.Engine{Engine: l})
	}
	return plan
}

// TestLibrary: two libraries in one recording, by all measures and phases alone,
// and what the header knows of them.
func TestLibrary(t *testing.T) {
	a, b := engineLibrary(t), engineLibrary(t, "-DOTHER=1")
	for _, tt := range []struct {
		measures []string
		phase    measure.Phase
		rows     int // of an iteration
	}{
		{[]string{"cycles"}, 0, 3},
		{[]string{"cycles"}, measure.Compilation, 1},
		{[]string{"cycles"}, measure.Instantiation, 1},
		{[]string{"cycles"}, measure.Execution, 1},
		{[]string{"time", "cycles"}, 0, 9}, // time counts two
		{[]string{"time"}, measure.Execution, 2},
	} {
		plan := libraryPlan(t, a, b)
		plan.Measures, plan.Phase = tt.measures, tt.phase
		plan.Engines[1].Flags = "-O x=1"
		var rows record.Collector
		report, err := worker.Recorder{}.Record(t.Context(), plan, &rows)
		if err != nil || len(report.Failures) > 0 || len(rows.Rows) != tt.rows*2*2*2 {
			t.Errorf("%v %v: %d rows, %v, error %v", tt.measures, tt.phase, len(rows.Rows), report.Failures, err)
			continue
		}
		for _, r := range rows.Rows {
			if r.Engine != a && r.Engine != b || tt.phase != 0 && r.Phase != tt.phase || r.Count == 0 {
				t.Errorf("row %+v", r)
			}
		}
		for i, e := range rows.Headers[0].Engines {
			sum := job.FindInputs(job.Job{Engine: plan.Engines[i]}).Library.SHA256
			if e.Name != plan.Engines[i].Engine || e.Engine != "library" || e.Library == nil || len(sum) != 64 || e.Library.SHA256 != sum ||
				e.Version != "own-symbols-42 sha256:"+sum[:12] || e.Flags != plan.Engines[i].Flags {
				t.Errorf("engine %+v with %+v", e, e.Library)
			}
		}
	}
}

// TestLibraryOutput: what the guest prints is checked, no matter who opens the file, and
// a folder, a standard input and the small workload reach the library.
func TestLibraryOutput(t *testing.T) {
	l := engineLibrary(t)
	plan := libraryPlan(t, l)
	dir := filepath.Dir(plan.Benchmarks[0])
	plan.Stdin, plan.SmallWorkload = filepath.Join(dir, "in.txt"), true
	write(t, plan.Stdin, "in")
	write(t, filepath.Join(dir, "noop.small.stdout.expected"), "something else\n")
	_, report := recordPlan(t, plan)
	if len(report.Failures) != 1 {
		t.Fatal(report.Failures)
	}
	var output *job.OutputError
	if !errors.As(report.Failures[0], &output) || output.Got != `"working_dir=`+dir+`"` {
		t.Fatalf("%v", report.Failures[0])
	}
	text, err := os.ReadFile(output.Actual)
	if err != nil {
		t.Fatal(err)
	}
	defer os.Remove(output.Actual)
	for _, want := range []string{"stdin_path=" + plan.Stdin + "\n", "execution_flags=(null)\n", "small=1\n"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%s lacks %q", text, want)
		}
	}
}

// TestLibraryFails: whatever a library does costs its own rows, and is told with
// its name and its words.
func TestLibraryFails(t *testing.T) {
	good := engineLibrary(t)
	for _, tt := range []struct {
		macro, prepare string
		is             error
		want           []string
	}{
		{macro: "CRASH_IN_CREATE", is: job.ErrDied, want: []string{"SIGABRT", "while opening the engine", "no engine today"}},
		{macro: "FAILS_IN_CREATE", want: []string{"wasm_bench_create of LIB returned 7", "unknown flag"}},
		{macro: "FAILS_IN_COMPILE", want: []string{"Compilation: ", "wasm_bench_compile of LIB returned -3", "no compiler today"}},
		{macro: "FAILS_IN_EXECUTE", want: []string{"Execution: ", "wasm_bench_execute of LIB returned 1", "no execution today"}},
		{macro: "TWICE", want: []string{"Compilation: ", "start, end, start, end"}},
		{macro: "NEVER_EXECUTES", want: []string{"bench.start was never called"}},
		{macro: "MOVES", want: []string{"Execution: ", "wasm_bench_execute of LIB changed the working folder", " to /"}},
		{macro: "EXITS=5", is: job.ErrDied, want: []string{"Execution: ", "it exited with code"}}, // 2, or 5 under the race detector
		{macro: "HANGS", is: job.ErrTimeout, want: []string{"Compilation: ", "timed out after "}},
	} {
		t.Run(tt.macro, func(t *testing.T) {
			bad := engineLibrary(t, "-D"+tt.macro)
			plan := libraryPlan(t, bad, good)
			plan.Timeout = 30 * time.Second
			if tt.macro == "HANGS" {
				plan.Timeout = hangs(t)
				tt.want[1] += plan.Timeout.String()
			}
			rows, report := recordPlan(t, plan)
			if len(report.Failures) != 1 || len(rows) != 12 {
				t.Fatalf("%d rows, %v", len(rows), report.Failures)
			}
			text := report.Failures[0].Error()
			for _, want := range append(tt.want, bad) {
				if !strings.Contains(text, strings.ReplaceAll(want, "LIB", bad)) {
					t.Errorf("%s\nlacks %q", text, want)
				}
			}
			if tt.is != nil && !errors.Is(report.Failures[0], tt.is) {
				t.Errorf("%v is not %v", report.Failures[0], tt.is)
			}
		})
	}
}

// TestLibraryForks: a process that a library has started, which sleeps for a minute,
// holds up nothing, whether the worker ends well or badly.
func TestLibraryForks(t *testing.T) {
	for _, tt := range []struct {
		macros         []string
		rows, failures int
	}{
		{[]string{"-DFORKS"}, 12, 0},
		{[]string{"-DFORKS", "-DEXITS=0"}, 0, 1},
	} {
		plan := libraryPlan(t, engineLibrary(t, tt.macros...))
		begin := time.Now()
		rows, report := recordPlan(t, plan)
		if len(report.Failures) != tt.failures || len(rows) != tt.rows {
			t.Errorf("%v: %d rows, %v", tt.macros, len(rows), report.Failures)
		}
		if took := time.Since(begin); took > time.Minute {
			t.Errorf("%v: it took %v, so it waited for the child", tt.macros, took)
		}
	}
}

// TestLibraryRefused: what cannot be recorded at all says so before anything
// runs.
func TestLibraryRefused(t *testing.T) {
	good := engineLibrary(t)
	text := filepath.Join(t.TempDir(), "libtext.so")
	write(t, text, "text")
	for name, path := range map[string]string{"text": text, "symbol": engineLibrary(t, "-DNO_EXECUTE"), "crash": engineLibrary(t, "-DCRASH_ON_LOAD")} {
		refuses(t, name, worker.Recorder{}, libraryPlan(t, good, path), nil, path)
	}
}

// TestLibraryReplaced: a library that is swapped while a recording runs is not
// measured; one that is another when it is resumed is refused.
func TestLibraryReplaced(t *testing.T) {
	for _, elsewhere := range []bool{false, true} {
		l, other := engineLibrary(t), engineLibrary(t, "-DOTHER=1")
		plan := libraryPlan(t, l)
		plan.Processes = 3
		r := worker.Recorder{}
		if elsewhere {
			r.Exec = prefix(t, "env", "A=b")
		}
		r.Progress = func(p recorder.Progress) {
			if p.Begins && p.Round == 2 {
				if err := os.Rename(other, l); err != nil {
					t.Error(err)
				}
			}
		}
		var rows record.Collector
		report, err := r.Record(t.Context(), plan, &rows)
		if !errors.Is(err, job.ErrReplaced) || len(rows.Rows) != 6 || len(report.Failures) > 0 ||
			!strings.Contains(err.Error(), "the engine library "+l+" had the hash ") {
			t.Errorf("%d rows, %v, error %v", len(rows.Rows), report.Failures, err)
		}
		// The file is another one now, as it is when somebody has built anew.
		resumed := &record.Recovered{Name: "rows.jsonl", Header: rows.Headers[0]}
		r.Progress, r.Resume = nil, resumed
		_, err = r.Record(t.Context(), plan, new(record.Collector))
		var changed *recorder.ChangedError
		if !errors.As(err, &changed) || !slices.Contains(changed.Changes, "binary") || !strings.Contains(err.Error(), "an engine is another build: "+l+" own-symbols-42 sha256:") {
			t.Errorf("resumed: %v", err)
		}
	}
}
