package command

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/examples/sightglass/internal/hostile"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// hostileRecording is a recording whose every text is one of those names.
func hostileRecording(t *testing.T, file, name string) {
	t.Helper()
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w := record.NewWriter(f, record.JSONL)
	text, _ := json.Marshal(map[string]string{"label": name})
	h := record.Header{
		Started: time.Unix(1700000000, 0), Plan: text,
		Machine:  record.Machine{OS: name, Arch: name, Kernel: name, CPU: name, Go: name, Fingerprint: name},
		Findings: []record.Finding{{Name: name, State: "found", Value: name}},
		Engines:  []record.Engine{{Name: name, Engine: name, Version: name, Flags: name}, {Name: name + "2", Engine: name, Version: name}},
		Measures: []record.Measure{{Name: name, Description: measure.Description{Clock: name, Warnings: []string{name}}}},
		Events:   []measure.Event{{Name: name, Unit: name}},
		Labels:   map[string]string{name: name}, Notes: []string{name}, Warnings: []string{name},
	}
	if err := w.Begin(h); err != nil {
		t.Fatal(err)
	}
	for process := range uint64(8) {
		for _, e := range h.Engines {
			for i := range uint64(2) {
				row := record.Row{Arch: name, Engine: e.Name, EngineFlags: e.Flags, Wasm: name, Process: process + 1, Iteration: i,
					Phase: measure.Execution, Event: name, Count: 1000*uint64(len(e.Flags)%2+1) + 7*process + i}
				if err := w.Write(row); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestHostileNames: a hostile name in every place where a name can stand,
// through every command that reads recordings, in each of its formats.
func TestHostileNames(t *testing.T) {
	for kind, name := range hostile.Names {
		t.Run(kind, func(t *testing.T) {
			folder(t)
			hostileRecording(t, "in.jsonl", name)
			// A file's name has its limits, and the system's.
			file := strings.Map(func(r rune) rune {
				if r == '/' || r == 0 {
					return -1
				}
				return r
			}, name)
			file = strings.ToValidUTF8(file[:min(len(file), 100)], "") + ".jsonl"
			if err := os.Rename("in.jsonl", file); err != nil {
				t.Logf("this system has no such file name: %v", err)
				file = "in.jsonl"
			}
			for _, command := range []string{
				"summarize", "summarize -o markdown", "summarize -o json", "analyze", "analyze -o markdown", "analyze -o json",
				"compare", "compare -o markdown", "compare -o json", "compare --method pooled-welch", "compare --method pooled-welch -o markdown",
				"report -o -", "history", "history --output-format json", "history -o -", "convert -o gobench", "convert -o bmf", "convert -o customSmallerIsBetter",
			} {
				began := time.Now()
				r := sightglass(t, "", append(strings.Fields(command), file)...)
				if r.code != 0 && !strings.Contains(r.stderr, "too long") && !strings.Contains(r.stderr, "(better neither)") { // for a format
					t.Errorf("%s: exit %d, %.300s", command, r.code, r.stderr)
				}
				if took := time.Since(began); took > 2*time.Minute { // it was many
					t.Errorf("%s took %v", command, took)
				}
				hostile.Harmless(t, command+", standard output", r.stdout)
				hostile.Harmless(t, command+", standard error", r.stderr)
				// Programs get what is exact, of a page in what it embeds.
				exact := strings.Contains(command, "json") || strings.Contains(command, "convert") || strings.Contains(command, "-o -")
				if most := 20_000; kind == "long" && !exact && len(r.stdout) > most || len(r.stderr) > most {
					t.Errorf("%s: %d bytes, %d on standard error", command, len(r.stdout), len(r.stderr))
				}
				switch {
				case strings.HasSuffix(command, "-o -"):
					if strings.Contains(r.stdout, "<script>alert") || strings.Contains(r.stdout, "<img") {
						t.Errorf("%s: markup of a name is in the page", command)
					}
				case strings.HasSuffix(command, "markdown"):
					for _, harm := range []string{"<script", "<b>", "<img", "](https://evil"} {
						if i := strings.Index(r.stdout, harm); i >= 0 && !strings.Contains(r.stdout[max(0, i-60):i], "`") && !strings.Contains(r.stdout[max(0, i-60):i], `\[`) {
							t.Errorf("%s: %q in %s", command, harm, r.stdout)
						}
					}
				case strings.HasSuffix(command, "json"):
					if !json.Valid([]byte(r.stdout)) {
						t.Errorf("%s: no JSON", command)
					}
				}
			}
			for _, command := range []string{"summarize", "analyze", "compare", "compare --method pooled-welch"} {
				r := sightglass(t, "", append(strings.Fields(command), "-o", "csv", file)...)
				hostile.Harmless(t, command+" as CSV", r.stdout)
				if r.code != 0 || strings.Contains(r.stdout, ",=") || strings.HasPrefix(r.stdout, "=") {
					t.Errorf("%s as CSV: exit %d, a formula in %.200s", command, r.code, r.stdout)
				}
			}
			if r := sightglass(t, "", "convert", "-o", "csv", file); r.code == 0 && strings.Count(r.stdout, name) == 0 && !strings.ContainsAny(name, "\"\n\r,") {
				t.Errorf("the rows' names are not exact")
			}
			if r := sightglass(t, "", "report", "-o", "", "--plots", "plots", file); r.code != 0 {
				t.Errorf("plots: %v", r)
			}
			drawn, _ := filepath.Glob("plots/*")
			for _, plot := range drawn {
				hostile.Harmless(t, "the name of a plot", plot)
				text, err := os.ReadFile(plot)
				if err != nil || strings.Contains(string(text), "<script>alert") || len(text) > 300_000 {
					t.Errorf("%s: %d bytes, error %v", plot, len(text), err)
				}
				hostile.Harmless(t, plot, string(text))
			}
			if len(drawn) != 3 {
				t.Errorf("%d plots, want 3", len(drawn))
			}
		})
	}
}

// TestHostileArguments: what is refused is quoted in the refusal, briefly.
func TestHostileArguments(t *testing.T) {
	folder(t)
	for kind, name := range hostile.Names {
		argument := strings.ReplaceAll(name, "\x00", "")
		for _, args := range [][]string{
			{"benchmark", argument + ".wasm"}, {"benchmark", "noop.wasm", "--engine", argument}, {"benchmark", "noop.wasm", "--engine", "wazero:" + argument},
			{"benchmark", "noop.wasm", "--measure", argument}, {"benchmark", "noop.wasm", "--phase", argument},
			{"benchmark", "noop.wasm", "--label", argument}, {"benchmark", "noop.wasm", "--pin=" + argument}, {"benchmark", "noop.wasm", "--timeout", argument},
			{"benchmark", "noop.wasm", "--memory-limit", argument}, {"benchmark", "noop.wasm", "--output-format", argument},
			{"benchmark", "noop.wasm", "--baseline", argument}, {"benchmark", "noop.wasm", "--exec", argument}, {"benchmark", "--resume", argument},
			{"benchmark", "noop.wasm", "--" + argument}, {argument}, {"summarize", argument}, {"compare", argument, "--event", argument},
			{"history", argument}, {"report", argument}, {"convert", argument}, {"validate", argument}, {"mix", argument},
		} {
			if args[0] == "benchmark" {
				args = append(args, "-p", "1", "-i", "1") // where a name is taken, it records
			}
			r := sightglass(t, "", args...)
			if r.code == 0 && args[0] != "benchmark" {
				t.Errorf("%s: %.60q: exit 0", kind, args)
			}
			hostile.Harmless(t, fmt.Sprintf("%s: %.60q", kind, args), r.stderr)
			hostile.Harmless(t, fmt.Sprintf("%s: %.60q", kind, args), r.stdout)
			if len(r.stderr) > 20_000 {
				t.Errorf("%s: %.60q: %d bytes: %.300s", kind, args, len(r.stderr), r.stderr)
			}
			if kind == "lines" && slices.Contains([]string{"summarize", "compare", "history", "report", "convert"}, args[0]) && strings.Count(r.stderr, "\n") != 1 {
				t.Errorf("%s: %.60q: a name breaks the line: %s", kind, args, r.stderr)
			}
		}
		bad := sightglass(t, argument+",x,y,z,1,2,Execution,e,5\n{\"a\":"+argument+"\n", "summarize")
		hostile.Harmless(t, "a file of "+kind, bad.stderr)
		if len(bad.stderr) > 20_000 {
			t.Errorf("%s: %d bytes: %.300s", kind, len(bad.stderr), bad.stderr)
		}
	}
}
