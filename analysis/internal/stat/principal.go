package stat

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// Components are principal components of observations.
type Components struct {
	// Columns are the variables that have any variance, by their positions; the
	// others say nothing and are left out.
	Columns []int
	// Shares are what part of the variance each component holds, in descending
	// order; they add up to 1. There are none without variance.
	Shares []float64
	// Scores are the observations in the space of the components: a line for each
	// observation, a column for each component. What a component's sign is means
	// nothing.
	Scores [][]float64
}

// PrincipalComponents computes the components of a matrix with a line for each
// observation, by the correlations of its columns:
//
//	z[i][j] = (x[i][j] - mean[j]) / deviation[j], with n-1 in the deviation
//	scores  = z V, where z = U S V' is the singular value decomposition
//	shares  = S[k]^2 / sum of S^2
//
// K. Pearson, "On lines and planes of closest fit to systems of points in space",
// 1901; H. Hotelling, 1933. The components are those of gonum's stat.PC.
//
// Columns whose values are all the same are left out. Of fewer than two observations
// all are, so there is no component, and each observation's line of scores is empty.
// It returns false if the decomposition does not converge or a value is NaN or
// infinite.
func PrincipalComponents(x [][]float64) (c Components, ok bool) {
	n := len(x)
	c.Scores = make([][]float64, n)
	if n == 0 {
		return c, true
	}
	columns := make([][]float64, 0, len(x[0]))
	for j := range x[0] {
		column := make([]float64, n)
		for i := range x {
			column[i] = x[i][j]
		}
		if !standardise(column) {
			return Components{}, false
		}
		if slices.ContainsFunc(column, func(v float64) bool { return v != 0 }) {
			c.Columns, columns = append(c.Columns, j), append(columns, column)
		}
	}
	if len(columns) == 0 {
		return c, true
	}
	z := mat.NewDense(n, len(columns), nil)
	for j, column := range columns {
		z.SetCol(j, column)
	}
	var pc stat.PC
	if !pc.PrincipalComponents(z, nil) {
		return Components{}, false
	}
	var vectors, scores mat.Dense
	pc.VectorsTo(&vectors)
	scores.Mul(z, &vectors)
	for i := range c.Scores {
		c.Scores[i] = mat.Row(nil, i, &scores)
	}
	c.Shares = pc.VarsTo(nil)
	total := 0.0
	for _, v := range c.Shares {
		total += v
	}
	for k := range c.Shares {
		c.Shares[k] /= total
	}
	return c, true
}

// standardise gives values the mean 0 and the standard deviation 1, or makes all 0
// where they are the same. It returns false for what is not finite.
func standardise(x []float64) bool {
	low, high := slices.Min(x), slices.Max(x)
	if math.IsNaN(low) || math.IsInf(low, 0) || math.IsInf(high, 0) {
		return false
	}
	if low == high { // exactly: rounding would leave some variance in the mean
		clear(x)
		return true
	}
	if math.IsInf(high-low, 0) {
		return false
	}
	for i := range x { // in parts of the range, whose squares are neither too large nor too small
		x[i] = (x[i] - low) / (high - low)
	}
	mean, deviation := stat.MeanStdDev(x, nil)
	for i := range x {
		x[i] = (x[i] - mean) / deviation
	}
	return true
}
