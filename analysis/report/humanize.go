package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/sightglass-go/sightglass/measure"
)

// quantity is a count for people: nanoseconds as ns, µs, ms or s with four
// digits, anything else with thousands separators, and from a thousand
// million on in millions. What is not a number is "-".
func quantity(x float64, e measure.Event) string {
	switch {
	case math.IsNaN(x) || math.IsInf(x, 0):
		return "-"
	case e.Unit == "ns":
		return duration(x)
	case x >= 1e15:
		return strconv.FormatFloat(x, 'e', 3, 64)
	case x >= 1e9:
		return thousands(strconv.FormatFloat(x/1e6, 'f', 1, 64)) + " M"
	case x == math.Trunc(x) || x >= 1000:
		return thousands(strconv.FormatFloat(x, 'f', 0, 64))
	}
	return strconv.FormatFloat(x, 'f', 1, 64)
}

func duration(ns float64) string {
	for _, u := range []struct {
		ns   float64
		name string
	}{{1e9, "s"}, {1e6, "ms"}, {1e3, "µs"}} {
		if ns >= 0.99995*u.ns { // what four digits round up to a whole
			return digits4(ns/u.ns) + " " + u.name
		}
	}
	if ns == math.Trunc(ns) {
		return strconv.FormatFloat(ns, 'f', 0, 64) + " ns"
	}
	return digits4(ns) + " ns"
}

// digits4 writes x with four digits, or with all of its whole part.
func digits4(x float64) string {
	decimals := 3
	for y := x; y >= 9.9995 && decimals > 0; y /= 10 {
		decimals--
	}
	return thousands(strconv.FormatFloat(x, 'f', decimals, 64))
}

// thousands puts a comma between groups of three digits of the whole part.
func thousands(s string) string {
	whole, fraction, _ := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if fraction == "" {
		return whole
	}
	return whole + "." + fraction
}

// percent is part as a percentage of whole.
func percent(part, whole float64) string {
	p := 100 * part / whole
	if math.IsNaN(p) || math.IsInf(p, 0) {
		return "-"
	}
	if p >= 100 {
		return fmt.Sprintf("%.0f%%", p)
	}
	return fmt.Sprintf("%.1f%%", p)
}
