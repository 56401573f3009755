package command

import (
	"errors"
	"fmt"
	"html"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// writeShare writes a share of a plan: rounds of two engines, of which one may have failed.
func writeShare(t *testing.T, file, plan string, index, of, rounds int, failing string) {
	t.Helper()
	var b strings.Builder
	w := record.NewWriter(&b, record.JSONL)
	first := 1000 + uint64(index-1)<<32
	err := w.Begin(record.Header{Format: record.FormatVersion, Started: time.Unix(int64(1000*index+rounds), 0), Seed: 7, FirstProcess: first, PlanHash: plan,
		Machine: record.Machine{Fingerprint: "f"}, Engines: []record.Engine{{Name: "a", Engine: "a"}, {Name: "b", Engine: "b"}},
		Share: &record.Share{Plan: plan, Index: index, Of: of, Rounds: 100}})
	for r := range rounds {
		for k, engine := range []string{"a", "b"} {
			process := first + uint64(r)
			ended := &record.Ended{Engine: engine, Wasm: "x.wasm", Process: process, Round: index - 1 + r*of, Rows: 1}
			if engine == failing {
				ended.Rows, ended.Failure = 0, &record.EndedBadly{Text: "exit code 1"}
			} else {
				err = errors.Join(err, w.Write(record.Row{Arch: "x86_64", Engine: engine, Wasm: "x.wasm", Process: process, Phase: measure.Execution, Event: "cycles", Count: uint64(1000000 + 100000*k + 70*(r*(k+1)%5))}))
			}
			err = errors.Join(err, w.Mark(record.Mark{Ended: ended}))
		}
	}
	err = errors.Join(err, w.Mark(record.Mark{Finished: &record.Finished{}}), w.Flush())
	if err := errors.Join(err, os.WriteFile(file, []byte(b.String()), 0o644)); err != nil {
		t.Fatal(err)
	}
}

// TestWarningsInEveryFormat: what should be known of what was read is said in each form, on
// standard error for the terminal and for CSV, and within what is read apart from it: JSON,
// each row of which has it where that is an array, Markdown and pages.
func TestWarningsInEveryFormat(t *testing.T) {
	folder(t)
	writeShare(t, "1.jsonl", "planone", 1, 3, 8, "")
	writeShare(t, "2.jsonl", "planone", 2, 3, 8, "")
	writeShare(t, "3.jsonl", "planone", 3, 3, 8, "")
	writeShare(t, "2again.jsonl", "planone", 2, 3, 7, "")
	writeShare(t, "empty.jsonl", "planone", 3, 3, 8, "b")
	writeShare(t, "later.jsonl", "plantwo", 1, 2, 8, "")
	text := read(t, "1.jsonl")
	if err := errors.Join(os.WriteFile("cut.jsonl", []byte(text[:strings.LastIndex(text, "{\"finished")]), 0o644),
		os.WriteFile("twice.csv", []byte(strings.Repeat("x86_64,a,,x.wasm,1,0,Execution,cycles,5\nx86_64,b,,x.wasm,1,0,Execution,cycles,6\n", 2)), 0o644),
		os.WriteFile("refused.csv", []byte("x86_64,a,,x.wasm,1,0,Execution,cycles,5\nx86_64,b,,x.wasm,1,0,Execution,cycles,6\nx86_64,b,,x.wasm,2,0,Execution,cycles,none\n"), 0o644)); err != nil {
		t.Fatal(err)
	}
	for _, files := range []struct {
		kind, want string
		names      string
	}{
		{"missing", "of 3 shares of the plan planone 1 is missing: 2", "1.jsonl 3.jsonl"},
		{"doubled", "share 2/3 of the plan planone", "1.jsonl 2.jsonl 2again.jsonl 3.jsonl"},
		{"empty", "1 has no value of x.wasm on b: 3", "1.jsonl 2.jsonl empty.jsonl"},
		{"missing before and after", "of 2 shares of the plan plantwo 1 is missing: 2", "1.jsonl 2.jsonl 3.jsonl later.jsonl"},
		{"unfinished", "stops before its end", "cut.jsonl 2.jsonl 3.jsonl"},
		{"the same twice", "occurs more than once", "twice.csv"},
		{"refused", "could not be read", "refused.csv"},
	} {
		for _, tt := range []struct {
			args string
			in   string // where it is said: stdout, stderr or a file
		}{
			{"compare --baseline a", "stderr"}, {"compare -v --baseline a", "stderr"}, {"compare -o csv --baseline a", "stderr"},
			{"compare -o json --baseline a", "stdout"}, {"compare -o markdown --baseline a", "stdout"},
			{"compare -o json --method pooled-welch --baseline a", "stderr"},
			{"summarize", "stderr"}, {"summarize -o csv", "stderr"}, {"summarize -o json", "stdout"}, {"summarize -o markdown", "stdout"},
			{"analyze -o csv", "stderr"}, {"analyze -o json", "stdout"}, {"analyze -o markdown", "stdout"},
			{"report -o page.html --baseline a", "page.html"},
			{"history", "stdout"}, {"history --output-format json", "stdout"}, {"history --output-file page.html", "page.html"},
			{"check", "stderr"}, {"check --output-format json", "stdout"},
		} {
			args := strings.Fields(tt.args)
			if two := files.kind == "missing before and after"; two && strings.HasPrefix(tt.args, "compare") || two && args[0] == "report" {
				args = strings.Fields(strings.TrimSuffix(tt.args, " --baseline a"))
			}
			if args[0] == "check" && files.kind != "missing" && files.kind != "doubled" && files.kind != "missing before and after" {
				continue // which has its own words for it
			}
			r := sightglass(t, "", append(args, strings.Fields(files.names)...)...)
			said := map[string]string{"stdout": r.stdout, "stderr": r.stderr, "page.html": ""}[tt.in]
			if tt.in == "page.html" {
				said = html.UnescapeString(read(t, "page.html"))
			}
			want := files.want
			if args[0] == "check" && files.kind == "doubled" {
				want = "2again.jsonl is share 2/3 of the plan planone, and its rounds are those of 2.jsonl"
			}
			if tt.in == "stderr" && files.kind == "refused" {
				want = "1 line refused"
			}
			plain := strings.NewReplacer(`\`, "").Replace(strings.Join(strings.Fields(said), " "))
			if !strings.Contains(plain, want) {
				t.Errorf("%s: sightglass %s: not in %s: code %d, %s\n%s", files.kind, strings.Join(args, " "), tt.in, r.code, fmt.Sprintf("%.1500s", said), r.stderr)
			}
		}
	}
}
