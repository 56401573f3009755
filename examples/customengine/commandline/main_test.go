package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestCommandLine builds this program and uses it as its users would: it lists
// its engines, records in worker processes, compares, and says what it lacks by
// its own list.
func TestCommandLine(t *testing.T) {
	program := filepath.Join(t.TempDir(), "mine")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	noop, err := filepath.Abs(filepath.Join("..", "..", "benchmarks", "noop", "noop.wasm"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, tt := range []struct{ args, want, not string }{
		{"engines", `(?s)minimal.*wazero v\d`, "wasmtime|floor"},
		{"benchmark --help", `an ENGINE, of minimal or wazero,`, "wasmtime|floor"},
		{"benchmark -e minimal -e wazero -p 3 -i 2 -o rows.jsonl " + noop, `(?s)^noop.wasm: wazero .*against minimal.*Execution.*\nKept in rows.jsonl \(.*\nNext: sightglass report rows.jsonl\n`, ""},
		{"compare rows.jsonl", `wazero against minimal`, ""},
		{"summarize -o csv rows.jsonl", `(?m)^\w+,minimal,,\S+noop\.wasm,Execution,cycles,`, ""},
		{"calibrate -e minimal -p 2 -i 2", `(?s)floor.*minimal`, ""},
		{"validate -e minimal -e wazero " + noop, `well-formed`, ""},
		{"soak -e minimal --instantiations 30 --processes 0 --compilations 0", `(?m)^flat$`, ""},
	} {
		cmd := exec.Command(program, strings.Fields(tt.args)...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "COLUMNS=200")
		out, err := cmd.Output()
		if err != nil || !regexp.MustCompile(tt.want).Match(out) || tt.not != "" && regexp.MustCompile(tt.not).Match(out) {
			t.Errorf("%s: %v\n%s", tt.args, err, out)
		}
	}
	for engine, want := range map[string]string{
		"wasmtime": `unknown engine "wasmtime": known are minimal, wazero`,
		"floor":    `unknown engine "floor": known are minimal, wazero`,
		"minimale": "did you mean minimal?",
	} {
		out, err := exec.Command(program, "benchmark", "-e", engine, noop).CombinedOutput()
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.ExitCode() != 2 || !strings.Contains(string(out), want) {
			t.Errorf("%s: %v\n%s", engine, err, out)
		}
	}
}
