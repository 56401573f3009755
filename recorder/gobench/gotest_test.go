package gobench_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// benchmarks runs this package's benchmarks as go test -bench does.
func benchmarks(t *testing.T, bench string, flags ...string) (string, error) {
	t.Helper()
	out, err := exec.Command(os.Args[0], append([]string{"-test.run=^$", "-test.bench=" + bench}, flags...)...).CombinedOutput()
	return string(out), err
}

// TestGoTest: the flags of go test mean what they always mean.
func TestGoTest(t *testing.T) {
	out, err := benchmarks(t, "Ackermann", "-test.benchtime=3x", "-test.count=2", "-test.cpu=1,3")
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, phase := range []string{"Compilation", "Instantiation", "Execution"} {
		for _, cpus := range []string{"", "-3"} {
			line := regexp.MustCompile(`(?m)^BenchmarkAckermann/engine=wazero/phase=` + phase + cpus + `\s+3\s+[\d.]+ ns/op$`)
			if n := len(line.FindAllString(out, -1)); n != 2 {
				t.Errorf("%d lines for %s%s, want 2", n, phase, cpus)
			}
		}
	}
	if strings.Contains(out, "is not checked") || t.Failed() {
		t.Errorf("output:\n%s", out)
	}
	// By time: one iteration is tried first, and as many more as that promises
	// follow; how many those are depends on the machine.
	out, err = benchmarks(t, "Noop/engine=wazero:interpreter/phase=Execution", "-test.benchtime=200ms")
	line := regexp.MustCompile(`(?m)^BenchmarkNoop/engine=wazero:interpreter/phase=Execution(-\d+)?\s+(\d+)\s+[\d.]+ ns/op\s+[\d.]+ cpu-ns/op\s+[\d.]+ cycles/op$`).FindStringSubmatch(out)
	if err != nil || len(line) == 0 || line[2] == "1" {
		t.Errorf("%v, output:\n%s", err, out)
	}
}

func TestGoTestFails(t *testing.T) {
	out, err := benchmarks(t, "Broken", "-test.benchtime=1x")
	var exit *exec.ExitError
	if !errors.As(err, &exit) || !strings.Contains(out, "--- FAIL: BenchmarkBroken/engine=wazero/phase=Execution") ||
		!strings.Contains(out, "end-twice.wasm on wazero: Execution: bench.start or bench.end was called again after bench.end\n") ||
		regexp.MustCompile(`phase=Execution\S*\s+\d+\s+\d+ ns/op`).MatchString(out) {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestBenchstat: benchstat takes all of it, and has a column for each engine.
func TestBenchstat(t *testing.T) {
	if os.Getenv("SIGHTGLASS_TESTS") == "" {
		t.Skip("builds golang.org/x/perf; run with SIGHTGLASS_TESTS=all")
	}
	out, err := benchmarks(t, "Noop|Whole", "-test.benchtime=5x", "-test.count=6", "-test.cpu=1,2")
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	file := filepath.Join(t.TempDir(), "new.txt")
	if err := os.WriteFile(file, []byte(out), 0o644); err != nil {
		t.Fatal(err)
	}
	stat := func(args ...string) string {
		t.Helper()
		var stderr bytes.Buffer
		cmd := exec.Command("go", append([]string{"run", "golang.org/x/perf/cmd/benchstat@v0.0.0-20260908200009-22c9c6c9d4da", "-format", "csv"}, args...)...)
		cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOOS=", "GOARCH=")
		cmd.Stderr = &stderr
		out, err := cmd.Output()
		if err != nil {
			for _, missing := range []string{"executable file not found", "dial tcp", "no such host", "module lookup disabled", "proxyconnect"} {
				if strings.Contains(stderr.String()+err.Error(), missing) {
					t.Skipf("benchstat cannot be had: %v %s", err, &stderr)
				}
			}
			t.Fatalf("%v\n%s", err, &stderr)
		}
		if strings.Contains(stderr.String(), "vary") || strings.Contains(stderr.String(), file) {
			t.Errorf("benchstat complains: %s", &stderr)
		}
		return string(out)
	}
	got := stat("-col", "/engine", "-filter", ".name:Noop", file)
	if !strings.Contains(got, ",wazero,,wazero:interpreter,") || !strings.Contains(got, "sec/op") || !strings.Contains(got, "cycles/op") {
		t.Errorf("benchstat says\n%s", got)
	}
	for _, phase := range []string{"Compilation", "Instantiation", "Execution"} {
		for _, cpus := range []string{"", "-2"} {
			row := regexp.MustCompile(fmt.Sprintf(`(?m)^Noop/phase=%s%s,\S+,\d+%%,\S+,\d+%%,\S+,p=\S+ n=6`, phase, cpus))
			if n := len(row.FindAllString(got, -1)); n != 3 { // one for each event
				t.Errorf("%d rows for %s%s in\n%s", n, phase, cpus, got)
			}
		}
	}
	if got := stat(file); !strings.Contains(got, "Whole-2,") {
		t.Errorf("benchstat says\n%s", got)
	}
}
