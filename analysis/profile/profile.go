// Package profile says which functions the difference between two profiles lies in.
//
// A profile is what a recorder found of one Execution or of several: a
// record.Profile. Merge puts those of several processes together, and Compare lists
// functions, with the count of each arm, and how much of the whole difference is
// theirs. All that was counted is in one of the lines, so that their sum is the total.
package profile

import (
	"errors"
	"fmt"
	"math"

	"github.com/sightglass-go/sightglass/measure/record"
)

// ErrIncomparable is wrapped by the error for profiles that cannot be merged or
// compared.
var ErrIncomparable = errors.New("profiles that cannot be compared")

// Merge puts profiles of one event together. There has to be one.
func Merge(list ...*record.Profile) (*record.Profile, error) {
	if len(list) == 0 {
		return nil, fmt.Errorf("%w: there is none", ErrIncomparable)
	}
	all := &record.Profile{Event: list[0].Event, Period: list[0].Period}
	frames := map[record.ProfileFrame]int{}
	for _, p := range list {
		if err := check(p); err != nil {
			return nil, err
		}
		if p.Event != all.Event {
			return nil, fmt.Errorf("%w: one is of %s, and another of %s", ErrIncomparable, all.Event, p.Event)
		}
		if p.Period != all.Period {
			return nil, fmt.Errorf("%w: a sample of one stands for %d, and of another for %d", ErrIncomparable, all.Period, p.Period)
		}
		all.Windows += p.Windows
		all.Total += p.Total
		at := make([]int, len(p.Frames))
		for i, f := range p.Frames {
			n, ok := frames[f]
			if !ok {
				n = len(all.Frames)
				frames[f] = n
				all.Frames = append(all.Frames, f)
			}
			at[i] = n
		}
		for _, s := range p.Samples {
			moved := record.ProfileSample{Count: s.Count, Stack: make([]int, len(s.Stack))}
			for i, frame := range s.Stack {
				moved.Stack[i] = at[frame]
			}
			all.Samples = append(all.Samples, moved)
		}
	}
	return all, nil
}

// check refuses what no recorder writes.
func check(p *record.Profile) error {
	left := p.Total
	for _, s := range p.Samples {
		if len(s.Stack) == 0 {
			return fmt.Errorf("%w: a sample has no function", ErrIncomparable)
		}
		for _, frame := range s.Stack {
			if frame < 0 || frame >= len(p.Frames) {
				return fmt.Errorf("%w: a sample has function %d of %d", ErrIncomparable, frame, len(p.Frames))
			}
		}
		if p.Period > 0 && s.Count%p.Period != 0 {
			return fmt.Errorf("%w: a count of %d is no number of samples of %d", ErrIncomparable, s.Count, p.Period)
		}
		if s.Count > left {
			return fmt.Errorf("%w: its samples are more than its total of %d", ErrIncomparable, p.Total)
		}
		left -= s.Count
	}
	if left != 0 {
		return fmt.Errorf("%w: its samples are %d less than its total of %d", ErrIncomparable, left, p.Total)
	}
	if p.Windows <= 0 {
		return fmt.Errorf("%w: it has %d windows", ErrIncomparable, p.Windows)
	}
	return nil
}

// Result is one profile, or two beside each other.
type Result struct {
	// Event is what was counted.
	Event string `json:"event"`
	// Period is the count that each sample stands for, 0 if everything was counted.
	Period uint64 `json:"period,omitempty"`
	// Arms are the names of the profiles.
	Arms []string `json:"arms"`
	// Windows are in how many Executions each was counted.
	Windows []int `json:"windows"`
	// Totals are the counts of one Execution, the mean if there were several: the sum
	// of the lines.
	Totals []float64 `json:"totals"`
	// Guest is how much of each total is in the benchmark's own functions, and not in the
	// engine or what runs beside it.
	Guest []float64 `json:"guest"`
	// Unnamed is how many functions of the benchmark have no name in its file.
	Unnamed int `json:"unnamed,omitempty"`
	// Ratio is the second total divided by the first; NaN if there is no second, or the
	// first is 0.
	Ratio float64 `json:"-"`
	// ByName is set if the arms have different modules, so that functions of one name
	// are taken for the same.
	ByName bool `json:"by_name,omitempty"`
	// Lines are the functions: those of the guest that count or differ most first, then
	// all that is not the guest's.
	Lines []Line      `json:"lines"`
	each  [][]float64 // the totals of each arm's processes
}

// Line is one function.
type Line struct {
	Kind record.FrameKind `json:"kind"`
	// Index is the function's in its module, -1 if it is not the guest's, or has
	// different ones in the arms.
	Index int64  `json:"index"`
	Name  string `json:"name"`
	// File and Line are where it was written, if the module says it; of two modules, the
	// first that does.
	File string `json:"file,omitempty"`
	Line int    `json:"line,omitempty"`
	// Counts are those of each arm, of one Execution.
	Counts []float64   `json:"counts"`
	each   [][]float64 // the same of its processes, as far as they count
}

// Difference is by how much the second count is more than the first; NaN if there is
// no second.
func (l *Line) Difference() float64 { return difference(l.Counts) }

// Of is the share that the function has of the whole difference: more than 1, or less
// than 0, where others go the other way. It is NaN where nothing differs, and where
// samples do not say for sure that the whole does.
func (r *Result) Of(l *Line) float64 {
	whole := difference(r.Totals)
	_, verdict := r.Whole()
	switch d := l.Difference(); {
	case whole == 0, r.Sampled() && verdict != Changed:
		return math.NaN()
	case d == 0: // not -0
		return 0
	default:
		return d / whole
	}
}

func difference(counts []float64) float64 {
	if len(counts) < 2 {
		return math.NaN()
	}
	return counts[1] - counts[0]
}
