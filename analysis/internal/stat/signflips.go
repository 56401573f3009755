package stat

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/stat"
)

// SignFlips is what differences of two that are the same show about how they
// were taken.
type SignFlips struct {
	// Uniform is the p value of the series' p values being no smaller than they
	// should be.
	Uniform float64 `json:"uniform_p"`
	// Lag1 is the mean over series of the correlation of a difference with the one
	// before, and Lag1P the p value of there being none, or less.
	Lag1  float64 `json:"lag1"`
	Lag1P float64 `json:"lag1_p"`
}

// TestSignFlips tests differences z(s, r) of two that are the same, of series s in
// round r (NaN where there is none), in the order of time. It compares two
// statistics,
//
//	sum over s of -ln p(s),  p(s) that of the signed ranks of z(s, .)
//	mean over s of r1(s) = sum (z(r)-m)(z(r+1)-m) / sum (z(r)-m)^2 + 1/n
//
// with what they are when the two had been named the other way round, by chance, in
// each round: all differences of a block in a round change their sign, or none.
// The two being the same, every such naming is as likely as the one that there is,
// so that the p value
//
//	(1 + number of namings whose statistic is as large) / (1 + number of namings)
//
// is exact, whatever the differences of one block, which come from the same two
// processes, have to do with each other, and however noisy one time is and quiet
// another. Sources: R. A. Fisher, Statistical Methods for Research Workers (4th
// ed., 1932) for the sum; E. J. G. Pitman, Significance tests which may be applied
// to samples from any populations, Supplement to the Journal of the Royal
// Statistical Society 4 (1937).
//
// block has the number of each series' block, from 0 on. Of no series all are 1, 0
// and 1. namings is at least 1: p cannot be below 1/(1+namings).
func TestSignFlips(z [][]float64, block []int, namings int, rng *rand.Rand) SignFlips {
	sum, lag := signStatistics(z)
	t := SignFlips{Lag1: lag}
	asUneven, asLagged := 1, 1
	flipped := make([][]float64, len(z))
	for s := range z {
		flipped[s] = make([]float64, len(z[s]))
	}
	for range namings {
		seed := rng.Uint64()
		for s := range z {
			signs := rand.New(rand.NewPCG(seed, uint64(block[s])))
			for r, v := range z[s] {
				if signs.Uint64()&1 == 0 {
					v = -v
				}
				flipped[s][r] = v
			}
		}
		// What is the same is not always rounded alike.
		u, l := signStatistics(flipped)
		if u >= sum-1e-9 {
			asUneven++
		}
		if l >= lag-1e-9 {
			asLagged++
		}
	}
	t.Uniform = float64(asUneven) / float64(1+namings)
	t.Lag1P = float64(asLagged) / float64(1+namings)
	return t
}

func signStatistics(z [][]float64) (sum, lag float64) {
	var x []float64
	lags := 0
	for s := range z {
		x = x[:0]
		for _, v := range z[s] {
			if !math.IsNaN(v) {
				x = append(x, v)
			}
		}
		if p, ok := NewHodgesLehmann(x).P(); ok {
			sum -= math.Log(max(p, math.SmallestNonzeroFloat64))
		}
		if r, ok := lag1(x); ok {
			lag += r
			lags++
		}
	}
	return sum, lag / float64(max(1, lags))
}

// lag1 is the correlation of values with the ones before, corrected for its bias;
// false for fewer than three values or no variance.
func lag1(x []float64) (float64, bool) {
	if len(x) < 3 || Constant(x) {
		return 0, false
	}
	m := stat.Mean(x, nil)
	var c0, c1 float64
	for i, v := range x {
		c0 += (v - m) * (v - m)
		if i > 0 {
			c1 += (v - m) * (x[i-1] - m)
		}
	}
	return c1/c0 + 1/float64(len(x)), true
}
