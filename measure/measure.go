// Package measure is what every way of measuring has in common: the phases of
// a benchmark, the events that can be counted in them, and the Measure
// interface. It knows no engine, no file and no process.
//
// A measure is opened, then started and stopped around each piece of work, and
// read after each stop:
//
//	m, err := measure.Open("cycles")
//	...
//	m.Start()
//	work()
//	m.Stop()
//	readings, err = m.Readings(readings[:0])
//
// The packages below this one (cycles, walltime, perfcounters, callgrind, memory) register
// themselves with [Default] when they are imported; "noop" is always there.
package measure

import "errors"

// ErrUnpaired is wrapped by the error of Readings when the calls of Start and
// Stop since the last reading do not pair, so that there is no window to
// report.
var ErrUnpaired = errors.New("starts and stops do not pair")

// Measure counts one or more events between Start and Stop.
//
// A Measure belongs to one goroutine, and that goroutine must stay on one
// operating-system thread (runtime.LockOSThread) from Open to Close, because
// some counters belong to a thread.
type Measure interface {
	// Events returns what is counted, in the order in which Readings returns
	// it. It is the same for the whole life of the measure. A name is a word of at most
	// 100 bytes; what has the name of an event that this package declares is that event.
	Events() []Event

	// Start begins counting. Taking the stamp is the last thing it does. It
	// does not allocate, lock, log or fail.
	Start()

	// Stop ends counting. Taking the stamp is the first thing it does. It
	// does not allocate, lock, log or fail. Stop without Start must be
	// harmless: its readings are worthless and the caller drops them.
	Stop()

	// Readings appends what was counted between the last Start and Stop, one
	// reading per event in the order of Events, and returns the extended
	// slice. All decoding happens here, outside the window. The error says
	// which counter could not be read and why.
	Readings(dst []Reading) ([]Reading, error)

	// Close gives the counters back. A second Close does nothing.
	Close() error
}

// Described is implemented by a measure that has something to say about how
// it counts. What it returns goes into the recording.
type Described interface {
	Describe() Description
}

// Description is how a measure counts on this machine.
type Description struct {
	// Clock names the source in words, such as "RDTSC between LFENCE" or
	// "perf_event_open, one group, user space only".
	Clock string `json:"clock,omitempty"`
	// FrequencyHz is the rate in hertz at which the counter advances, 0 where
	// it has none or it is not known.
	FrequencyHz float64 `json:"frequency_hz,omitempty"`
	// FrequencySource says how FrequencyHz was learned, such as
	// "CNTFRQ_EL0", "CPUID leaf 15H" or "measured against the monotonic
	// clock".
	FrequencySource string `json:"frequency_source,omitempty"`
	// Steps are the steps of clocks by event, in its unit: every count is a
	// multiple of it, and off by up to half of it at either end. Events whose
	// clock did not tick while nothing was done, or that are no time, have none.
	// See Steps.
	Steps map[string]float64 `json:"steps,omitempty"`
	// Warnings are the limits that a reader of the numbers should know:
	// events that could not be opened, a counter that is not invariant.
	Warnings []string `json:"warnings,omitempty"`
}

// Describe returns m's description, the zero value if it has none.
func Describe(m Measure) Description {
	if d, ok := m.(Described); ok {
		return d.Describe()
	}
	return Description{}
}
