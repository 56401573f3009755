package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/history"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// hostile is what a label, a name of an engine or a benchmark may hold.
const hostile = "@all | [x](javascript:1) <img src=x>\n### h `code` \u202e"

// nights are recordings, one a night, of four benchmarks: from the 13th on one is a
// quarter slower, and its fuel is 2% more; from the newest on another is half as fast.
func nights(t *testing.T, n int, name func(day int) string) *history.History {
	t.Helper()
	var list []history.Recording
	for day := 1; day <= n; day++ {
		var b analysis.Builder
		b.Header(record.Header{Started: time.Date(2026, 1, day, 2, 0, 0, 0, time.UTC), Labels: map[string]string{"commit": name(day)},
			Events:  []measure.Event{measure.Cycles, measure.Fuel},
			Engines: []record.Engine{{Name: "wazero", Engine: "wazero", Version: fmt.Sprint("v1.", day/13)}},
			Machine: record.Machine{OS: "linux", Kernel: "6.1", Arch: "x86_64", CPU: "Some CPU", CPUs: 4, Fingerprint: "0123456789abcdef"}})
		for p := range 10 {
			wobble := uint64((day*7+p*3)%11) * 1000 // repeatable, and without any trend
			for k, wasm := range []string{"suite/same.wasm", "suite/slow.wasm", "suite/last.wasm", "suite/" + name(0) + ".wasm"} {
				count, fuel := uint64(1_000_000)+wobble, uint64(5000)
				if k == 1 && day >= 13 {
					count, fuel = count*5/4, 5100
				}
				if k == 2 && day == n {
					count *= 2
				}
				b.Add(record.Row{Arch: "x86_64", Engine: "wazero", Wasm: wasm, Process: uint64(100*day + p), Phase: measure.Execution, Event: "cycles", Count: count})
				b.Add(record.Row{Arch: "x86_64", Engine: "wazero", Wasm: wasm, Process: uint64(100*day + p), Phase: measure.Execution, Event: "fuel", Count: fuel})
			}
		}
		list = append(list, history.Recording{Name: fmt.Sprintf("%02d.jsonl", day), Data: b.Data()})
	}
	h, err := history.Build(list, history.Options{By: "commit"})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func issueOf(t *testing.T, h *history.History) (*Issue, bool) {
	t.Helper()
	out, err := history.Gate{}.Judge(h)
	if err != nil {
		t.Fatal(err)
	}
	commits, err := ParseCommitURL("https://git.example/commit/{commit}")
	if err != nil {
		t.Fatal(err)
	}
	return NewIssue(h, out, IssueOptions{Commits: commits, Commands: func(r *history.Regression) []IssueCommand {
		since := r.Since()
		return []IssueCommand{{"the two recordings", "compare " + h.Points[since.From].Name + " " + h.Points[since.To].Name}}
	}})
}

func TestIssue(t *testing.T) {
	h := nights(t, 24, func(day int) string { return fmt.Sprintf("c0ffee%02d", day) })
	i, ok := issueOf(t, h)
	if !ok {
		t.Fatal("there is no issue")
	}
	golden(t, "issue.md", render(t, func(w io.Writer) error { return i.Write(w, IssueMarkdown) }), true)
	var parts map[string]json.RawMessage
	var regressions []map[string]json.RawMessage
	text := render(t, func(w io.Writer) error { return i.Write(w, IssueJSON) })
	if err := errors.Join(json.Unmarshal([]byte(text), &parts), json.Unmarshal(parts["regressions"], &regressions)); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	for got, want := range map[string]string{
		strings.Join(slices.Sorted(maps.Keys(parts)), " "):          "body commands judged kind machines recordings regressions title unseen",
		strings.Join(slices.Sorted(maps.Keys(regressions[0])), " "): "arch before benchmark beware change engine event interval p phase ratio recordings_before recordings_since since",
		string(regressions[0]["interval"]):                          "null",
		string(regressions[2]["p"]):                                 "null",
		string(parts["title"]):                                      `"3 open regressions, the worst: last.wasm: Execution 2.00x slower on wazero since c0ffee24"`,
	} {
		if got != want {
			t.Errorf("in JSON: %s, want %s", got, want)
		}
	}
	// The recordings were made so: twice as slow, a quarter slower, 2% more fuel.
	want := []struct {
		wasm, event, since string
		ratio              float64
		exact, beware      bool
	}{{"suite/last.wasm", "cycles", "c0ffee24", 2, false, true}, {"suite/slow.wasm", "cycles", "c0ffee13", 1.25, false, true}, {"suite/slow.wasm", "fuel", "c0ffee13", 1.02, true, true}}
	if len(i.Regressions) != len(want) {
		t.Fatalf("%+v", i.Regressions)
	}
	for k, r := range i.Regressions {
		w := want[k]
		if r.Benchmark != w.wasm || r.Event != w.event || r.Since.Commit != w.since || *r.Ratio < w.ratio*0.99 || *r.Ratio > w.ratio*1.01 || (r.P == nil) != w.exact || (len(r.Beware) > 0) != w.beware {
			t.Errorf("%+v, want %+v", r, w)
		}
	}
	if err := i.Write(io.Discard, "html"); err == nil {
		t.Error("an unknown format is written")
	}
	full := errors.New("disk full")
	if err := i.Write(failing{full}, IssueMarkdown); !errors.Is(err, full) {
		t.Errorf("error %v, want the writer's", err)
	}
}

// TestNoIssue: of nothing there is no text that could be taken for a regression.
func TestNoIssue(t *testing.T) {
	h := nights(t, 12, func(day int) string { return fmt.Sprint("c", day) })
	out, err := history.Gate{Newest: 1}.Judge(h)
	if err != nil {
		t.Fatal(err)
	}
	out.Worse = nil
	if i, ok := NewIssue(h, out, IssueOptions{}); ok || i != nil {
		t.Errorf("%+v", i)
	}
}

// TestHostileIssue: what is in a recording is text in an issue: no mention, no markup, no
// line of its own, and no end of the block of commands.
func TestHostileIssue(t *testing.T) {
	h := nights(t, 24, func(day int) string { return hostile + fmt.Sprint(day) })
	out, err := history.Gate{}.Judge(h)
	if err != nil {
		t.Fatal(err)
	}
	i, _ := NewIssue(h, out, IssueOptions{Commands: func(*history.Regression) []IssueCommand {
		return []IssueCommand{{"x\n```\n# @all", "echo ```\n```\n<script>"}}
	}})
	if strings.ContainsAny(i.Title, "\n\u202e") {
		t.Errorf("the title is %q", i.Title)
	}
	body, commands, _ := strings.Cut(render(t, func(w io.Writer) error { return i.Write(w, IssueMarkdown) }), "````sh\n")
	for _, no := range []string{"\n### h", "\u202e", "<img", " @all", " [x]", "| [x]"} {
		if strings.Contains(body, no) {
			t.Errorf("it holds %q:\n%s", no, body)
		}
	}
	if lines := strings.Split(strings.TrimSpace(commands), "\n"); len(lines) != 3 || lines[2] != "````" {
		t.Errorf("the commands are %q", lines)
	}
	var again Issue
	if err := json.Unmarshal([]byte(render(t, func(w io.Writer) error { return i.Write(w, IssueJSON) })), &again); err != nil || again.Title != i.Title {
		t.Errorf("%v: %q", err, again.Title)
	}
}
