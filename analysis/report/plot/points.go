package plot

import (
	"cmp"
	"math"
	"slices"

	"github.com/sightglass-go/sightglass/measure/words"
)

// Points is what Distribution and RunOrder draw, for a page that draws it itself, at
// its own width and with the value under the pointer in words. All that is worked out
// is worked out here: medians, what is an outlier, the axis and its labels.
type Points struct {
	// Low and High are the ends of the axis, in counts; Log says that it is logarithmic.
	Low  float64 `json:"low"`
	High float64 `json:"high"`
	Log  bool    `json:"log,omitempty"`
	// Ticks are the labels on the axis, and Label is its own: the unit, and what else
	// must be known of it.
	Ticks []AxisTick `json:"ticks"`
	Label string     `json:"label"`
	// Unit is the one in which a count reads best.
	Unit words.Unit  `json:"unit"`
	Arms []ArmPoints `json:"arms"`
}

// AxisTick is a label on an axis, in counts or as a ratio.
type AxisTick struct {
	At    float64 `json:"at"`
	Label string  `json:"label"`
}

// ArmPoints is the values of one engine.
type ArmPoints struct {
	Name string `json:"name"`
	// Thinned says which values are missing, empty if none is.
	Thinned   string          `json:"thinned,omitempty"`
	Processes []ProcessPoints `json:"processes"`
}

// ProcessPoints is the values of a process.
type ProcessPoints struct {
	// Place is that of the process in the order of time, among those of all engines,
	// counted from 0.
	Place int `json:"at"`
	// Median is that of the process without its warm-up, null if nothing is left.
	Median *float64 `json:"median"`
	// Odd marks an outlying process.
	Odd bool `json:"odd,omitempty"`
	// Counts are the values in the order of iterations. Index are the places of these
	// among all of the process, where not all are here. The first Warm of them are
	// warm-up, and Outliers are the places in Counts of outliers.
	Counts   []uint64 `json:"counts"`
	Index    []int    `json:"index,omitempty"`
	Warm     int      `json:"warm,omitempty"`
	Outliers []int    `json:"outliers,omitempty"`
}

// axisTicks is how many labels an axis has that must fit on a phone.
const axisTicks = 4

// PointsOf returns what is drawn of the arms, which are of one benchmark, phase and
// event.
func PointsOf(arms []Arm, o SampleOptions) *Points {
	s := newRunOrder(arms, o)
	low, high := s.axis.low*s.axis.divide, s.axis.high*s.axis.divide
	p := &Points{Low: low, High: high, Log: s.axis.log, Label: s.axis.label, Unit: words.UnitOf(o.Event, high), Ticks: []AxisTick{}}
	at := niceTicks(s.axis.low, s.axis.high, axisTicks)
	if s.axis.log {
		at = logTicks(s.axis.low, s.axis.high, axisTicks)
	}
	for _, t := range ticks(at) {
		p.Ticks = append(p.Ticks, AxisTick{t.Value * s.axis.divide, t.Label})
	}
	for i := range s.arms {
		p.Arms = append(p.Arms, s.arms[i].points(s.place))
	}
	return p
}

// points sorts what is drawn by process.
func (s *samples) points(place map[uint64]int) ArmPoints {
	arm := ArmPoints{Name: s.Name, Thinned: s.thinned()}
	of := make(map[int]int, len(s.medians)) // a process's place in the list
	at := func(process int) *ProcessPoints {
		k, ok := of[process]
		if !ok {
			k = len(arm.Processes)
			of[process] = k
			p := ProcessPoints{Place: place[s.processes[process].ID], Odd: s.odd[process], Counts: []uint64{}}
			if m := s.medians[process]; !math.IsNaN(m) {
				p.Median = &m
			}
			arm.Processes = append(arm.Processes, p)
		}
		return &arm.Processes[k]
	}
	for k := 0; k < len(s.medians); k += s.skip {
		at(k)
	}
	drawn := slices.Clone(s.drawn)
	slices.SortFunc(drawn, func(a, b sample) int { return cmp.Or(cmp.Compare(a.process, b.process), cmp.Compare(a.index, b.index)) })
	for _, v := range slices.Compact(drawn) { // the extremes come again
		p := at(v.process)
		switch v.kind {
		case warm:
			p.Warm = len(p.Counts) + 1
		case outlier:
			p.Outliers = append(p.Outliers, len(p.Counts))
		}
		p.Counts = append(p.Counts, v.count)
		if s.every > 1 {
			p.Index = append(p.Index, v.index)
		}
	}
	return arm
}
