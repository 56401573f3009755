package command

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/measure/record"
)

// TestNotComparable: recordings of different work, by every command that reads
// several. What differs is named, and may be allowed by that name.
func TestNotComparable(t *testing.T) {
	folder(t, "work")
	recorded := func(file, args string) {
		t.Helper()
		succeeds(t, strings.Fields("benchmark -p 3 -i 1 --phase execution -o "+file+" "+args)...)
	}
	recorded("full.jsonl", "-e wazero work.wasm")
	recorded("again.jsonl", "-e wazero work.wasm")
	recorded("small.jsonl", "-e wazero --small-workloads work.wasm")
	recorded("other.jsonl", "-e wazero:interpreter --small-workloads work.wasm")
	recorded("whole.jsonl", "-e wazero --whole work.wasm")
	recorded("args.jsonl", "-e wazero --arg 5 work.wasm")
	put(t, "in", "x")
	recorded("stdin.jsonl", "-e wazero --stdin in work.wasm")
	put(t, "work.wasm", guests.Wasm("noop"))
	recorded("module.jsonl", "-e wazero work.wasm")
	for _, tt := range []struct{ second, name, text string }{
		{"small", "workload", "work.wasm: workload full, small"},
		{"other", "workload", "work.wasm: workload full, small"},
		{"whole", "entry", "work.wasm: entry bench.start to bench.end, all of _start"},
		{"args", "args", `work.wasm: args none, ["5"]`},
		{"stdin", "stdin", `work.wasm: stdin none, "in" 2d711642b726`}, // sha256sum of x
		{"module", "module", "work.wasm: module "},
	} {
		files := []string{"full.jsonl", tt.second + ".jsonl"}
		for _, args := range []string{"compare", "compare --fail-on changed-worse", "compare --before-after=false --baseline wazero", "report -o page.html",
			"compare --method pooled-welch"} {
			if tt.second == "other" && !strings.Contains(args, "before") || tt.second != "other" && strings.Contains(args, "before") {
				continue
			}
			r := sightglass(t, "", append(strings.Fields(args), files...)...)
			if r.code != exitRefuse || !strings.Contains(r.stderr, "not comparable: "+tt.text) || !strings.Contains(r.stderr, "add --compare-despite "+tt.name) {
				t.Errorf("%s %v: %+v", args, files, r)
			}
			if _, err := os.Stat("page.html"); err == nil {
				t.Errorf("%s %v: it wrote a page", args, files)
			}
		}
		r := sightglass(t, "", append(strings.Fields("compare -o json --compare-despite "+tt.name), files...)...)
		if r.code != 0 || !strings.Contains(r.stdout, `"compared-despite"`) {
			t.Errorf("despite %s: %+v", tt.name, r)
		}
		if tt.second == "other" {
			continue
		}
		for args, want := range map[string]string{
			"summarize -o csv": "work.wasm (" + tt.name, "analyze -o csv": "work.wasm (" + tt.name, "history": "0 change points in 0 series",
		} {
			r := sightglass(t, "", append(strings.Fields(args), files...)...)
			if out := strings.ReplaceAll(r.stdout, `""`, `"`); r.code != 0 || !strings.Contains(out, want) || !strings.Contains(r.stdout+r.stderr, "kept apart") {
				t.Errorf("%s %v: %+v, want %q", args, files, r, want)
			}
		}
		for format, keeps := range map[string]bool{"csv": false, "json": false, "gobench": false, "jsonl": true, "parquet": true} {
			r := sightglass(t, "", append([]string{"convert", "-o", format}, files...)...)
			if r.code != 0 || strings.Contains(r.stderr, "ran different work as work.wasm, which "+format+" does not tell apart (work.wasm ("+tt.name) == keeps {
				t.Errorf("convert to %s: %d, %s", format, r.code, r.stderr)
			}
		}
		if r := sightglass(t, "", append(strings.Fields("summarize -o csv --compare-despite "+tt.name), files...)...); r.code != 0 || strings.Count(r.stdout, "\n") != 2 {
			t.Errorf("pooled despite %s: %+v", tt.name, r)
		}
	}
	if r := sightglass(t, "", "compare", "full.jsonl", "again.jsonl"); r.code != 0 || strings.Contains(r.stdout+r.stderr, "despite") {
		t.Errorf("the same work: %+v", r)
	}
	if r := sightglass(t, "", "summarize", "--compare-despite", "everything", "full.jsonl"); r.code != exitRefuse || !strings.Contains(r.stderr, "use module, workload, args,") {
		t.Errorf("%+v", r)
	}
}

// TestOtherMachines: what came from two machines says so, and never that engines
// are compared within each where they are not.
func TestOtherMachines(t *testing.T) {
	folder(t)
	for file, engine := range map[string]string{"a.jsonl": "wazero", "b.jsonl": "wazero:interpreter", "c.jsonl": "wazero"} {
		succeeds(t, "benchmark", "-p", "3", "-i", "1", "-e", engine, "-o", file, "noop.wasm")
	}
	for _, file := range []string{"b.jsonl", "c.jsonl"} { // as if they had been made elsewhere
		reader := record.NewReader(strings.NewReader(read(t, file)), file, record.JSONL)
		var text bytes.Buffer
		w := record.NewWriter(&text, record.JSONL)
		var errs []error
		reader.OnHeader = func(h record.Header) {
			h.Machine.Fingerprint = "0123456789abcdef"
			errs = append(errs, w.Begin(h))
		}
		reader.OnMark = func(m record.Mark) { errs = append(errs, w.Mark(m)) }
		for row, err := range reader.All() {
			errs = append(errs, err, w.Write(row))
		}
		errs = append(errs, w.Close())
		if err := errors.Join(append(errs, os.WriteFile(file, text.Bytes(), 0o644))...); err != nil {
			t.Fatal(err)
		}
	}
	for args, want := range map[string]string{
		"compare a.jsonl b.jsonl":                       "note: another machine: ",
		"compare a.jsonl c.jsonl":                       "note: another machine: ",
		"compare --before-after a.jsonl c.jsonl":        "note: another machine: ",
		"compare --before-after=false a.jsonl b.jsonl":  "not every engine ran on each",
		"report -o - a.jsonl b.jsonl":                   "another machine: ",
		"history a.jsonl c.jsonl":                       "the recordings are of 2 machines",
		"summarize a.jsonl c.jsonl":                     "medians and means are over all",
		"compare --method pooled-welch a.jsonl b.jsonl": "not every engine ran on each",
	} {
		r := sightglass(t, "", strings.Fields(args)...)
		text := strings.Join(strings.Fields(r.stdout+r.stderr), " ")
		if r.code != 0 || !strings.Contains(text, want) || !strings.HasPrefix(args, "summarize") && strings.Contains(text, "engines are compared within each") {
			t.Errorf("%s: %+v, want %q", args, r, want)
		}
	}
}

// TestRoundsByEvidence: the same rows as they were recorded, sorted by engine,
// and in other formats; see the table in package analysis.
func TestRoundsByEvidence(t *testing.T) {
	t.Chdir(t.TempDir())
	rows := golden()
	var a, b strings.Builder
	for line := range strings.Lines(rows) {
		if strings.Contains(line, ",a,") {
			a.WriteString(line)
		} else {
			b.WriteString(line)
		}
	}
	put(t, "rows.csv", rows)
	put(t, "a.csv", a.String())
	put(t, "b.csv", b.String())
	put(t, "sorted.csv", a.String()+b.String())
	for _, name := range []string{"rows", "sorted"} {
		put(t, name+".jsonl", sightglass(t, "", "convert", "-o", "jsonl", name+".csv").stdout)
	}
	for files, want := range map[string]string{
		"rows.csv": "hodges-lehmann rounds-assumed", "rows.jsonl": "hodges-lehmann rounds-assumed",
		"sorted.csv": "welch confounded-with-time", "sorted.jsonl": "welch confounded-with-time", "a.csv b.csv": "welch confounded-with-time",
	} {
		r := sightglass(t, "", append(strings.Fields("compare --baseline a -o json"), strings.Fields(files)...)...)
		for _, word := range strings.Fields(want) {
			if r.code != 0 || !strings.Contains(r.stdout, `"`+word+`"`) {
				t.Errorf("%s: %+v, want %s", files, r, word)
			}
		}
		gate := sightglass(t, "", append(strings.Fields("compare --baseline a --fail-on changed-worse"), strings.Fields(files)...)...)
		if closed := strings.HasPrefix(want, "hodges"); closed && gate.code != exitFailed || !closed && gate.code != exitRefuse {
			t.Errorf("the gate over %s: %+v", files, gate)
		}
	}
	put(t, "twice.csv", rows+rows)
	r := sightglass(t, "", "compare", "--baseline", "a", "--fail-on", "changed-worse", "twice.csv")
	if text := strings.Join(strings.Fields(r.stdout+r.stderr), " "); r.code != exitRefuse || !strings.Contains(text, "no verdict: 24 values too many") {
		t.Errorf("rows that occur twice: %+v", r)
	}
}
