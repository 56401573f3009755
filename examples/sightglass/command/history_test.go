package command

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// A night is one recording of a test's history.
type night struct {
	started  time.Time
	commit   string
	machine  string
	version  string
	workload string
	slow     map[string]float64 // how much as long a benchmark takes
}

// write writes it, eight processes of each benchmark, which differ by a little.
func (n night) write(t *testing.T, file string) {
	t.Helper()
	mkdir(t, filepath.Dir(file))
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	w := record.NewWriter(f, record.JSONL)
	day := uint64(n.started.YearDay())
	h := record.Header{Format: record.FormatVersion, Started: n.started, Seed: day, FirstProcess: 100 * day, Labels: map[string]string{"commit": n.commit},
		Machine: record.Machine{OS: "linux", Arch: "x86_64", Fingerprint: n.machine}, Events: []measure.Event{measure.Cycles},
		Engines: []record.Engine{{Name: "wazero", Engine: "wazero", Version: n.version}}}
	h.Work = &record.Work{SmallWorkload: n.workload == "small"}
	if err := w.Begin(h); err != nil {
		t.Fatal(err)
	}
	for p := range uint64(8) {
		for _, wasm := range slices.Sorted(maps.Keys(n.slow)) {
			count := 1_000_000*n.slow[wasm] + float64((day*7+p*3)%11)*1000
			if err := w.Write(record.Row{Arch: "x86_64", Engine: "wazero", Wasm: wasm, Process: 100*day + p, Phase: measure.Execution, Event: "cycles", Count: uint64(count)}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// nights writes n recordings into past, the last made an hour ago, and change has its
// way with each. They are called by letters that are not in the order of time.
func nights(t *testing.T, n int, change func(i int, n *night)) {
	t.Helper()
	t.Chdir(t.TempDir())
	last := time.Now().Add(-time.Hour).Truncate(time.Second)
	for i := range n {
		made := night{last.AddDate(0, 0, i+1-n), fmt.Sprintf("c0ffee%02d", i), "one", "v1.9.0", "", map[string]float64{"same.wasm": 1, "slow.wasm": 1}}
		change(i, &made)
		made.write(t, filepath.Join("past", fmt.Sprintf("%c.jsonl", 'a'+(i*7)%26)))
	}
}

func slowerFrom(at int) func(int, *night) {
	return func(i int, n *night) {
		if i >= at {
			n.slow["slow.wasm"], n.version = 1.3, "v1.10.0"
		}
	}
}

// TestHistoryGate: exit codes of the nightly job, and whether there is an issue afterwards.
func TestHistoryGate(t *testing.T) {
	const job = "history --by commit --fail-on changed-worse --issue issue.md --max-age 30h past"
	for _, tt := range []struct {
		name   string
		change func(i int, n *night)
		code   int
		err    string
		issue  bool
	}{
		{"nothing", slowerFrom(99), 0, "gate --fail-on changed-worse: open: none of 2 series has an open regression", false},
		{"slower", slowerFrom(8), exitFailed, "closed: 1 open regression among 2 series; the worst is slow.wasm (wazero, Execution, cycles) since c0ffee08: 1.30x slower", true},
		{"slower and mended", func(i int, n *night) {
			if i >= 4 && i < 10 {
				n.slow["slow.wasm"] = 1.3
			}
		}, 0, "open: ", false},
		{"too few", func(i int, n *night) {
			if i >= 9 { // of another benchmark
				n.slow = map[string]float64{"new.wasm": 1}
			}
		}, exitRefuse, "it takes 10 recordings", false},
		{"one is of the future", func(i int, n *night) {
			if i == 3 {
				n.started = time.Now().AddDate(0, 0, 3)
			}
		}, exitRefuse, "which is in the future", false},
		{"the newest is missing", func(i int, n *night) { n.started = n.started.AddDate(0, 0, -2) }, exitRefuse, " old, more than 30h: the one that should have been made since is missing", false},
		{"a benchmark is gone", func(i int, n *night) {
			if i == 15 {
				delete(n.slow, "same.wasm")
			}
		}, exitRefuse, "the newest recording lacks same.wasm (wazero, Execution, cycles) (--allow-incomplete lets it decide all the same)", false},
		{"another workload", func(i int, n *night) {
			if i == 15 {
				n.workload = "small"
			}
		}, exitRefuse, "the newest recording lacks same.wasm", false},
		{"another machine", func(i int, n *night) {
			if i >= 13 {
				n.machine = "two"
			}
		}, exitRefuse, "the newest 3 recordings are of another machine", false},
		{"slower on another machine", func(i int, n *night) {
			if i >= 8 {
				n.machine, n.slow["slow.wasm"] = "two", 1.3
			}
		}, exitRefuse, "where the machine changed, too, became worse: slow.wasm", false},
		{"twice", func(i int, n *night) {
			if i == 5 {
				n.write(t, "past/copy.jsonl")
			}
		}, exitRefuse, "of one recording, which is given twice", false},
		{"not a recording among them", func(i int, n *night) {
			if i == 0 {
				put(t, "past/notes.json", "nothing")
			}
		}, exitRefuse, "--fail-on: the gate cannot decide: not all recordings could be read: ", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			nights(t, 16, tt.change)
			put(t, "issue.md", report.IssueMark+"\nof last night")
			r := sightglass(t, "", strings.Fields(job)...)
			if r.code != tt.code || !strings.Contains(r.stderr, tt.err) {
				t.Errorf("%+v, want %d, %q", r, tt.code, tt.err)
			}
			b, err := os.ReadFile("issue.md")
			if (err == nil) != tt.issue || tt.issue && !strings.Contains(string(b), "### slow.wasm: Execution 1.30x slower on wazero since c0ffee08") {
				t.Errorf("the issue: %v, %s", err, b)
			}
		})
	}
}

// TestHistoryIssue: its commands are run as they are, and its file is nobody else's.
func TestHistoryIssue(t *testing.T) {
	nights(t, 16, slowerFrom(8))
	r := sightglass(t, "", strings.Fields("history --by commit --significance-level 0.02 --issue issue.json --commit-url https://git.example/c/{commit} past")...)
	var issue report.Issue
	if b, err := os.ReadFile("issue.json"); r.code != 0 || err != nil || json.Unmarshal(b, &issue) != nil || !strings.Contains(r.stderr, "wrote issue.json: slow.wasm: Execution 1.30x slower on wazero since c0ffee08") {
		t.Fatalf("%+v, %v", r, err)
	}
	if g := issue.Regressions[0]; g.Since.URL != "https://git.example/c/c0ffee08" || g.Before.Commit != "c0ffee07" {
		t.Errorf("%+v", g)
	}
	var lines []string
	for _, c := range issue.Commands {
		lines = append(lines, c.Line)
	}
	want := []string{"sightglass history --by=commit --significance-level=0.02 past", "sightglass compare past/x.jsonl past/e.jsonl",
		"sightglass ab --head=c0ffee08 --phase=execution c0ffee07 slow.wasm"}
	if !slices.Equal(lines, want) {
		t.Errorf("commands %q, want %q", lines, want)
	}
	for _, line := range lines[:2] {
		if r := sightglass(t, "", strings.Fields(line)[1:]...); r.code != 0 || !strings.Contains(r.stdout, "slower") {
			t.Errorf("%s: %+v", line, r)
		}
	}
	// The third needs a repository: its flags are right if that is all it lacks.
	if r := sightglass(t, "", strings.Fields(lines[2])[1:]...); r.code != exitRefuse || !strings.Contains(r.stderr, "run it in a clone of an engine") {
		t.Errorf("%s: %+v", lines[2], r)
	}
	// Again, over the file of before; both outputs and the exit code at once.
	if r := sightglass(t, "", strings.Fields("history past --issue issue.json -o page.html --fail-on changed-worse")...); r.code != exitFailed || strings.Count(r.stderr, "wrote ") != 2 {
		t.Errorf("%+v", r)
	}
	put(t, "mine.md", "my notes")
	for args, want := range map[string]struct {
		code int
		err  string
	}{
		"history past --issue mine.md":                                       {exitRefuse, "mine.md is not replaced: it is not an issue"},
		"history past --issue past/a.jsonl":                                  {exitRefuse, "past/a.jsonl is not replaced: it is a recording"},
		"history past --issue -":                                             {exitRefuse, "--issue needs a file of its own"},
		"history past --issue page.html -o ./page.html":                      {exitRefuse, "--issue needs a file of its own"},
		"history past --issue nosuch/issue.md":                               {exitOutput, "nosuch/issue.md"},
		"history past --issue=":                                              {exitRefuse, "--issue is empty"},
		"history past --commit-url javascript:alert({commit}) -o p.html":     {exitRefuse, "it must begin with https:// or http://"},
		"history past --commit-url https://git.example/commit/ -o p.html":    {exitRefuse, "it lacks {commit}"},
		"history past --commit-url https://git.example/{commit}":             {exitRefuse, "--commit-url would have no effect"},
		"history past/a.jsonl --issue issue.json":                            {exitRefuse, "--issue: the gate cannot decide: it takes 10 recordings"},
		"history past/a.jsonl past/h.jsonl --fail-on changed-worse":          {exitRefuse, "it takes 10 recordings"},
		"history past --newest 3 --fail-on changed-worse --issue issue.json": {0, "no issue: none of 2 series has an open regression"},
	} {
		if r := sightglass(t, "", strings.Fields(args)...); r.code != want.code || !strings.Contains(r.stderr, want.err) {
			t.Errorf("%s: %+v, want %v", args, r, want)
		}
	}
	if _, err := os.Stat("issue.json"); err == nil {
		t.Error("an issue is left of what is not worse")
	}
	if b, err := os.ReadFile("mine.md"); err != nil || string(b) != "my notes" {
		t.Errorf("%s, %v", b, err)
	}
}

// TestHistoryBy: a label that no recording has is refused: files' names would look like
// what was asked for.
func TestHistoryBy(t *testing.T) {
	t.Chdir(t.TempDir())
	for i, commit := range []string{"abc", "def"} {
		night{started: time.Date(2026, 1, 1+i, 3, 0, 0, 0, time.UTC), commit: commit, machine: "m", version: "v1", slow: map[string]float64{"a.wasm": 1}}.write(t, "past/"+commit+".jsonl")
	}
	r := sightglass(t, "", "history", "--by", "comit", "past")
	if want := `the input has no label "comit"; it has commit`; r.code != exitRefuse || r.stdout != "" || !strings.Contains(r.stderr, want) {
		t.Errorf("%+v, want %s", r, want)
	}
	if r := sightglass(t, "", "history", "--by", "commit", "past"); r.code != 0 || !strings.Contains(r.stdout+r.stderr, "abc") {
		t.Errorf("%+v", r)
	}
	if r := sightglass(t, "", "history", "past"); r.code != 0 {
		t.Errorf("%+v", r)
	}
}
