package testingb

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// TestBenchmarks runs the benchmarks, as go test -bench=. does.
func TestBenchmarks(t *testing.T) {
	out, err := exec.Command(os.Args[0], "-test.run=^$", "-test.bench=.", "-test.benchtime=2x").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, want := range []string{
		`Ackermann/engine=wazero/phase=Compilation(-\d+)?\s+2\s+[\d.]+ ns/op`,
		`Ackermann/engine=wazero/phase=Instantiation(-\d+)?\s+2\s+[\d.]+ ns/op`,
		`Ackermann/engine=wazero/phase=Execution(-\d+)?\s+2\s+[\d.]+ ns/op`,
		`NQueens/engine=wazero/phase=Execution(-\d+)?\s+2\s+[\d.]+ ns/op\s+[\d.]+ cycles/op`,
		`NQueens/engine=wazero:interpreter/phase=Execution(-\d+)?\s+2\s+[\d.]+ ns/op\s+[\d.]+ cycles/op`,
		`Startup(-\d+)?\s+2\s+[\d.]+ ns/op`,
	} {
		if !regexp.MustCompile(`(?m)^Benchmark` + want + `$`).Match(out) {
			t.Errorf("no line like %s in\n%s", want, out)
		}
	}
}

// TestTenLines: from go get to a number in at most ten lines.
func TestTenLines(t *testing.T) {
	text, err := os.ReadFile("ackermann_test.go")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(text)) {
		if strings.TrimSpace(line) != "" {
			n++
		}
	}
	if n > 10 {
		t.Errorf("%d lines", n)
	}
}
