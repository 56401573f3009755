package stat

import (
	"math"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// OrderTest says whether values in the order of time are independent of
// their neighbours.
type OrderTest struct {
	// RVN is the rank von Neumann ratio: 2 when they are, less when
	// neighbours are alike, more when they alternate.
	RVN float64 `json:"rvn"`
	P   float64 `json:"p"`
	N   int     `json:"n"`
}

// minOrderTest is how many values a test of their order needs to see
// anything.
const minOrderTest = 20

// TestOrder tests the independence of values in the order of time by the
// rank version of von Neumann's ratio,
//
//	RVN = sum (R(i) - R(i+1))^2 / sum (R(i) - mean R)^2
//
// two-sided. Source: R. Bartels, The rank version of von Neumann's ratio test
// for randomness, Journal of the American Statistical Association 77 (1982).
// As the paper recommends, RVN/4 is taken to follow a beta distribution with
// the ratio's mean and variance for n <= 100, and RVN a normal one with mean
// 2 and variance 20/(5n+7) beyond.
//
// Ties share the mean of their ranks, which makes it approximate. It is false
// for fewer than 20 values, and for values without variance.
func TestOrder(x []float64) (OrderTest, bool) {
	n := len(x)
	if n < minOrderTest || Constant(x) {
		return OrderTest{}, false
	}
	r := ranks(x)
	mean := float64(n+1) / 2
	var num, den float64
	for i := range r {
		den += (r[i] - mean) * (r[i] - mean)
		if i > 0 {
			num += (r[i] - r[i-1]) * (r[i] - r[i-1])
		}
	}
	t := OrderTest{RVN: num / den, N: n}
	nf := float64(n)
	tail := 0.0                         // beyond the ratio, on its side of 2
	near := min(t.RVN, max(0, 4-t.RVN)) // its mirror image below 2: both are symmetric
	if n <= 100 {
		shape := 5*nf*(nf+1)*(nf-1)*(nf-1)/(2*(nf-2)*(5*nf*nf-2*nf-9)) - 0.5
		tail = distuv.Beta{Alpha: shape, Beta: shape}.CDF(near / 4)
	} else {
		tail = distuv.UnitNormal.CDF((near - 2) / math.Sqrt(20/(5*nf+7)))
	}
	t.P = min(1, 2*tail)
	return t, true
}

// Drift says whether values rise or fall over time.
type Drift struct {
	// Rho is Spearman's rank correlation with time, from -1 to 1.
	Rho float64 `json:"rho"`
	P   float64 `json:"p"`
	N   int     `json:"n"`
}

// MeasureDrift returns the rank correlation of values with their order,
//
//	rho = correlation of the ranks,  t = rho sqrt((n-2) / (1-rho^2))
//
// with P from Student's t with n-2 degrees of freedom. Sources: C. Spearman,
// The proof and measurement of association between two things, American
// Journal of Psychology 15 (1904); M. G. Kendall, Rank Correlation Methods
// (1948) for t. The t is approximate, and too eager for very few values.
//
// Ties share the mean of their ranks. It is false for fewer than five values,
// and for values without variance. For values in perfect order P is
// 2/n!, which is exact.
func MeasureDrift(x []float64) (Drift, bool) {
	n := len(x)
	if n < 5 || Constant(x) {
		return Drift{}, false
	}
	time := make([]float64, n)
	for i := range time {
		time[i] = float64(i)
	}
	d := Drift{Rho: stat.Correlation(time, ranks(x), nil), N: n}
	rest := 1 - d.Rho*d.Rho
	if rest <= NoVariance {
		d.Rho = math.Copysign(1, d.Rho)
		d.P = 2 / math.Gamma(float64(min(n, 170)+1))
		return d, true
	}
	d.P = tTail(d.Rho*math.Sqrt(float64(n-2)/rest), float64(n-2))
	return d, true
}
