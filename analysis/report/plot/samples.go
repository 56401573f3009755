package plot

import (
	"fmt"
	"math"
	"slices"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/internal/stat"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/words"
)

// Arm is the values of one engine in a plot.
type Arm struct {
	// Name is what the plot calls it.
	Name   string
	Series *analysis.Series
	// Warm is the number of iterations at the beginning of each process that
	// the analysis left out.
	Warm int
}

// SampleOptions say what plots of values show.
type SampleOptions struct {
	// Benchmark is the name in the title.
	Benchmark string
	// Event gives the unit.
	Event measure.Event
	// Most is how many values of an arm are drawn, all if 0. With more there,
	// every k-th in the order of time is, with the smallest and the largest;
	// the plot says so.
	Most int
	// Width is that of the drawing in pixels, 640 if 0, at most MaxWidth.
	Width float64
}

type kind int

const (
	ordinary kind = iota
	warm
	outlier
	kinds
)

// A sample is one value that is drawn.
type sample struct {
	process, index int // in processes, in its Counts
	count          uint64
	kind           kind
}

// samples is what is drawn of an arm.
type samples struct {
	Arm
	drawn     []sample
	total     int
	every     int          // 1 if all are drawn
	medians   []float64    // of processes, without the warm prefix; NaN for none
	odd       map[int]bool // processes that are outliers
	processes []analysis.Process
	skip      int // every skip-th process has its median drawn
	low, high float64
}

func newSamples(a Arm, most int) samples {
	a.Name = quote.Name(a.Name)
	s := samples{Arm: a, total: a.Series.Len(), every: 1, skip: 1, odd: map[int]bool{}, processes: a.Series.Processes()}
	if most > 0 && s.total > most {
		s.every = (s.total + most - 1) / most
	}
	if n := len(s.processes); most > 0 && n > most {
		s.skip = (n + most - 1) / most
	}
	labels := a.Series.Outliers(a.Warm, s.total)
	for _, p := range labels.Processes {
		s.odd[p] = true
	}
	odd := make(map[[2]int]bool, len(labels.First))
	for _, o := range labels.First {
		odd[[2]int{o.Process, o.Iteration}] = true
	}
	least, largest := sample{count: math.MaxUint64}, sample{}
	n := 0
	var scratch []uint64
	for p := range s.processes {
		counts := s.processes[p].Counts
		for i, c := range counts {
			v := sample{p, i, c, ordinary}
			switch {
			case i < a.Warm:
				v.kind = warm
			case odd[[2]int{p, i}]:
				v.kind = outlier
			}
			if c < least.count {
				least = v
			}
			if c >= largest.count {
				largest = v
			}
			if n%s.every == 0 {
				s.drawn = append(s.drawn, v)
			}
			n++
		}
		m := math.NaN()
		if len(counts) > a.Warm {
			scratch = append(scratch[:0], counts[a.Warm:]...)
			slices.Sort(scratch)
			m = stat.Quantile(scratch, 0.5)
		}
		s.medians = append(s.medians, m)
	}
	if s.every > 1 {
		s.drawn = append(s.drawn, least, largest)
	}
	s.low, s.high = float64(least.count), float64(largest.count)
	return s
}

// thinned says what is not drawn, empty if all is.
func (s *samples) thinned() string {
	if s.every == 1 {
		return ""
	}
	return fmt.Sprintf("%s: %d of %d values drawn, every %s in the order of time, the smallest and the largest",
		s.Name, len(s.drawn), s.total, ordinal(s.every))
}

func ordinal(n int) string {
	suffix := "th"
	if n%100 < 11 || n%100 > 13 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return fmt.Sprint(n) + suffix
}

// sheet is what the two plots of values have in common.
type sheet struct {
	arms []samples
	o    SampleOptions
	axis scale
}

func newSheet(arms []Arm, o SampleOptions) *sheet {
	s := &sheet{o: o}
	s.o.Width = pixels(s.o.Width, 640)
	low, high := math.Inf(1), math.Inf(-1)
	for _, a := range arms {
		if a.Series == nil || a.Series.Len() == 0 {
			continue
		}
		v := newSamples(a, o.Most)
		low, high = min(low, v.low), max(high, v.high)
		s.arms = append(s.arms, v)
	}
	if len(s.arms) == 0 {
		low, high = 0, 1
	}
	s.axis = newScale(o.Event, low, high)
	return s
}

func (s *sheet) has(k kind) bool {
	return slices.ContainsFunc(s.arms, func(a samples) bool {
		return slices.ContainsFunc(a.drawn, func(v sample) bool { return v.kind == k })
	})
}

func (s *sheet) describe() string {
	text := ""
	for i := range s.arms {
		a := &s.arms[i]
		unit := words.UnitOf(s.o.Event, a.high)
		n := [kinds]int{}
		for _, v := range a.drawn {
			n[v.kind]++
		}
		text += fmt.Sprintf(" %s: %s of %s, from %s to %s (%s); %d warm-up, %s, %s.",
			a.Name, words.Count(a.total, "value"), words.Count(len(a.processes), "process"), unit.Text(a.low), unit.Text(a.high), s.o.Event.Name,
			n[warm], words.Count(n[outlier], "outlier"), words.Count(len(a.odd), "outlying process"))
		if t := a.thinned(); t != "" {
			text += " " + t + "."
		}
	}
	return text
}

// keys explains the marks that occur.
func (s *sheet) keys(median key) []key {
	keys := []key{}
	if s.has(ordinary) {
		keys = append(keys, key{dot{}, muted, "value"})
	}
	if s.has(warm) {
		keys = append(keys, key{outline{}, muted, "warm-up, left out"})
	}
	if s.has(outlier) {
		keys = append(keys, key{outline{cross: true}, alert, "outlier, kept"})
	}
	keys = append(keys, median)
	if slices.ContainsFunc(s.arms, func(a samples) bool { return len(a.odd) > 0 }) {
		keys = append(keys, key{bang{}, alert, "outlying process"})
	}
	for i := range s.arms {
		if t := s.arms[i].thinned(); t != "" {
			keys = append(keys, key{nil, ink, t})
		}
	}
	return keys
}
