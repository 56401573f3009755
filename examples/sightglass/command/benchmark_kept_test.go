package command

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// TestNext: a recording ends in where it is and in what to do next, and each of
// these commands works.
func TestNext(t *testing.T) {
	folder(t)
	const two = "-p 2 -i 1 -e wazero -e wazero:interpreter noop.wasm"
	for _, tt := range []struct {
		args string
		next []string
	}{
		{"-p 2 -i 1 noop.wasm -o one.jsonl", []string{"sightglass report one.jsonl"}},
		{"-p 2 -i 1 noop.wasm", []string{"sightglass report KEPT"}},
		{two + " -o two.jsonl", []string{"sightglass report two.jsonl", "sightglass benchmark --resume two.jsonl --until decided"}},
		{two + " -o a'b.jsonl -v", []string{`sightglass report 'a'\''b.jsonl'`, `sightglass benchmark --resume 'a'\''b.jsonl' --until decided`}},
		{two + " -o two.csv", []string{"sightglass report KEPT", "sightglass benchmark --resume KEPT --until decided"}},
		{two + " --baseline wazero:interpreter", []string{"sightglass report --baseline wazero:interpreter KEPT", "sightglass benchmark --resume KEPT --until decided --baseline wazero:interpreter"}},
		{two + " -o two.md", []string{"sightglass report KEPT", "sightglass benchmark --resume KEPT --until decided"}},
		{two + " -f gobench -o two.txt", []string{"sightglass report KEPT", "sightglass benchmark --resume KEPT --until decided"}},
		{two + " --raw", nil}, // for a program; it is on standard error
		{two + " -f markdown", nil},
	} {
		for _, name := range recordings(t) {
			os.Remove(name)
		}
		r := sightglass(t, "", append([]string{"benchmark"}, strings.Fields(tt.args)...)...)
		if r.code != 0 {
			t.Errorf("%s: %+v", tt.args, r)
			continue
		}
		var got []string
		for line := range strings.Lines(r.stdout) {
			if next := strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(line, "Next: "), "  or: "), "\n") + "\n"; next != line {
				got = append(got, strings.TrimSuffix(next, "\n"))
			}
		}
		want := strings.Join(tt.next, "\n")
		if strings.Contains(want, "KEPT") {
			want = strings.ReplaceAll(want, "KEPT", recordings(t)[0])
		}
		if strings.Join(got, "\n") != want {
			t.Errorf("%s: next is %q, want %q in\n%s", tt.args, got, want, r.stdout)
		}
		for _, line := range got {
			var args []string // as a shell takes them
			for _, arg := range strings.Fields(strings.ReplaceAll(line, `'\''`, "\x00")) {
				args = append(args, strings.ReplaceAll(strings.Trim(arg, "'"), "\x00", "'"))
			}
			if strings.Contains(line, "--until") {
				args = append(args, "--max-time", "1ns") // it need not decide here
				if r := sightglass(t, "", args[1:]...); r.code != 0 || strings.Contains(r.stdout, "nothing was compared") || !strings.Contains(r.stderr, "resuming") || !strings.Contains(r.stderr, "is spent") {
					t.Errorf("%s: %+v", line, r)
				}
				continue
			}
			if r := sightglass(t, "", args[1:]...); r.code != 0 || r.stderr != "wrote report.html\n" && !strings.Contains(r.stderr, "report.html") {
				t.Errorf("%s: %+v", line, r)
			}
			if err := os.Remove("report.html"); err != nil {
				t.Error(err)
			}
		}
	}
}

// TestNothingCompared: rows of one engine where a decision between two was asked for are
// no success, unless something else says why.
func TestNothingCompared(t *testing.T) {
	empty := new(analysis.Result)
	for name, tt := range map[string]struct {
		until    string
		result   *analysis.Result
		happened recorder.Report
		failed   bool
	}{
		"one engine's rows": {"decided", empty, recorder.Report{Rows: 12}, true},
		"rounds were given": {"", empty, recorder.Report{Rows: 12}, false},
		"no rows":           {"decided", empty, recorder.Report{}, false},
		"the other failed":  {"decided", empty, recorder.Report{Rows: 12, Failures: make([]*job.Failure, 1)}, false},
		"compared":          {"decided", &analysis.Result{Comparisons: make([]analysis.Comparison, 1)}, recorder.Report{Rows: 12}, false},
	} {
		b := &benchmarkCommand{until: tt.until}
		err := b.compared(tt.result, &tt.happened)
		if failed := (*failedError)(nil); errors.As(err, &failed) != tt.failed {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestWithoutRows: of a recording without any row there is nothing to report, so that
// nothing is said to be next, and what was the latest stays that.
func TestWithoutRows(t *testing.T) {
	folder(t, "trap-inside")
	succeeds(t, strings.Fields("benchmark -p 1 -i 1 noop.wasm -o good.jsonl")...)
	for i, args := range []string{
		"trap-inside.wasm", "trap-inside.wasm --raw", "trap-inside.wasm -o named.jsonl", "--resume named.jsonl trap-inside.wasm", "-e wazero -e wazero:interpreter trap-inside.wasm",
		"noop.wasm -m noop", "noop.wasm -m noop -o nothing.jsonl",
	} {
		r := sightglass(t, "", append(strings.Fields("benchmark -p 2 -i 1"), strings.Fields(args)...)...)
		if want := exitFailed; strings.Contains(args, "-m noop") {
			want = 0
			if !strings.Contains(r.stdout, "no events recorded; 2 processes completed\n") {
				t.Errorf("%s: %+v", args, r)
			}
		} else if r.code != want || i != 3 && !strings.Contains(r.stdout+r.stderr, "Kept in ") {
			t.Errorf("%s: %+v", args, r)
		}
		if strings.Contains(r.stdout+r.stderr, "Next: ") {
			t.Errorf("%s: %+v", args, r)
		}
		if latest, err := record.Latest(latestName); err != nil || latest != "good.jsonl" {
			t.Errorf("%s: the latest is %s, error %v", args, latest, err)
		}
	}
}
