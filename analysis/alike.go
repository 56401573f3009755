package analysis

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/sightglass-go/sightglass/analysis/internal/stat"
)

// AlikeShare is how much of the variance the components hold that Alike keeps, and
// AlikeDistance how near to each other two benchmarks are that it calls alike.
const (
	AlikeShare    = 0.9
	AlikeDistance = 0.25
)

// ErrTooFew is the error of Alike for fewer than three benchmarks: how far apart two
// are can only be said beside others.
var ErrTooFew = errors.New("too few benchmarks to say which are alike")

// Traits are numbers that characterise benchmarks: a column for each trait, a line of
// Values for each benchmark.
type Traits struct {
	Benchmarks, Columns []string
	Values              [][]float64
}

// Likeness is which benchmarks resemble each other.
type Likeness struct {
	// Benchmarks are those that were compared, in the order given.
	Benchmarks []string
	// Constant are the columns left out because they have the same value for all
	// benchmarks, Unknown those that are NaN or infinite for one of them.
	Constant, Unknown []string
	// Columns is how many were compared, Components how many principal components of
	// them are kept, and Share the part of the variance that these hold; all are 0
	// where the benchmarks do not differ.
	Columns, Components int
	Share               float64
	// Nearest is, for each of the Benchmarks, the one nearest to it: the first of
	// those if several are.
	Nearest []Near
	// Alike are the pairs at AlikeDistance at most, the nearest first.
	Alike []Near
}

// Near is how far two benchmarks are apart, which are positions in Benchmarks. A
// Distance of 1 is the root mean square distance of all pairs.
type Near struct {
	A, B     int
	Distance float64
}

// Alike finds out which benchmarks are alike, as A. Limaye and T. Adegbija do, "A
// workload characterization of the SPEC CPU2017 benchmark suite", ISPASS 2018, and
// after them the Rust sightglass: columns are standardised, so that each weighs the
// same; the first principal components are kept that hold AlikeShare of the variance;
// and the distance is the Euclidean one between benchmarks in the space of these. Here
// it is divided by the root mean square distance of all pairs, which is the square root
// of twice the variance of the components kept, so that it means the same in every
// suite. See "Why is 0.25 alike?" in RATIONALE.md.
//
// For fewer than three benchmarks the error is ErrTooFew. Benchmarks that do not differ
// are at a distance of 0.
func Alike(t Traits) (*Likeness, error) {
	n := len(t.Benchmarks)
	if n < 3 {
		return nil, fmt.Errorf("%w: it takes three or more, not %d", ErrTooFew, n)
	}
	l := &Likeness{Benchmarks: t.Benchmarks}
	known := make([][]float64, n)
	var names []string
	for j, name := range t.Columns {
		if slices.ContainsFunc(t.Values, func(line []float64) bool { return math.IsNaN(line[j]) || math.IsInf(line[j], 0) }) {
			l.Unknown = append(l.Unknown, name)
			continue
		}
		names = append(names, name)
		for i, line := range t.Values {
			known[i] = append(known[i], line[j])
		}
	}
	c, ok := stat.PrincipalComponents(known)
	if !ok {
		return nil, errors.New("the principal components of the benchmarks cannot be computed: the numbers are too far apart")
	}
	l.Columns = len(c.Columns)
	for j, name := range names {
		if !slices.Contains(c.Columns, j) {
			l.Constant = append(l.Constant, name)
		}
	}
	for _, share := range c.Shares {
		if l.Share >= AlikeShare {
			break
		}
		l.Share += share
		l.Components++
	}
	l.distances(c.Scores)
	return l, nil
}

// distances fills in Nearest and Alike.
func (l *Likeness) distances(scores [][]float64) {
	n := len(l.Benchmarks)
	between := func(a, b int) float64 {
		sum := 0.0
		for k := range l.Components {
			d := scores[a][k] - scores[b][k]
			sum += d * d
		}
		return math.Sqrt(sum)
	}
	squares := 0.0
	for a := range n {
		for b := range a {
			d := between(a, b)
			squares += d * d
		}
	}
	unit := math.Sqrt(squares / float64(n*(n-1)/2))
	if unit == 0 {
		unit = 1 // all distances are 0
	}
	l.Nearest = make([]Near, n)
	for a := range n {
		l.Nearest[a] = Near{A: a, B: -1}
		for b := range n {
			if a == b {
				continue
			}
			d := between(a, b) / unit
			if near := &l.Nearest[a]; near.B < 0 || d < near.Distance {
				near.B, near.Distance = b, d
			}
			if a < b && d <= AlikeDistance {
				l.Alike = append(l.Alike, Near{a, b, d})
			}
		}
	}
	slices.SortStableFunc(l.Alike, func(x, y Near) int { return cmp.Compare(x.Distance, y.Distance) })
}
