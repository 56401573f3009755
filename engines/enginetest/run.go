package enginetest

import (
	"testing"

	"github.com/sightglass-go/sightglass/engines/enginetest/internal/isolate"
)

// run runs the cases of a suite, each as a test of its own below t.
func run(t *testing.T, s suite, known []Deviation) {
	t.Helper()
	cases := s.cases(t)
	declared := declare(t, cases, known)
	// Whether there is an engine at all; what says so might hang, too.
	opens := isolate.Case{Path: []string{"opens"}, Run: func(t *testing.T) { s.Engine(t) }}
	all := append([]isolate.Case{opens}, cases...)
	r := isolate.New(t, all)
	defer r.Close(t)
	switch got := r.Run(t, 0); got.Status {
	case isolate.Passed:
	case isolate.Skipped:
		t.Skip(got.Text)
	default:
		t.Fatalf("the engine cannot be opened, so that nothing was tried: %s", got.Text)
	}
	tree(t, all, 1, len(all), 0, func(t *testing.T, i int) {
		d, deviates := declared[all[i].ID()]
		if deviates && isolate.Inside(r) {
			t.Skipf("known deviation, not tried in this process: %s", d.Why)
		}
		got := r.Run(t, i)
		if deviates {
			d.judge(t, got)
			return
		}
		judge(t, got)
	})
}

// tree runs the cases from one index to another as tests below t, those of a group as
// tests of one test. depth is how many groups t is in.
func tree(t *testing.T, cases []isolate.Case, from, to, depth int, run func(t *testing.T, i int)) {
	for from < to {
		path := cases[from].Path
		if len(path) == depth+1 {
			t.Run(path[depth], func(t *testing.T) { run(t, from) })
			from++
			continue
		}
		end := from + 1
		for end < to && len(cases[end].Path) > depth+1 && cases[end].Path[depth] == path[depth] {
			end++
		}
		t.Run(path[depth], func(t *testing.T) { tree(t, cases, from, end, depth+1, run) })
		from = end
	}
}

// judge makes a result that of t.
func judge(t *testing.T, got isolate.Result) {
	switch {
	case got.Status == isolate.Skipped:
		t.Skip(got.Text)
	case got.Status != isolate.Passed:
		t.Error(got.Text)
	case got.Text != "":
		t.Log(got.Text)
	}
}
