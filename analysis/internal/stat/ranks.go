package stat

import (
	"cmp"
	"slices"
)

// A ranked is a value as an integer in the same order, and where it is from.
type ranked struct {
	bits uint64
	at   int
}

// ranks returns the ranks of x, from 1; ties share their mean. Of one value it
// is 1, without variance all are (n+1)/2, of nothing there are none.
func ranks(x []float64) []float64 {
	items := make([]ranked, len(x))
	for i, v := range x {
		items[i] = ranked{uint64(orderedBits(v)) ^ 1<<63, i}
	}
	items = sortRanked(items)
	out := make([]float64, len(x))
	for i := 0; i < len(items); {
		j := i + 1
		for j < len(items) && items[j].bits == items[i].bits {
			j++
		}
		for k := i; k < j; k++ {
			out[items[k].at] = float64(i+j+1) / 2
		}
		i = j
	}
	return out
}

// sortRanked sorts, and returns what it was given or another slice. Long
// slices are sorted byte by byte from the lowest: of values of one size most
// of the high bytes are the same, and cost nothing.
func sortRanked(items []ranked) []ranked {
	if len(items) < 512 {
		slices.SortFunc(items, func(a, b ranked) int { return cmp.Compare(a.bits, b.bits) })
		return items
	}
	other := make([]ranked, len(items))
	for shift := 0; shift < 64; shift += 8 {
		var start [256]int
		for i := range items {
			start[byte(items[i].bits>>shift)]++
		}
		if start[byte(items[0].bits>>shift)] == len(items) {
			continue
		}
		sum := 0
		for b, n := range start {
			start[b] = sum
			sum += n
		}
		for _, v := range items {
			b := byte(v.bits >> shift)
			other[start[b]] = v
			start[b]++
		}
		items, other = other, items
	}
	return items
}
