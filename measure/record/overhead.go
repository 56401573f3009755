package record

import (
	"encoding/json"
	"fmt"

	"github.com/sightglass-go/sightglass/measure"
)

// Overhead is what measuring costs on a machine, as calibration found it.
type Overhead struct {
	// Arch is that of the rows; an overhead says nothing of another machine.
	Arch string `json:"arch,omitempty"`
	// Measures are those that were open, from outermost to innermost, and
	// Phase the plan's.
	Measures []string      `json:"measures"`
	Phase    measure.Phase `json:"phase,omitempty"`
	// Component is set if Windows are those of a component of WASI 0.2, which say
	// nothing of core modules, as theirs say nothing of components.
	Component bool `json:"component,omitempty"`
	// Components are the windows of a component where Windows are those of a core
	// module and both were calibrated.
	Components []Window `json:"components,omitempty"`
	// Processes and Iterations are what was planned.
	Processes  int `json:"processes"`
	Iterations int `json:"iterations"`
	// Windows holds, by engine and event, the window of a guest that does
	// nothing, Execution: from the stamp of bench.start to that of bench.end.
	Windows []Window `json:"windows"`
	// Floor holds, by event, two stamps back to back. There is no way from a
	// guest to the stamps that costs less. Where all engines are Remote there is none.
	Floor []Window `json:"floor"`
	// Brackets holds, by event and for Compilation and Instantiation, what
	// these windows hold beside the engine's work. The recorder opens and
	// closes them itself, so it is the same for every engine but those that are Remote.
	Brackets []Window `json:"brackets,omitempty"`
	// Warnings are those of the recording.
	Warnings []string `json:"warnings,omitempty"`
	// Err is why a header's overhead could not be read. It is nil for one that
	// could; otherwise all else is empty.
	Err error `json:"-"`
}

// overheadFields are an Overhead's, read and written as any others.
type overheadFields Overhead

// UnmarshalJSON reads what calibration wrote. What it cannot read is no reason to
// refuse the rows of a recording: it is in Err.
func (o *Overhead) UnmarshalJSON(text []byte) error {
	var f overheadFields
	if err := json.Unmarshal(text, &f); err != nil {
		f = overheadFields{Err: fmt.Errorf("the overhead in a recording's header cannot be read: %w", err)}
	}
	*o = Overhead(f)
	return nil
}

// MarshalJSON writes null for what could not be read.
func (o Overhead) MarshalJSON() ([]byte, error) {
	if o.Err != nil {
		return []byte("null"), nil
	}
	return json.Marshal(overheadFields(o))
}

// Window is what one event counts in one kind of window in which nothing is
// done.
type Window struct {
	// Engine and Flags are those of the rows; both are empty in
	// Overhead.Floor and Overhead.Brackets.
	Engine string        `json:"engine,omitempty"`
	Flags  string        `json:"engine_flags,omitempty"`
	Phase  measure.Phase `json:"phase"`
	Event  string        `json:"event"`
	Unit   string        `json:"unit,omitempty"`
	// Remote is that of the Engine: neither Floor nor Brackets are in its counts.
	Remote bool `json:"remote,omitempty"`
	// Cold describes the first window of each process, Warm all others. Each
	// is nil if there were none.
	Cold *Summary `json:"cold,omitempty"`
	Warm *Summary `json:"warm,omitempty"`
	// Scaled is how many of the counts are estimates, because the counter
	// shared its hardware with others.
	Scaled int `json:"scaled,omitempty"`
}

// Lookup returns the window of an event in the Execution phase of a benchmark
// on an engine, under the name and with the flags that rows have, and whether
// anything was counted. It is the overhead of a guest that calls bench.start
// and bench.end, not of a call measured from outside (record.Call).
func (o *Overhead) Lookup(engine, flags, event string) (Window, bool) {
	return o.LookupPhase(engine, flags, measure.Execution, event)
}

// For returns the overhead of components, or that of core modules: nil if it was not
// calibrated.
func (o *Overhead) For(component bool) *Overhead {
	switch {
	case o.Component == component:
		return o
	case component && o.Components != nil:
		of := *o
		of.Component, of.Windows, of.Components = true, o.Components, nil
		return &of
	}
	return nil
}

// LookupPhase is Lookup for any phase. In Compilation and Instantiation it is
// the same for every engine that was calibrated, but not known of one that is Remote.
func (o *Overhead) LookupPhase(engine, flags string, phase measure.Phase, event string) (Window, bool) {
	w, ok := find(o.Windows, engine, flags, measure.Execution, event)
	switch {
	case phase == measure.Execution || !ok:
		return w, ok
	case w.Remote:
		return Window{}, false
	}
	return find(o.Brackets, "", "", phase, event)
}

// LookupFloor returns two stamps back to back, and whether anything was
// counted.
func (o *Overhead) LookupFloor(event string) (Window, bool) {
	return find(o.Floor, "", "", measure.Execution, event)
}

func find(list []Window, engine, flags string, phase measure.Phase, event string) (Window, bool) {
	for _, w := range list {
		if w.Engine == engine && w.Flags == flags && w.Phase == phase && w.Event == event {
			return w, w.Cold != nil || w.Warm != nil
		}
	}
	return Window{}, false
}

// Summary describes counts. There is no Summary of no count: where nothing
// was counted a *Summary is nil.
type Summary struct {
	// N is the number of counts, at least 1.
	N int `json:"n"`
	// Min and Max are counts.
	Min uint64 `json:"min"`
	Max uint64 `json:"max"`
	// Median is the middle one of the sorted counts, or the mean of the two
	// middle ones. Of one count it is that count, and so is the mean.
	Median float64 `json:"median"`
	Mean   float64 `json:"mean"`
	// MeanDeviation is the mean absolute deviation from the mean,
	// (1/n) sum |x - mean|. It needs 2 counts and is nil without: one count
	// says nothing of how counts differ.
	MeanDeviation *float64 `json:"mean_deviation,omitempty"`
	// P99 is the 99th percentile by nearest rank: the smallest count such that
	// at least 99 of 100 are not greater, which is type 1 of Hyndman and Fan,
	// "Sample Quantiles in Statistical Packages" (The American Statistician
	// 50, 1996). It needs 100 counts and is nil without: it would be Max.
	P99 *uint64 `json:"p99,omitempty"`
	// ProcessMedians are the medians of each process by itself, in the order
	// in which they ran. Windows of one process are not independent of one
	// another, processes are: an interval for the overhead is made of these.
	// Where each process has one count only it is nil.
	ProcessMedians []float64 `json:"process_medians,omitempty"`
}
