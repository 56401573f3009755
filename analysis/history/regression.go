package history

import (
	"math"

	"github.com/sightglass-go/sightglass/analysis"
)

// Regression is what became worse in a series and is still worse.
type Regression struct {
	Series *Series
	// Changes are its open change points for the worse, in the order of time: with the
	// first it began, and the others made it worse still.
	Changes []*Change
}

// Since is the change point with which it began.
func (r *Regression) Since() *Change { return r.Changes[0] }

// Now says how much worse the newest recording's level is than that before.
func (r *Regression) Now() *analysis.Comparison { return &r.Since().Now }

// Regressions are those that are open, whatever made them, the worst first.
func (h *History) Regressions() []Regression {
	var worse [][2]int
	for _, at := range h.Changes() {
		if h.Series[at[0]].Changes[at[1]].Open {
			worse = append(worse, at)
		}
	}
	return h.regressions(worse)
}

// Regressions are those that close the gate, the worst first.
func (o *Outcome) Regressions() []Regression { return o.history.regressions(o.Worse) }

func (h *History) regressions(worse [][2]int) (out []Regression) {
	h.worstFirst(worse)
	for _, at := range worse {
		s := &h.Series[at[0]]
		if n := len(out); n == 0 || out[n-1].Series != s {
			out = append(out, Regression{Series: s})
		}
		last := &out[len(out)-1]
		last.Changes = append(last.Changes, &s.Changes[at[1]])
	}
	return out
}

// size is how far the levels differ, as a logarithm: without end where one is 0.
func size(c *analysis.Comparison) float64 {
	if c.Ratio == nil {
		return math.Inf(1)
	}
	return math.Abs(math.Log(*c.Ratio))
}

// Levels returns, for each pair of levels of a series, the comparison of the later one
// with the earlier: those on which the values of two recordings lie, which is what
// can be said of two recordings that were not made in the same rounds.
func (h *History) Levels(s *Series) (map[[2]int]analysis.Comparison, error) {
	ends := []int{0}
	for i := range s.Changes {
		ends = append(ends, s.Changes[i].At)
	}
	ends = append(ends, len(s.Values))
	values := s.medians()
	out := map[[2]int]analysis.Comparison{}
	for a := range len(ends) - 1 {
		for b := a + 1; b < len(ends)-1; b++ {
			c, err := analysis.CompareLevels(values[ends[a]:ends[a+1]], values[ends[b]:ends[b+1]], s.Event, h.options)
			if err != nil {
				return nil, err
			}
			c = unlessItSpans1(c)
			s.describes(&c, h.Points[s.Values[ends[a]].Point].Label, h.Points[s.Values[ends[b]].Point].Label)
			out[[2]int{a, b}] = c
		}
	}
	return out, nil
}

func (s *Series) medians() []float64 {
	out := make([]float64, len(s.Values))
	for i, v := range s.Values {
		out[i] = v.Median
	}
	return out
}
