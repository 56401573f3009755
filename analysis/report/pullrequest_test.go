package report

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// unsteady stands for counts of which either engine's is higher in every other round.
const unsteady = 7777

// fuelOf compares exact counts of two engines, of which the second has so many more
// than 1000.
func fuelOf(t *testing.T, rounds uint64, more map[string]int) *analysis.Result {
	t.Helper()
	var b analysis.Builder
	if err := b.Begin(record.Header{Events: []measure.Event{measure.Fuel}, Work: new(record.Work), FirstProcess: 1,
		Engines: []record.Engine{{Name: "base"}, {Name: "head"}}}); err != nil {
		t.Fatal(err)
	}
	for round := range rounds {
		for wasm, n := range more {
			for i, engine := range []string{"base", "head"} {
				count := uint64(1000 + n*i)
				if n == unsteady {
					count = 1000 + 100*((round+uint64(i))%2)
				}
				if err := b.Write(record.Row{Arch: "x86_64", Engine: engine, Wasm: wasm, Process: 1 + round, Phase: measure.Execution, Event: "fuel", Count: count}); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	r, err := analysis.Compare(b.Snapshot(), analysis.Options{Gate: true, Anytime: true})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func pullRequest(first, again *analysis.Result) *PullRequest {
	return &PullRequest{Name: "linux", Base: "0123456789ab, where it left main", Head: "ba9876543210", First: first, Again: again, Twice: again != nil,
		Verdict: "gate: says this", Link: "https://example.com/runs/1"}
}

func TestPullRequest(t *testing.T) {
	first := fuelOf(t, 8, map[string]int{"d/a.wasm": 200, "d/b.wasm": 150, "d/c.wasm": 120, "d/better.wasm": -100, "d/unsure.wasm": unsteady, "d/same.wasm": 0})
	again := fuelOf(t, 8, map[string]int{"d/a.wasm": 200, "d/b.wasm": unsteady, "d/c.wasm": 0})
	text, err := pullRequest(first, again).Markdown(65536)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "pullrequest.md", text, true)
	if !strings.HasPrefix(text, "<!-- sightglass:linux -->\n") {
		t.Errorf("no mark: %.100s", text)
	}
	lost := pullRequest(first, nil)
	lost.Twice = true
	nothing := pullRequest(nil, nil)
	nothing.Verdict = "it does not build:\n# m\n./a.go:1: ```\x1b[2K <b>"
	for what, tt := range map[string]struct {
		p    *PullRequest
		want []string
		not  string
	}{
		"not recorded again":            {pullRequest(first, nil), []string{": 3 worse and the mean worse, 1 better, 1 unsure, 1 not changed\n"}, "recorded again"},
		"a second recording was lost":   {lost, []string{": 3 perhaps worse and the mean perhaps worse, 1 better"}, "**Worse"},
		"too few rounds for a gate":     {pullRequest(fuelOf(t, 5, map[string]int{"a.wasm": 200}), nil), []string{": 1 unsure"}, "**Worse"},
		"nothing but an error":          {nothing, []string{"linux: nothing was compared\n", "````\nit does not build:\n# m\n./a.go:1: ```\\x1b[2K <b>\n````\n"}, "<details>"},
		"a result without a comparison": {pullRequest(new(analysis.Result), nil), []string{"linux: nothing was compared\n"}, "**"},
	} {
		text, err := tt.p.Markdown(65536)
		if err != nil {
			t.Errorf("%s: %v", what, err)
		}
		for _, want := range tt.want {
			if !strings.Contains(text, want) {
				t.Errorf("%s: want %q in\n%s", what, want, text)
			}
		}
		if strings.Contains(text, tt.not) {
			t.Errorf("%s: %q in\n%s", what, tt.not, text)
		}
	}
}

// TestPullRequestFits: what matters is left, what was left out is named, and nothing
// that was opened is cut off.
func TestPullRequestFits(t *testing.T) {
	many := map[string]int{}
	for i := range 600 {
		many[fmt.Sprintf("%03d%s|`<b>.wasm", i, strings.Repeat("name", 40))] = 110 + i
	}
	p := pullRequest(fuelOf(t, 8, many), nil)
	for _, tt := range []struct {
		limit int
		want  []string
	}{
		{10_000_000, []string{"<summary>All numbers</summary>"}},
		{65536, []string{"There was no room here", ": 600 worse and the mean worse", "more\n", "/runs/1"}},
		{2000, []string{"There was no room here", ": 600 worse and the mean worse", "and 598 more\n", "\n\nand", "/runs/1"}},
	} {
		text, err := p.Markdown(tt.limit)
		if err != nil || len(text) > tt.limit || strings.Count(text, "<details>") != strings.Count(text, "</details>") {
			t.Errorf("%d: %d bytes, %v", tt.limit, len(text), err)
		}
		for _, want := range tt.want {
			if !strings.Contains(text, want) {
				t.Errorf("%d: want %q in\n%.3000s", tt.limit, want, text)
			}
		}
		if strings.Contains(text, "<b>") {
			t.Errorf("%d: markup of a name", tt.limit)
		}
	}
}

// TestValidName: no name ends the comment that the mark is.
func TestValidName(t *testing.T) {
	for name, ok := range map[string]bool{
		"linux": true, "wazero (ubuntu-24.04, amd64)": true, "a/b.c_d": true,
		"": false, "a--b": false, "a>": false, "a\nb": false, " a": false, "ü": false, strings.Repeat("x", 101): false, "-->": false,
	} {
		if err := ValidName(name); (err == nil) != ok || err != nil && !errors.Is(err, ErrMark) {
			t.Errorf("%q: %v", name, err)
		}
	}
}
