package measure

import (
	"math"
	"slices"
)

// Steps finds the steps of m's clocks, for Description.Steps, from what a thousand
// empty windows take: see step. Call it outside of anything measured. If m cannot
// be read, nil.
func Steps(m Measure) map[string]float64 {
	if !slices.ContainsFunc(m.Events(), func(e Event) bool { return e.Time }) {
		return nil
	}
	seen := map[string]map[uint64]bool{}
	var readings []Reading
	for range 1000 {
		m.Start()
		m.Stop()
		var err error
		if readings, err = m.Readings(readings[:0]); err != nil {
			return nil // measuring will say why
		}
		for _, r := range readings {
			if !r.Event.Time || r.Status != Counted || r.Count == 0 {
				continue
			}
			if seen[r.Event.Name] == nil {
				seen[r.Event.Name] = map[uint64]bool{}
			}
			seen[r.Event.Name][r.Count] = true
		}
	}
	var out map[string]float64
	for event, counts := range seen {
		if out == nil {
			out = map[string]float64{}
		}
		var list []uint64
		for c := range counts {
			list = append(list, c)
		}
		out[event] = step(list)
	}
	return out
}

const (
	// tolerance is how far counts are rounded, and a little for q, which is not
	// known exactly before the last.
	tolerance = 1.5
	// leastStep is the smallest step that is told from 1: less is within the
	// rounding of counts.
	leastStep = 4
	// farthest is how many times the smallest count is looked at: beyond, a small
	// error of the step adds up, and interrupts are among the counts.
	farthest = 12
)

// step returns the largest q of which all counts are multiples, two at least, but
// for the rounding to whole numbers: a virtual machine may scale its counter, so
// that it steps by 24.5 and counts 24, 49, 73 or 74. It is 1 if there is none. Of
// one count alone it is that count: a multiple of the step, which errs on the safe
// side. Counts are distinct, and there is at least one.
func step(counts []uint64) float64 {
	if len(counts) == 1 {
		return float64(counts[0])
	}
	slices.Sort(counts)
	least := float64(counts[0])
	for parts := 1.0; least/parts >= leastStep; parts++ {
		if q, ok := multiples(counts, least/parts, farthest*least); ok {
			return q
		}
	}
	return 1
}

// multiples says whether the counts up to most are multiples of about q, and of
// what exactly, by least squares.
func multiples(counts []uint64, q, most float64) (float64, bool) {
	var products, squares, last float64
	for _, c := range counts {
		x := float64(c)
		if x > most {
			break
		}
		n := math.Round(x / q)
		if math.Abs(x-n*q) > tolerance {
			return 0, false
		}
		last = n
		products += n * x
		squares += n * n
		q = products / squares
	}
	return q, last > math.Round(float64(counts[0])/q)
}
