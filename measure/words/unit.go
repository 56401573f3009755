package words

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/sightglass-go/sightglass/measure"
)

// A Unit is what counts of one event are shown in, side by side.
type Unit struct {
	// Divide is how many counts are one of it.
	Divide float64
	name   string // behind each number
	label  string // where it stands alone
	whole  bool   // every digit matters
}

// fewTicks is what a window must take to be shown as time: one of few ticks is
// known by ticks, and no better.
const fewTicks = 1000

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

// UnitOf returns the unit in which the smallest of the counts reads best:
// s, ms, µs or ns of time, and of ticks whose rate is known, unless there are
// few; bytes in B, KiB, MiB or GiB; otherwise counts in thousands (k), millions (M)
// and so on. Exact counts are shown whole, bytes in the largest unit in which they
// are.
func UnitOf(e measure.Event, counts ...float64) Unit {
	least, most := math.Inf(1), 0.0
	for _, x := range counts {
		if x > 0 && !math.IsInf(x, 1) {
			least, most = min(least, x), max(most, x)
		}
	}
	if most == 0 {
		least = 0
	}
	word, divisor := PrintedUnit(e.Unit)
	if e.Name == measure.Cycles.Name {
		word = "ticks"
	}
	ns := 0.0 // of one count
	switch {
	case word == "ns":
		ns = 1 / divisor
	case divisor != 1:
		return Unit{divisor, " " + word, word, false}
	case e.Hz > 0 && most >= fewTicks:
		ns = 1e9 / e.Hz
	case e.Hz > 0:
		return Unit{1, " " + word, word, false}
	case word == "B":
		return unitOfBytes(least, e.Exact, counts)
	case e.Exact:
		return Unit{1, "", word, true}
	}
	steps := []step{{1e12, "T"}, {1e9, "G"}, {1e6, "M"}, {1e3, "k"}, {1, ""}}
	if ns > 0 {
		steps = []step{{1e9, "s"}, {1e6, "ms"}, {1e3, "µs"}, {1, "ns"}}
		word = ""
	}
	for _, s := range steps {
		if x := least * max(ns, 0); ns > 0 && x >= 0.9995*s.from || ns == 0 && least >= 0.9995*s.from || s.from == 1 {
			u := Unit{Divide: s.from, label: strings.TrimSpace(s.name + " " + word)}
			if s.name != "" {
				u.name = " " + s.name
			}
			if ns > 0 {
				u.Divide = s.from / ns
			}
			return u
		}
	}
	panic("BUG: no unit")
}

// unitOfBytes is the largest unit of which there is one at least, and of exact counts
// whole ones.
func unitOfBytes(least float64, exact bool, counts []float64) Unit {
	for _, s := range []step{{1 << 30, "GiB"}, {1 << 20, "MiB"}, {1 << 10, "KiB"}} {
		fits := least >= 0.9995*s.from
		if exact {
			fits = least >= s.from && !slices.ContainsFunc(counts, func(x float64) bool { return math.Mod(x, s.from) != 0 })
		}
		if fits {
			return Unit{s.from, " " + s.name, s.name, exact}
		}
	}
	return Unit{1, " B", "B", exact}
}

type step struct {
	from float64
	name string
}

// String is the unit where it stands alone, as at an axis: "ms", "G ticks". It is
// empty for counts of what has no unit.
func (u Unit) String() string { return u.label }

// MarshalJSON writes what Text goes by, for programs that show counts as it does: by
// how much they are divided, what follows each number, and whether every digit
// matters.
func (u Unit) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Divide float64 `json:"divide"`
		Suffix string  `json:"suffix,omitempty"`
		Whole  bool    `json:"whole,omitempty"`
	}{u.Divide, u.name, u.whole})
}

// Text is a count in the unit, with three digits: "44.5 ms", "1.23 M", "56
// ticks". What is not a number is "-".
func (u Unit) Text(count float64) string {
	switch {
	case math.IsNaN(count) || math.IsInf(count, 0):
		return "-"
	case u.whole && count < 1e15 && (u.Divide == 1 || math.Mod(count, u.Divide) == 0):
		return Whole(count/u.Divide) + u.name
	case u.Divide == 1 && count < 1000 && count == math.Trunc(count):
		return thousands(count, 0) + u.name
	case count == 0:
		return "0" + u.name
	case count/u.Divide >= 1e9:
		return strconv.FormatFloat(count/u.Divide, 'e', 2, 64) + u.name
	}
	return thousands(count/u.Divide, decimals(count/u.Divide)) + u.name
}

// decimals is how many it takes to three digits.
func decimals(x float64) int {
	if x >= 99.95 {
		return 0
	}
	d := 2 - int(math.Floor(math.Log10(x)))
	if x >= math.Pow10(3-d)-0.5*math.Pow10(-d) { // rounded up to a digit more
		d--
	}
	return min(d, 6)
}

// Quantity is a count in its own best unit.
func Quantity(count float64, e measure.Event) string { return UnitOf(e, count).Text(count) }
