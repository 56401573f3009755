package recorder

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// TestDrawnPrograms: programs are drawn evenly, each engine's by itself and the same
// for all benchmarks of a round, and the order of processes knows nothing of it.
func TestDrawnPrograms(t *testing.T) {
	const rounds = 4000
	layouts := []string{"a", "b", "c", "d"}
	plan := Plan{Seed: 7, Benchmarks: []string{"x", "y"}, Engines: []job.Engine{{Name: "own"}, {Name: "one", Programs: layouts}, {Name: "two", Programs: layouts}}}
	var counts, together [4]int
	for round := range rounds {
		first, second := plan.job(round, pair{engine: 1}, 1).Engine.Programs, plan.job(round, pair{engine: 1, benchmark: 1}, 1).Engine.Programs
		if len(first) != 1 || !slices.Equal(first, second) {
			t.Fatalf("round %d: %v, %v", round, first, second)
		}
		counts[slices.Index(layouts, first[0])]++
		other := plan.job(round, pair{engine: 2}, 1).Engine.Programs[0]
		together[(slices.Index(layouts, first[0])-slices.Index(layouts, other)+4)%4]++
		if p := plan.job(round, pair{engine: 0}, 1).Engine.Programs; p != nil {
			t.Fatal(p)
		}
	}
	// Six standard deviations of a binomial count of n with probability 1/4.
	limit := 6 * math.Sqrt(rounds*0.25*0.75)
	for i := range 4 {
		if math.Abs(float64(counts[i]-rounds/4)) > limit || math.Abs(float64(together[i]-rounds/4)) > limit {
			t.Errorf("drawn %v times, and %v that far apart; want %d", counts, together, rounds/4)
		}
	}
	bare := plan
	bare.Engines = []job.Engine{{Name: "own"}, {Name: "one"}, {Name: "two"}}
	for round := range 5 {
		if fmt.Sprint(plan.order(round)) != fmt.Sprint(bare.order(round)) {
			t.Error("the order of processes depends on programs")
		}
	}
	if plan.hash() != bare.hash() || len(plan.differences(&bare)) > 0 {
		t.Error("paths of programs are part of a plan's identity")
	}
}

// TestKeptPrograms: a header lists the modules that matter.
func TestKeptPrograms(t *testing.T) {
	dep := func(path, version string) record.Dependency { return record.Dependency{Path: path, Version: version} }
	replaced := record.Dependency{Path: "replaced", Replace: &record.Dependency{Path: "../r"}}
	a := record.Program{SHA256: "a", Dependencies: []record.Dependency{dep(module, "v1"), dep("engine", "v1"), dep("plot", "v1"), dep("sys", "v1"), replaced}}
	b := record.Program{SHA256: "b", Dependencies: []record.Dependency{dep(module, "v1"), dep("plot", "v1"), dep("sys", "v2"), dep("gonum", "v1")}}
	list := []record.Engine{{Name: "e", Module: "engine"}, {Name: "stranger"}}
	paths := func(p record.Program) (s []string) {
		for _, d := range p.Dependencies {
			s = append(s, d.Path)
		}
		return s
	}
	both, alone := kept([]record.Program{a, b}, list), kept([]record.Program{b}, list)
	for got, want := range map[string]string{
		fmt.Sprint(paths(both[0])):                           fmt.Sprint([]string{module, "engine", "sys", "replaced"}),
		fmt.Sprint(paths(both[1])):                           fmt.Sprint([]string{module, "sys"}),
		fmt.Sprint(paths(alone[0])):                          fmt.Sprint([]string{module}),
		fmt.Sprint(len(a.Dependencies), len(b.Dependencies)): "5 4", // its input is as it was
	} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// TestAboutPrograms: what differs between programs is said once for each engine, and
// engines without a version to go by are named.
func TestAboutPrograms(t *testing.T) {
	s := job.Setup{
		Programs: []record.Program{
			{SHA256: "a", Go: "go1.26"},
			{SHA256: "c", Go: "go1.26", Dependencies: []record.Dependency{{Path: "m", Version: "v1", Replace: &record.Dependency{Path: "m", Version: "v0.9.0"}}}},
			{SHA256: "b", Go: "go1.25", Revision: "r", Modified: true, Dependencies: []record.Dependency{{Path: "m", Version: "v1", Replace: &record.Dependency{Path: "../m"}}}},
		},
		Engines: []record.Engine{
			{Name: "x", Module: "m", Programs: []string{"a"}}, {Name: "y", Flags: "f", Module: "m", Programs: []string{"b"}}, {Name: "z", Programs: []string{"a", "a"}},
			{Name: "folder", Version: "/m (r, with uncommitted changes)", Module: "m", Programs: []string{"b"}},
			{Name: "version", Version: "v0.9.0", Module: "m", Programs: []string{"c"}},
		},
	}
	aboutPrograms(&s)
	want := []string{
		"x and y:f: their programs differ by more than the engine: Go version go1.26, go1.25",
		"y:f: its program was built from revision r with changes that were not committed",
		"z: of its 2 programs only 1 differ, so that a layout is drawn more often than others",
		"x and folder: their programs differ by more than the engine: Go version go1.26, go1.25",
		"folder: its program was built from revision r with changes that were not committed",
	}
	if !slices.Equal(s.Warnings, want) || !slices.Equal(s.Notes, []string{"y:f: m is v1 replaced by ../m", "folder: m is /m (r, with uncommitted changes)"}) {
		t.Errorf("%s\n%s", strings.Join(s.Warnings, "\n"), s.Notes)
	}
	one := job.Setup{Programs: []record.Program{{SHA256: "a", Modified: true}}, Engines: []record.Engine{{Name: "x"}}}
	if aboutPrograms(&one); len(one.Warnings)+len(one.Notes) > 0 {
		t.Errorf("one program: %q %q", one.Warnings, one.Notes)
	}
}
