package analysis

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/words"
)

// Subtraction is what was subtracted from each count of a series.
type Subtraction struct {
	// Count is Window.Median, rounded to a whole count, times Times.
	Count uint64 `json:"count"`
	// Window is what measuring costs, as it was calibrated.
	Window Window `json:"window"`
	// Times is 1, and for totals the number of benchmarks that were added up.
	Times int `json:"times"`
	// Clamped is how many counts were smaller than Count, and are 0 now.
	Clamped int `json:"clamped,omitempty"`
}

// ErrNoOverhead is wrapped by the errors for data without an overhead.
var ErrNoOverhead = errors.New("cannot subtract the overhead of measuring")

// SubtractOverhead returns the data with the median window of measuring
// subtracted from every count, and what should be known about that. The data
// itself stays as it is.
//
// A count below the window becomes 0, never less; *ClampedCounts says how
// many. Each series that was changed says so in Subtracted. A series for which
// no window is known stays as it is, and *NotSubtracted names it. It is an
// error if that is so for all, or if a recording was not calibrated: which
// rows are whose is not known.
//
// The window is an estimate, too. Comparisons add how well it is known to
// their intervals: see CompareSeries.
func SubtractOverhead(d *Data) (*Data, []error, error) {
	o := d.overheads()
	if o.lacking > 0 || len(o.calibrations) == 0 {
		why := fmt.Errorf("%w: %s not say what measuring cost", ErrNoOverhead, recordingsDo(o.lacking))
		return nil, nil, errors.Join(append([]error{why}, o.broken...)...)
	}
	out := *d
	out.Series = slices.Clone(d.Series)
	out.Warnings = slices.DeleteFunc(slices.Clone(d.Warnings), func(err error) bool {
		var large *LargeWindow
		return errors.As(err, &large)
	})
	var warnings []error
	type reason struct {
		key  Key
		call bool
		size bool
		own  bool
	}
	left := make(map[reason]*NotSubtracted)
	for i := range out.Series {
		s := &out.Series[i]
		if s.Subtracted != nil {
			return nil, nil, fmt.Errorf("%w: it was subtracted already", ErrNoOverhead)
		}
		w, ok := o.lookup(s.Key)
		if !ok {
			why := reason{s.Key, s.Phase == measure.Execution && o.called(s.Wasm), d.event(s.Event).Size, s.Phase != measure.Execution && o.remote(s.Key)}
			why.key.Wasm = ""
			if left[why] == nil {
				left[why] = &NotSubtracted{Key: why.key, Call: why.call, Size: why.size, Remote: why.own}
				warnings = append(warnings, left[why])
			}
			left[why].Series++
			continue
		}
		s.subtract(w)
		if s.Subtracted.Clamped > 0 {
			warnings = append(warnings, &ClampedCounts{s.Key, s.Subtracted.Clamped, s.Len(), w.Median})
		}
	}
	if len(out.Series) > 0 && !slices.ContainsFunc(out.Series, func(s Series) bool { return s.Subtracted != nil }) {
		return nil, nil, errors.Join(append([]error{fmt.Errorf("%w: it is known of none of the engines and events", ErrNoOverhead)}, warnings...)...)
	}
	return &out, warnings, nil
}

func recordingsDo(n int) string {
	if n < 2 {
		return "the recording does"
	}
	return fmt.Sprintf("%d recordings do", n)
}

// subtract changes the series, and none of the slices it shared.
func (s *Series) subtract(w Window) {
	less := &Subtraction{Count: uint64(math.Round(w.Median)), Window: w, Times: 1}
	processes := s.Processes()
	if s.stored == nil {
		processes = slices.Clone(processes)
		for i := range processes {
			processes[i].Counts = slices.Clone(processes[i].Counts)
		}
		s.processes = processes
	}
	less.Clamped = lessen(processes, less.Count)
	s.Subtracted = less
}

// lessen subtracts from all counts, and returns how many were less than that.
func lessen(processes []Process, by uint64) (clamped int) {
	for i := range processes {
		counts := processes[i].Counts
		for j, c := range counts {
			if c < by {
				clamped++
			}
			counts[j] = c - min(c, by)
		}
	}
	return clamped
}

// times is the subtraction of n benchmarks' counts together, each of which was
// less the same window.
func (s *Subtraction) times(n, clamped int) *Subtraction {
	return &Subtraction{s.Count * uint64(n), s.Window, n, clamped}
}

// ClampedCounts is the warning that counts were smaller than the window that
// was subtracted, and are 0 now.
type ClampedCounts struct {
	Key
	Clamped, Values int
	Window          float64
}

func (w *ClampedCounts) Error() string {
	return fmt.Sprintf("%v: %d of %s were below the window of %.10g that was subtracted, and are 0 now",
		w.Key, w.Clamped, words.Count(w.Values, "count"), w.Window)
}

// NotSubtracted is the warning that the window of a quantity is not known and
// nothing was subtracted.
type NotSubtracted struct {
	Key        // without Wasm
	Series int // how many, of as many benchmarks
	Call   bool
	Size   bool
	Remote bool // the engine reads a clock of its own
}

func (w *NotSubtracted) Error() string {
	why := "it was not calibrated"
	if w.Remote {
		why = "the engine reads a clock of its own, and only its window of Execution can be calibrated"
	} else if w.Size {
		why = "it is a size, not what a window adds up"
	} else if w.Call {
		why = "whole calls were measured, from outside, where the window of bench.start and bench.end does not apply"
	}
	return fmt.Sprintf("nothing was subtracted from %s of %v on %v (%s): %s", w.Event, w.Phase, w.Config(), w.Arch, why)
}
