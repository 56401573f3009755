package analysis

import (
	"fmt"
	"math"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/analysis/internal/stat"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/words"
)

// verdictsPage returns VERDICTS.md without its sources, and the drawing in it.
func verdictsPage(t *testing.T) (text, drawing string) {
	page, err := os.ReadFile("VERDICTS.md")
	if err != nil {
		t.Fatal(err)
	}
	text, _, found := strings.Cut(string(page), "\n## Sources")
	parts := strings.Split(text, "```\n")
	if !found || len(parts) != 3 {
		t.Fatalf("VERDICTS.md has %d parts about its drawing, and sources: %v", len(parts), found)
	}
	return parts[0] + parts[2], parts[1]
}

// TestVerdictsPage: each figure on the page is the code's. What is claimed below is
// taken out of the page, and no digit may be left.
func TestVerdictsPage(t *testing.T) {
	text, _ := verdictsPage(t)
	text = strings.Join(strings.Fields(text), " ")
	o, err := Options{}.Resolve()
	if err != nil {
		t.Fatal(err)
	}
	level := func(x float64) string { return words.Level(x) }
	few, tested := 0, 0 // rounds without a verdict, and with one by Student's t
	for n := 1; n <= len(goldenA); n++ {
		switch c := golden(t, n); {
		case c.Interval == nil && c.Verdict == Unsure:
			few = n
		case c.Method == MethodPairedT:
			tested = n
		case c.Method != MethodHodgesLehmann:
			t.Errorf("%d rounds: %v", n, c.Method)
		}
	}
	all, three := golden(t, 12), golden(t, 3)
	interval := func(c Comparison) string {
		return fmt.Sprintf("%.6f to %.6f, p %.6g", c.Interval.Low, c.Interval.High, *c.P)
	}
	ordered := 2 // values of which the order is tested
	for x := []float64{1, 2}; ; ordered++ {
		if _, ok := stat.TestOrder(x); ok {
			break
		}
		x = append(x, math.Sin(float64(len(x))))
	}
	gate, _ := Gate{}.Judge(&Result{})
	steady := [][]float64{{1, 0, 0, 0}, {1, 0, 0, 0}, {1, 0, 0, 0}}
	for _, claim := range []string{
		fmt.Sprintf("it is off by more than %s", level(math.Expm1(stat.DetectWarmup(steady).Threshold))),
		fmt.Sprintf("| %d, %d | a ratio, and unsure |", few-1, few),
		fmt.Sprintf("| %d to %d | mean of z, Student's t |", few+1, tested),
		fmt.Sprintf("| %d and more | Hodges-Lehmann", tested+1),
		fmt.Sprintf("A = %s and B = %s,", listed(goldenA), listed(goldenB)),
		fmt.Sprintf("the ratio of all %d is %.6f, its %s interval %s;", all.Rounds, *all.Ratio, level(all.Interval.Level), interval(all)),
		fmt.Sprintf("of the first three %.6f, %s.", *three.Ratio, interval(three)),
		fmt.Sprintf("below %d steps", manyTicks),
		zeroExample(t),
		"A clock that counts 0 measured nothing", // TestStoppedClock
		fmt.Sprintf("a noise threshold of %s, the %s interval (=) and the %s interval in it (#)", level(o.NoiseThreshold), level(1-o.Alpha), level(1-2*o.Beta)),
		fmt.Sprintf("Fewer than %d rounds carry `few-rounds`", GateRounds),
		fmt.Sprintf("If its %s interval", level(meanLevel)),
		fmt.Sprintf("A sound machine passes in %s of cases; fewer than %d rounds do not decide", level(1-3*selfcheckLevel), GateRounds),
		fmt.Sprintf("as likely as not and %s likely", level(stat.GoodChance)),
		fmt.Sprintf("Nothing is said above %d.", stat.MostMoreRounds),
		fmt.Sprintf("a note says so below %s of what is shown", level(muchShrunken)),
		fmt.Sprintf("Reports expect %s of what they call changed to be false", level(o.FalseDiscovery)),
		fmt.Sprintf("*any* false alarm at %s (Holm)", level(gate.level)),
		fmt.Sprintf("needs %d rounds, more for many benchmarks: %d for 50 of them", GateRounds, RoundsForGate(50)),
		fmt.Sprintf("each round from %d on, up to %d by default", FirstLook, DefaultMostRounds),
		fmt.Sprintf("changed for nothing is %s in all", level(o.Alpha)),
		fmt.Sprintf("at %s that takes %d recordings. At most %s", level(o.Alpha), stat.LeastValues(o.Alpha), level(o.FalseDiscovery)),
		fmt.Sprintf("from %d rounds on", ordered),
		fmt.Sprintf("A p value below %s makes a caveat", level(suspicious)),
		fmt.Sprintf("errs somewhat more often than %s", level(o.Alpha)), // "5 looking 400 times, two modes" in analysis/simulate
	} {
		if !strings.Contains(text, claim) {
			t.Errorf("the page does not say: %s", claim)
		}
		text = strings.ReplaceAll(text, claim, "")
	}
	if left := regexp.MustCompile(`.{0,30}\d.{0,30}`).FindAllString(text, -1); len(left) > 0 {
		t.Errorf("figures that no test holds: %q", left)
	}
	codes := []string{roundsAssumed, Confounded, fewRounds, belowThreshold, PoolingInvalid, NotSteady}
	for _, m := range regexp.MustCompile("`([a-z]+(?:-[a-z]+)+)`").FindAllStringSubmatch(text, -1) {
		if !slices.Contains(codes, m[1]) {
			t.Errorf("%s is not a caveat's code", m[1])
		}
	}
}

func listed(x []float64) string {
	var all []string
	for _, v := range x {
		all = append(all, fmt.Sprint(v))
	}
	return strings.Join(all, ", ")
}

// golden compares the first n rounds of the golden vector.
func golden(t *testing.T, n int) Comparison {
	a, b := seriesOf("a", goldenA[:n]), seriesOf("b", goldenB[:n])
	InRounds(a, b)
	c, err := CompareSeries(a, b, cycles, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func zeroExample(t *testing.T) string {
	a, b := seriesOf("a", make([]float64, 12)), seriesOf("b", make([]float64, 12))
	for i := range b.processes {
		b.processes[i].Counts = []uint64{800_001}
	}
	InRounds(a, b)
	c, err := CompareSeries(a, b, measure.Fuel, Options{})
	if err != nil || c.Verdict != Changed {
		t.Errorf("from nothing: %v, %v", c, err)
	}
	return fmt.Sprintf("it reads \"%s\"", strings.TrimSuffix(c.fromTo(), " "+measure.Fuel.Unit))
}

// TestVerdictsLinked: those who see a verdict find the page.
func TestVerdictsLinked(t *testing.T) {
	const page = "analysis/VERDICTS.md"
	for file, link := range map[string]string{
		"../README.md":                              "](" + page + ")",
		"report/html/report.gohtml":                 "https://github.com/sightglass-go/sightglass/blob/main/" + page,
		"../examples/sightglass/command/compare.go": "https://github.com/sightglass-go/sightglass/blob/main/" + page,
	} {
		if text, err := os.ReadFile(file); err != nil || !strings.Contains(string(text), link) {
			t.Errorf("%s does not name %s (%v)", file, link, err)
		}
	}
}

// TestVerdictsDrawing: the verdict written beside each pair of intervals that the page
// draws is the one that they have.
func TestVerdictsDrawing(t *testing.T) {
	_, drawing := verdictsPage(t)
	lines := strings.Split(strings.TrimRight(drawing, "\n"), "\n")
	axis := lines[1]
	zero := strings.IndexByte(axis, '+')
	delta := float64(strings.LastIndexByte(axis, '|') - zero)
	seen := map[string]bool{}
	for _, line := range lines[2:] {
		bar, words := line[:38], line[38:]
		// Where an interval crosses a mark, the mark is drawn.
		ends := func(of string) stat.Interval {
			return stat.Interval{Low: float64(strings.IndexAny(bar, of) - zero), High: float64(strings.LastIndexAny(bar, of) - zero)}
		}
		j := stat.Limits{Delta: delta, Alpha: 0.01, Beta: 0.05}.Judge(drawnInterval{ends("=#"), ends("#")})
		want := "unsure"
		switch {
		case j.NotChanged && j.Small:
			want = "not changed, \"below-threshold\""
		case j.NotChanged:
			want = "not changed: "
		case j.Changed && j.Clear:
			want = "changed, all of it beyond"
		case j.Changed:
			want = "changed: "
		}
		if !strings.HasPrefix(strings.TrimSpace(words), want) {
			t.Errorf("%s\nis %s", line, want)
		}
		seen[want] = true
	}
	if len(seen) != 5 {
		t.Errorf("%d kinds of verdicts are drawn, want 5", len(seen))
	}
}

// drawnInterval is a Location with the interval at 99% and that at 90%.
type drawnInterval struct{ wide, narrow stat.Interval }

func (d drawnInterval) Value() float64     { return (d.wide.Low + d.wide.High) / 2 }
func (d drawnInterval) P() (float64, bool) { return 0, false }
func (d drawnInterval) Interval(alpha float64) (stat.Interval, bool) {
	if alpha < 0.05 {
		return d.wide, true
	}
	return d.narrow, true
}
