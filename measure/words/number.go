package words

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Whole is a number to its last digit before the point, with thousands
// separators, and with one decimal if it is not whole.
func Whole(x float64) string {
	if x == math.Trunc(x) {
		return thousands(x, 0)
	}
	return thousands(x, 1)
}

// thousands puts a comma between groups of three digits before the point.
func thousands(x float64, decimals int) string {
	whole, fraction, _ := strings.Cut(strconv.FormatFloat(x, 'f', decimals, 64), ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if fraction == "" {
		return whole
	}
	return whole + "." + fraction
}

// Level is a probability or a threshold as a percentage with four digits, or
// with as many as keep it from being rounded to 100%: "99%", "99.95%".
func Level(x float64) string {
	for digits := 4; ; digits++ {
		if s := strconv.FormatFloat(100*x, 'g', digits, 64); s != "100" || x >= 1 || digits == 17 {
			return s + "%"
		}
	}
}

// Percent is a difference as a percentage with about three digits.
func Percent(share float64) string {
	x := share * 100
	whole := math.Abs(x-math.Round(x)) < 1e-9*x && x >= 0.5
	switch {
	case whole:
		return fmt.Sprintf("%.0f%%", x)
	case x >= 10 && x < 99:
		return fmt.Sprintf("%.1f%%", x)
	case x >= 0.1:
		return fmt.Sprintf("%.2f%%", x)
	}
	return strconv.FormatFloat(x, 'g', 2, 64) + "%"
}

// Share is a part of a whole as a percentage with one decimal, from 100 on
// without; "-" where there is none.
func Share(part, whole float64) string {
	switch p := 100 * part / whole; {
	case math.IsNaN(p) || math.IsInf(p, 0):
		return "-"
	case p >= 100:
		return fmt.Sprintf("%.0f%%", p)
	case math.Abs(p) < 0.05: // not -0.0%
		return "0.0%"
	default:
		return fmt.Sprintf("%.1f%%", p)
	}
}

// Bytes is a size: "812 bytes", "12.3 kB", "4.0 MB".
func Bytes(n int64) string {
	switch {
	case n >= 1e6:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	case n >= 1e3:
		return fmt.Sprintf("%.1f kB", float64(n)/1e3)
	}
	return Count(n, "byte")
}
