package words

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// PrintedUnit is the unit in which counts of a unit are written, and by how much
// they are divided for that: "ns" and a million for "fs", "MB/s" and a million for
// "B/s", "hits" and a million for "1e-6 hits". Other units are written as they are,
// divided by 1.
func PrintedUnit(unit string) (printed string, divisor float64) {
	switch unit {
	case "fs":
		return "ns", 1e6
	case "B/s":
		return "MB/s", 1e6
	}
	if printed, ok := strings.CutPrefix(unit, "1e-6 "); ok && printed != "" {
		return printed, 1e6
	}
	return unit, 1
}

// Quantity is a count in the unit of its event: nanoseconds as ns, µs, ms or s with four
// digits, what is written in another unit with that and four digits, anything
// else with thousands separators, and from a thousand million on in millions.
// What is not a number is "-".
func Quantity(x float64, unit string) string {
	printed, divisor := PrintedUnit(unit)
	switch {
	case math.IsNaN(x) || math.IsInf(x, 0):
		return "-"
	case printed == "ns":
		return duration(x / divisor)
	case divisor != 1:
		return Digits4(x/divisor) + " " + printed
	case x >= 1e15:
		return strconv.FormatFloat(x, 'e', 3, 64)
	case x >= 1e9:
		return thousands(x/1e6, 1) + " M"
	case x >= 1000:
		return thousands(x, 0)
	}
	return Whole(x)
}

// Whole is a number to its last digit before the point, with thousands
// separators, and with one decimal if it is not whole.
func Whole(x float64) string {
	if x == math.Trunc(x) {
		return thousands(x, 0)
	}
	return thousands(x, 1)
}

func duration(ns float64) string {
	for _, u := range []struct {
		ns   float64
		name string
	}{{1e9, "s"}, {1e6, "ms"}, {1e3, "µs"}} {
		if ns >= 0.99995*u.ns { // what four digits round up to a whole
			return Digits4(ns/u.ns) + " " + u.name
		}
	}
	if ns == math.Trunc(ns) {
		return strconv.FormatFloat(ns, 'f', 0, 64) + " ns"
	}
	return Digits4(ns) + " ns"
}

// Digits4 is a number with four digits, or with all before its point.
func Digits4(x float64) string {
	decimals := 3
	for y := x; y >= 9.9995 && decimals > 0; y /= 10 {
		decimals--
	}
	return thousands(x, decimals)
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
