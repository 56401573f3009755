package main

import (
	"bytes"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/analysis"
)

// TestFigures runs the whole program with few replications. The bounds are
// loosened by the binomial error of fewer replications, see Figure.
func TestFigures(t *testing.T) {
	if testing.Short() {
		t.Skip("simulates every cell, for minutes under the race detector: run without -short")
	}
	n := "400"
	if os.Getenv("SIGHTGLASS_TESTS") == "" {
		n = "60"
	}
	var out bytes.Buffer
	ok, err := run([]string{"-replications", n, "-seed", "2"}, &out)
	if err != nil {
		t.Fatal(err)
	}
	if !ok {
		t.Error("a figure misses its bound")
	}
	if lines := strings.Count(out.String(), "\n"); lines != 152 {
		t.Errorf("%d lines, want a header and 151 figures", lines)
	}
	t.Log("\n" + out.String())
}

func TestSameSeedSameTable(t *testing.T) {
	table := func() string {
		var out bytes.Buffer
		if _, err := run([]string{"-replications", "40", "-cells", "tails,stopping"}, &out); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	if a, b := table(), table(); a != b {
		t.Errorf("two runs differ:\n%s\n%s", a, b)
	}
}

// TestWrongMethodsFail makes sure that the bounds can tell: the figures of
// methods that are known to be wrong must not pass.
func TestWrongMethodsFail(t *testing.T) {
	for _, f := range []Figure{
		{Name: "pooled Welch", Value: control().run(400, 1)[0].Value, Bound: 0.015, Replications: 400},
		{Name: "first p below 1%", Value: 0.074, Bound: 0.013, Replications: 400},
		{Name: "benchmarks as the sample", Value: 0.49, Bound: 0.94, AtLeast: true, Replications: 400},
	} {
		if f.Pass() {
			t.Errorf("passes: %v", f)
		}
	}
}

func TestLoosened(t *testing.T) {
	f := Figure{Bound: 0.015, Replications: fullReplications}
	if f.Loosened() != 0.015 {
		t.Errorf("the bound of a full run is %v", f.Loosened())
	}
	f.Replications = 400
	// By hand: 3 sqrt(.015 .985) (1/20 - 1/63.2456) = 0.0124671.
	if got := f.Loosened() - 0.015; got < 0.012467 || got > 0.0124673 {
		t.Errorf("loosened by %v", got)
	}
}

// TestWorld checks the generator against the intraclass correlation that it
// is meant to have.
func TestWorld(t *testing.T) {
	for _, tt := range []struct {
		between float64
		icc     float64
	}{{0.01, 0.5}, {0.03, 0.9}, {0, 0}} {
		w := noisy(400, 10)
		w.Between = tt.between
		sum := 0.0
		const n = 5
		for seed := range uint64(n) {
			arms := w.record(rand.New(rand.NewPCG(seed, 0)))
			sum += analysis.DiagnoseSeries(arms[candidate], 0).Clustering.ICC
		}
		if got := sum / n; got < tt.icc-0.03 || got > tt.icc+0.03 {
			t.Errorf("between %v: ICC %v, want %v", tt.between, got, tt.icc)
		}
	}
}

// TestEverChanged: the looks that everChanged leaves out would have seen nothing.
// The oracle is looking at all of them with a Sequence.
func TestEverChanged(t *testing.T) {
	const rounds = 40
	found := 0
	for seed := range uint64(40) {
		w := noisy(rounds, 1)
		if w.Draw = twoModes; seed%2 == 0 {
			w.Draw, w.Effect = nil, 0.008 // seen in about half of the cases
		}
		arms := w.record(rand.New(rand.NewPCG(seed, 3)))
		s, err := analysis.NewSequence(everyDifference, rounds)
		if err != nil {
			t.Fatal(err)
		}
		want := false
		for s.Rounds() > 0 && !want {
			if _, err := s.Look(data(arms, s.Rounds())); err != nil {
				t.Fatal(err)
			}
			want = s.Result().Comparisons[0].Verdict == analysis.Changed
		}
		if got := everChanged(arms); got != want {
			t.Errorf("seed %d: %v, and looking after each round: %v", seed, got, want)
		}
		if want {
			found++
		}
	}
	if found < 5 || found > 35 {
		t.Errorf("%d of 40 found: the test cannot tell", found)
	}
}

// TestNamedCells: a command in a document selects cells.
func TestNamedCells(t *testing.T) {
	found := 0
	for _, file := range []string{"../RATIONALE.md", "../VERDICTS.md", "../history/RATIONALE.md", "main.go"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`simulate [^\x60\n]*-cells ('[^']*'|[^\s\x60]+)`).FindAllStringSubmatch(string(text), -1) {
			found++
			if words := strings.Trim(m[1], "'"); !slices.ContainsFunc(allCells(), func(c cell) bool { return selected(c.name, words) }) {
				t.Errorf("%s: no cell has %q in its name", file, words)
			}
		}
	}
	if found < 5 {
		t.Errorf("%d commands", found)
	}
}

func TestRefuses(t *testing.T) {
	for _, args := range [][]string{{"-replications", "0"}, {"-cells", "nonsense"}, {"-what"}} {
		if _, err := run(args, new(bytes.Buffer)); err == nil {
			t.Errorf("%v is accepted", args)
		}
	}
}
