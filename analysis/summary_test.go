package analysis

import (
	"math"
	"testing"

	"github.com/sightglass-go/sightglass/measure/record"
)

func TestSummary(t *testing.T) {
	s := Summarize(Group([]record.Row{
		row("w", "a", 1, 0, 4), row("w", "a", 1, 1, 1), row("w", "a", 2, 0, 5), row("w", "a", 3, 0, 6), row("w", "a", 3, 1, 5), row("w", "a", 3, 2, 9),
	}))[0]
	// By hand; the standard deviation is Python's statistics.stdev.
	want := Summary{Key: KeyOf(row("w", "a", 0, 0, 0)), N: 6, Processes: 3, MinIterations: 1, MaxIterations: 3,
		Min: 1, Max: 9, Median: 5, Mean: 5, MeanDeviation: 10.0 / 6, Q1: 4.25, Q3: 5.75,
		StdDev: 2.6076809620810595, CV: 2.6076809620810595 / 5}
	if s != want {
		t.Errorf("got\n%+v\nwant\n%+v", s, want)
	}
}

func TestSummaryOfLittle(t *testing.T) {
	one := Summarize(Group([]record.Row{row("w", "a", 1, 3, 4)}))[0]
	if one.N != 1 || one.Median != 4 || one.MeanDeviation != 0 || !math.IsNaN(one.StdDev) || !math.IsNaN(one.CV) {
		t.Errorf("%+v", one)
	}
	zero := Summarize(Group([]record.Row{row("w", "a", 1, 0, 0), row("w", "a", 2, 0, 0)}))[0]
	if zero.StdDev != 0 || !math.IsNaN(zero.CV) {
		t.Errorf("%+v", zero)
	}
	none := (&Series{}).Summary()
	if none.N != 0 || !math.IsNaN(none.Mean) || !math.IsNaN(none.Median) || !math.IsNaN(none.Q1) {
		t.Errorf("%+v", none)
	}
}

func TestFlagsHidden(t *testing.T) {
	a, b, c := row("w", "a", 1, 0, 1), row("w", "a", 1, 0, 1), row("v", "a", 1, 0, 1)
	b.EngineFlags = "-O 2"
	got := FlagsHidden(Summarize(Group([]record.Row{b, a, c})))
	if len(got) != 1 || got[0].Error() != `w was recorded with the flags "" and "-O 2", which have a line each and no column here: use summarize to tell them apart` {
		t.Errorf("%v", got)
	}
}
