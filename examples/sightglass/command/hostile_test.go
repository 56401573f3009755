package command

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/record"
)

// hostile are names that do harm where they are shown as they are.
var hostile = map[string]string{
	"controls": "a\r\x1b[2K\x1b[1A\x07\x00\x7fb",
	"C1":       "a\u009b2K\u0085b",
	"bidi":     "a\u202egpj\u2066x\u2069\u200fb",
	"no width": "a\u200b\u200d\ufeff\u2060\u00adb",
	"lines":    "a\nsightglass: all is well\u2028b",
	"markup":   "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'`|&lt;",
	"markdown": "|a`b|[x](https://evil.example)<b>@everyone www.evil.example ~~",
	"formula":  "=1+1+cmd|' /C calc'!A0",
	"long":     "long" + strings.Repeat("\u200bx", 50_000) + "end",
	"marks":    "e" + strings.Repeat("\u0301", 5000),
}

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
	for process := range uint64(12) {
		for _, e := range h.Engines {
			for i := range uint64(3) {
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

// harmless fails the test for what must not reach a screen.
func harmless(t *testing.T, what, text string) {
	t.Helper()
	for i, r := range text {
		if r != '\n' && r != '\t' && quote.Hidden(r) {
			t.Errorf("%s: the character %U at %q", what, r, text[max(0, i-40):min(len(text), i+10)])
			return
		}
	}
	if !utf8.ValidString(text) {
		t.Errorf("%s: not UTF-8", what)
	}
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "sightglass: all is well") && !strings.Contains(text, "<!DOCTYPE html>") {
			t.Errorf("%s: a name poses as a message", what)
		}
	}
}

// TestHostileNames: a hostile name in every place where a name can stand,
// through every command that reads recordings, in each of its formats.
func TestHostileNames(t *testing.T) {
	for kind, name := range hostile {
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
				"report -o -", "history", "history --output-format json", "history -o -", "convert -o gobench",
			} {
				began := time.Now()
				r := sightglass(t, "", append(strings.Fields(command), file)...)
				if r.code != 0 && !strings.Contains(r.stderr, "names are too long") { // for a format
					t.Errorf("%s: exit %d, %.300s", command, r.code, r.stderr)
				}
				if took := time.Since(began); took > 20*time.Second { // it was minutes
					t.Errorf("%s took %v", command, took)
				}
				harmless(t, command+", standard output", r.stdout)
				harmless(t, command+", standard error", r.stderr)
				// Programs get what is exact, of a page in what it embeds.
				exact := strings.Contains(command, "json") || strings.Contains(command, "gobench") || strings.Contains(command, "-o -")
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
				harmless(t, command+" as CSV", r.stdout)
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
				harmless(t, "the name of a plot", plot)
				text, err := os.ReadFile(plot)
				if err != nil || strings.Contains(string(text), "<script>alert") || len(text) > 300_000 {
					t.Errorf("%s: %d bytes, error %v", plot, len(text), err)
				}
				harmless(t, plot, string(text))
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
	for kind, name := range hostile {
		argument := strings.ReplaceAll(name, "\x00", "")
		for _, args := range [][]string{
			{"benchmark", argument + ".wasm"}, {"benchmark", "noop.wasm", "--engine", argument}, {"benchmark", "noop.wasm", "--engine", "wazero:" + argument},
			{"benchmark", "noop.wasm", "--measure", argument}, {"benchmark", "noop.wasm", "--phase", argument},
			{"benchmark", "noop.wasm", "--label", argument}, {"benchmark", "noop.wasm", "--pin=" + argument}, {"benchmark", "noop.wasm", "--timeout", argument},
			{"benchmark", "noop.wasm", "--memory-limit", argument}, {"benchmark", "noop.wasm", "--output-format", argument},
			{"benchmark", "noop.wasm", "--baseline", argument}, {"benchmark", "noop.wasm", "--exec", argument}, {"benchmark", "--resume", argument},
			{"benchmark", "noop.wasm", "--" + argument}, {argument}, {"summarize", argument}, {"compare", argument, "--event", argument},
			{"history", argument}, {"report", argument}, {"convert", argument}, {"validate", argument},
		} {
			if args[0] == "benchmark" {
				args = append(args, "-p", "1", "-i", "1") // where a name is taken, it records
			}
			r := sightglass(t, "", args...)
			if r.code == 0 && args[0] != "benchmark" {
				t.Errorf("%s: %.60q: exit 0", kind, args)
			}
			harmless(t, fmt.Sprintf("%s: %.60q", kind, args), r.stderr)
			harmless(t, fmt.Sprintf("%s: %.60q", kind, args), r.stdout)
			if len(r.stderr) > 20_000 {
				t.Errorf("%s: %.60q: %d bytes: %.300s", kind, args, len(r.stderr), r.stderr)
			}
			if kind == "lines" && slices.Contains([]string{"summarize", "compare", "history", "report", "convert"}, args[0]) && strings.Count(r.stderr, "\n") != 1 {
				t.Errorf("%s: %.60q: a name breaks the line: %s", kind, args, r.stderr)
			}
		}
		bad := sightglass(t, argument+",x,y,z,1,2,Execution,e,5\n{\"a\":"+argument+"\n", "summarize")
		harmless(t, "a file of "+kind, bad.stderr)
		if len(bad.stderr) > 20_000 {
			t.Errorf("%s: %d bytes: %.300s", kind, len(bad.stderr), bad.stderr)
		}
	}
}

// importing is a module that imports a function of the given name.
func importing(name string) []byte {
	vector := func(b []byte) []byte { return append(binary.AppendUvarint(nil, uint64(len(b))), b...) }
	section := func(id byte, b []byte) []byte { return append([]byte{id}, vector(b)...) }
	imports := slices.Concat([]byte{3}, vector([]byte("bench")), vector([]byte("start")), []byte{0, 0},
		vector([]byte("bench")), vector([]byte("end")), []byte{0, 0}, vector([]byte(name)), vector([]byte(name)), []byte{0, 0})
	return slices.Concat([]byte("\x00asm\x01\x00\x00\x00"), section(1, []byte{1, 0x60, 0, 0}), section(2, imports),
		section(3, []byte{1, 0}), section(7, append(append([]byte{1}, vector([]byte("_start"))...), 0, 3)), section(10, []byte{1, 2, 0, 0x0b}))
}

// TestHostileGuest: the names of imports come from the guest.
func TestHostileGuest(t *testing.T) {
	if os.Getenv("SIGHTGLASS_TESTS") == "" {
		t.Skip("starts some 200 processes; run with SIGHTGLASS_TESTS=all")
	}
	folder(t)
	for kind, name := range hostile {
		for _, engine := range []string{"wazero", "wasmtime"} {
			if err := os.WriteFile("guest.wasm", importing(name), 0o644); err != nil {
				t.Fatal(err)
			}
			for _, command := range []string{"validate", "benchmark -p 1 -i 1 --output-format jsonl", "benchmark -p 1 -i 1 --progress plain", "benchmark --in-process -i 1 --raw"} {
				r := sightglass(t, "", append(strings.Fields(command), "-e", engine, "guest.wasm")...)
				if r.code == 2 && strings.Contains(r.stderr, "C compiler") {
					continue
				}
				if r.code != 1 {
					t.Errorf("%s, %s on %s: exit %d, %.300s", kind, command, engine, r.code, r.stderr)
				}
				if !strings.HasSuffix(command, "jsonl") { // exact
					harmless(t, kind+", "+command, r.stdout)
				}
				harmless(t, kind+", "+command, r.stderr)
				if len(r.stderr)+len(r.stdout) > 20_000 {
					t.Errorf("%s, %s on %s: %d and %d bytes: %.300s", kind, command, engine, len(r.stdout), len(r.stderr), r.stderr)
				}
			}
		}
	}
}
