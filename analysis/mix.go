package analysis

import (
	"math"

	"github.com/sightglass-go/sightglass/measure"
)

// Mixes are the mixes of benchmarks, by the same classes of operators.
type Mixes struct {
	// Classes are their names, as "memory_load".
	Classes []string
	Mixes   []Mix
}

// A Mix is what a benchmark consists of and what it executes: how many operators of
// WebAssembly of each class.
type Mix struct {
	Benchmark string
	// Entities is how many types, functions and so on its module defines.
	Entities Entities
	// Static counts the operators in its code, by class. Dynamic counts those executed
	// between bench.start and bench.end; it is nil where that is not known.
	Static, Dynamic []uint64
	// Native are counts of native code that a recording has of it; empty where there is
	// none.
	Native map[NativeEvent]float64
}

// Entities are what a module defines, without what it imports, and without what its
// functions consist of. Types are those of the type section, in which a group of
// recursive types is one.
type Entities struct {
	Types, Tags, Globals, Memories, Tables, DataSegments, ElemSegments, Functions uint64
}

// A NativeEvent is what is counted of native code, and in which phase.
type NativeEvent struct {
	Phase measure.Phase
	Event string
}

// StaticTotal is how many operators the code has.
func (m *Mix) StaticTotal() uint64 { return sum(m.Static) }

// DynamicTotal is how many were executed; false if that is not known.
func (m *Mix) DynamicTotal() (uint64, bool) { return sum(m.Dynamic), m.Dynamic != nil }

func sum(counts []uint64) (n uint64) {
	for _, c := range counts {
		n += c
	}
	return n
}

// MixDifference is what part of a mix is in other classes than in another one: half of
// the sum of what the shares of a class differ by, which is the total variation distance
// between the two, from 0 to 1. It is NaN where one of them has no operators.
func MixDifference(a, b []uint64) float64 {
	na, nb := float64(sum(a)), float64(sum(b))
	if na == 0 || nb == 0 {
		return math.NaN()
	}
	d := 0.0
	for c := range a {
		d += math.Abs(float64(a[c])/na - float64(b[c])/nb)
	}
	return d / 2
}

// Uncovered are the classes that no benchmark's code has, and those that one has but
// none executed: not those of a benchmark of which it is not known what it executed.
func (m *Mixes) Uncovered() (absent, idle []string) {
	for c, name := range m.Classes {
		var static, dynamic uint64
		unknown := false
		for i := range m.Mixes {
			mix := &m.Mixes[i]
			static += mix.Static[c]
			if mix.Dynamic != nil {
				dynamic += mix.Dynamic[c]
			} else if mix.Static[c] > 0 {
				unknown = true
			}
		}
		switch {
		case static == 0:
			absent = append(absent, name)
		case dynamic == 0 && !unknown:
			idle = append(idle, name)
		}
	}
	return absent, idle
}
