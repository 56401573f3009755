package main

import (
	"fmt"
	"math"
)

// fullReplications is how many replications the bounds are meant for.
const fullReplications = 4000

// Figure is a simulated number and its bound.
type Figure struct {
	Name  string
	Value float64
	// Bound is what Value must not exceed or, if AtLeast, must reach.
	Bound   float64
	AtLeast bool
	// SD is the standard deviation of what Value is the mean of; for a
	// probability it is 0, and follows from Bound.
	SD float64
	// Plain is set for a number that is not a probability.
	Plain bool

	// Replications is how many there were; 0 is as many as were asked for.
	Replications int
}

// Loosened returns the bound for the figure's number of replications: with n
// fewer than 4,000 it is moved by what the error of a mean grows,
//
//	3 SD (1/sqrt(n) - 1/sqrt(4000)),  SD = sqrt(b(1-b)) for a probability
//
// so that a method which just keeps the bound is found out no less often.
func (f Figure) Loosened() float64 {
	sd := f.SD
	if !f.Plain {
		sd = math.Sqrt(f.Bound * (1 - f.Bound))
	}
	slack := 3 * sd * max(0, 1/math.Sqrt(float64(f.Replications))-1/math.Sqrt(fullReplications))
	if f.AtLeast {
		return f.Bound - slack
	}
	return f.Bound + slack
}

// Pass says whether the bound is kept.
func (f Figure) Pass() bool {
	if f.AtLeast {
		return f.Value >= f.Loosened()
	}
	return f.Value <= f.Loosened()
}

// String is the figure's line in the table.
func (f Figure) String() string {
	sign, verdict := "<=", "pass"
	if f.AtLeast {
		sign = ">="
	}
	if !f.Pass() {
		verdict = "FAIL"
	}
	value, bound := fmt.Sprintf("%.2f%%", 100*f.Value), fmt.Sprintf("%s %.2f%%", sign, 100*f.Loosened())
	if f.Plain {
		value, bound = fmt.Sprintf("%.2f", f.Value), fmt.Sprintf("%s %.2f", sign, f.Loosened())
	}
	return fmt.Sprintf("%-52s %10s %10s  %s", f.Name, value, bound, verdict)
}
