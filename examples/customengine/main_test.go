package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"regexp"
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
	os.Exit(m.Run())
}

func benchmark(name string) string { return filepath.Join("..", "benchmarks", name, name+".wasm") }

// TestTwins: each twin prints what its module is expected to print, with both
// workloads. The recorder compares.
func TestTwins(t *testing.T) {
	for name := range twins {
		for _, small := range []bool{true, os.Getenv("SIGHTGLASS_TESTS") == ""} {
			plan := recorder.Plan{
				Engines:    []job.Engine{{Engine: "native"}, {Engine: "wazero"}},
				Benchmarks: []string{benchmark(name)},
				Iterations: 2,
				Guest:      job.Guest{SmallWorkload: small},
			}
			if !small {
				plan.Engines = plan.Engines[:1]
			}
			var c record.Collector
			report, err := recorder.InProcess{}.Record(t.Context(), plan, &c)
			if err = errors.Join(err, report.Err()); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			for _, w := range report.Warnings {
				if strings.Contains(w, "not checked") {
					t.Error(w)
				}
			}
			if want := 2 * 3 * len(plan.Engines); len(c.Rows) != want {
				t.Errorf("%s: %d rows, want %d", name, len(c.Rows), want)
			}
		}
	}
}

// TestWithoutTwin: a benchmark that has no twin fails on this engine alone,
// and the error, which comes from another process, says what to do.
func TestWithoutTwin(t *testing.T) {
	plan := recorder.Plan{
		Engines:    []job.Engine{{Engine: "native"}, {Engine: "wazero"}},
		Benchmarks: []string{benchmark("nbody")},
		Processes:  1,
		Iterations: 1,
		Guest:      job.Guest{SmallWorkload: true},
	}
	var c record.Collector
	report, err := worker.Recorder{}.Record(t.Context(), plan, &c)
	if err != nil {
		t.Fatal(err)
	}
	if err := report.Err(); !errors.Is(err, engines.ErrCompile) || !strings.Contains(err.Error(), `add it as "nbody"`) {
		t.Errorf("%v", err)
	}
	if len(report.Failures) != 1 || len(c.Rows) != 3 || c.Rows[0].Engine != "wazero" {
		t.Errorf("failures %v, rows %v", report.Failures, c.Rows)
	}
}

func TestRun(t *testing.T) {
	t.Chdir(filepath.Join("..", ".."))
	var out bytes.Buffer
	if err := run(t.Context(), []string{"-small", "-processes", "2", "-iterations", "1"}, &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`│ native +│`, `│ wazero +│`, `shootout-ackermann`, `nqueens`, `sha256`, `sieve`, `wazero against native · Execution · nanoseconds`} {
		if !regexp.MustCompile(want).MatchString(out.String()) {
			t.Errorf("%q is not in\n%s", want, &out)
		}
	}
	if strings.Contains(out.String(), "Compilation") {
		t.Error("a native program is not compiled")
	}
	if err := run(t.Context(), []string{"-processes", "1", "nonesuch.wasm"}, &out); err == nil {
		t.Error("recorded what is not there")
	}
}

// TestADAPTER: what the page shows is the code, and of the program with the
// command line it shows all.
func TestADAPTER(t *testing.T) {
	page, err := os.ReadFile("ADAPTER.md")
	if err != nil {
		t.Fatal(err)
	}
	code, err := os.ReadFile(filepath.Join("minimal", "minimal.go"))
	if err != nil {
		t.Fatal(err)
	}
	sizes, err := os.ReadFile(filepath.Join("minimal", "sizes.go"))
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.ReadFile(filepath.Join("commandline", "main.go"))
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```go\n(.*?)```").FindAllStringSubmatch(string(page), -1)
	shown, whole := 0, false
	for _, b := range blocks {
		switch {
		case strings.Contains(b[1], "// elsewhere"):
			continue
		case strings.HasPrefix(b[1], "package main\n") && strings.HasSuffix(string(program), b[1]):
			whole = true
			continue
		}
		shown++
		if !strings.Contains(string(code), b[1]) && !strings.HasSuffix(string(sizes), "\n"+b[1]) {
			t.Errorf("this is not in minimal.go, and not all of sizes.go:\n%s", b[1])
		}
	}
	if !whole {
		t.Error("commandline/main.go is not shown")
	}
	if shown < 4 {
		t.Errorf("%d blocks of minimal.go", shown)
	}
}
