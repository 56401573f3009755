package report

import (
	"fmt"
	"math"
	"strings"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/internal/stat"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/words"
)

// drifting is how a series drifts that is not steady, nil for others.
func drifting(s *analysis.Summary) *stat.Steadiness {
	if s.Series == nil {
		return nil
	}
	if d := s.Series.Steadiness(); d != nil && !d.Steady() {
		return d
	}
	return nil
}

// mostUnsteady is how many series that are not steady are named.
const mostUnsteady = 5

// unsteady names the summaries whose last iterations still drift; "" if none does.
func (o *Options) unsteady(sums []analysis.Summary) string {
	var list []string
	n := 0
	for i := range sums {
		s := &sums[i]
		d := drifting(s)
		if d == nil {
			continue
		}
		if n++; n <= mostUnsteady {
			list = append(list, fmt.Sprintf("%s, %v, %s on %s (%s)", o.in.short(s.Wasm), s.Phase, quote.Name(s.Event), quote.Name(s.Config().String()), Drift(d.Drift)))
		}
	}
	if n == 0 {
		return ""
	}
	if n > mostUnsteady {
		list = append(list, fmt.Sprintf("and %d more", n-mostUnsteady))
	}
	return "Not steady, so that other numbers of iterations give other results: " + strings.Join(list, "; ") + "."
}

// Drift says by how much the last half of the iterations drifts, of which it is
// given the logarithm.
func Drift(log float64) string {
	word := "rises"
	if log < 0 {
		word = "falls"
	}
	return fmt.Sprintf("the last half of the iterations %s by %s", word, words.Difference(math.Exp(log)))
}
