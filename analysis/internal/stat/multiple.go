package stat

import (
	"cmp"
	"slices"
)

// Holm returns the p values adjusted for being one of many, in their order:
// to call those changed whose adjusted p is at most q keeps the probability
// of even one false alarm at q or below, whatever the dependence among them.
// It is what a gate needs: a CI job that fails.
//
//	adjusted p(i) = max over j <= i of min(1, (m-j+1) p(j)),  p ascending
//
// Source: S. Holm, A simple sequentially rejective multiple test procedure,
// Scandinavian Journal of Statistics 6 (1979). One p stays as it is, none
// gives none, ties get the same.
func Holm(p []float64) []float64 {
	out := make([]float64, len(p))
	most := 0.0
	for rank, i := range ascending(p) {
		most = max(most, min(1, float64(len(p)-rank)*p[i]))
		out[i] = most
	}
	return out
}

// BenjaminiHochberg returns the p values adjusted for being one of many, in
// their order: of those whose adjusted p is at most q, a share of at most q
// is expected to be false. It is what a report needs, which shows many.
//
//	adjusted p(i) = min over j >= i of min(1, m p(j) / j),  p ascending
//
// Source: Y. Benjamini and Y. Hochberg, Controlling the false discovery rate,
// Journal of the Royal Statistical Society B 57 (1995); it holds for
// independent and for positively dependent p. One p stays as it is, none
// gives none, ties get the same.
func BenjaminiHochberg(p []float64) []float64 {
	out := make([]float64, len(p))
	least := 1.0
	order := ascending(p)
	for rank := len(p); rank >= 1; rank-- {
		i := order[rank-1]
		least = min(least, float64(len(p))*p[i]/float64(rank))
		out[i] = least
	}
	return out
}

// SelectedAlpha returns the alpha of the intervals to show for the results
// that were selected from among m at the false discovery rate q: q R/m. Among
// intervals that are shown because their results stood out, those at the
// ordinary level miss too often. Source: Y. Benjamini and D. Yekutieli, False
// discovery rate-adjusted multiple confidence intervals for selected
// parameters, Journal of the American Statistical Association 100 (2005).
// With nothing to select from it is q.
func SelectedAlpha(q float64, selected, m int) float64 {
	if m == 0 {
		return q
	}
	return q * float64(selected) / float64(m)
}

// ascending returns the indices of p in the order of its values.
func ascending(p []float64) []int {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(p[i], p[j]) })
	return order
}
