package stat

import (
	"math/bits"
	"slices"
)

// Median returns the median of x, for even length the mean of the two in
// the middle. It works in scratch, which it returns for the next call, and
// leaves x as it is. The median of nothing is 0.
func Median(x, scratch []float64) (float64, []float64) {
	scratch = append(scratch[:0], x...)
	n := len(x)
	if n == 0 {
		return 0, scratch
	}
	high := SelectNth(scratch, n/2)
	if n%2 == 1 {
		return high, scratch
	}
	return slices.Max(scratch[:n/2])/2 + high/2, scratch
}

// SelectNth returns the n-th smallest of x, counted from 0, and leaves x with
// nothing larger before it. It is C. A. R. Hoare's FIND (Communications of the
// ACM 4, 1961) with the median of three for a pivot; should that go wrong too
// often, it sorts.
func SelectNth[T uint64 | float64](x []T, n int) T {
	low, high := 0, len(x)-1
	for left := 2 * bits.Len(uint(len(x))); high-low > 16 && left > 0; left-- {
		pivot := middleOfThree(x[low], x[low+(high-low)/2], x[high])
		i, j := low, high
		for i <= j {
			for x[i] < pivot {
				i++
			}
			for pivot < x[j] {
				j--
			}
			if i <= j {
				x[i], x[j] = x[j], x[i]
				i++
				j--
			}
		}
		switch {
		case n <= j:
			high = j
		case n >= i:
			low = i
		default:
			return x[n]
		}
	}
	slices.Sort(x[low : high+1])
	return x[n]
}

func middleOfThree[T uint64 | float64](a, b, c T) T {
	return max(min(a, b), min(max(a, b), c))
}
