// Package walltime measures in nanoseconds: how much time went by, and how
// much processor time the whole process took meanwhile.
//
//	nanoseconds      the monotonic clock. Linux slews it by at most 0.05% to
//	                 follow the time of day, and stops it during suspend. On
//	                 Windows the performance counter, in steps of 100 ns.
//	cpu-nanoseconds  processor time of all threads of the process, in user
//	                 and kernel mode: more than nanoseconds where an engine
//	                 compiles on several threads or the Go collector runs,
//	                 less where a thread sleeps or waits for its turn. Linux,
//	                 macOS and FreeBSD count nanoseconds; Windows counts timer
//	                 interrupts of about 15 ms, and says so in Describe.
//	                 Elsewhere the event is absent.
//
// The wall stamp is the inner one: processor time is read before it at the
// start and after it at the stop, because reading it is a system call and
// takes some 10 times as long. So cpu-nanoseconds holds about one such call
// per window, and nanoseconds holds none. The wall stamp is time.Since, which
// reads nothing but the monotonic clock and on Linux through the vDSO: 24 ns
// where this was written, against 174 ns for CLOCK_MONOTONIC_RAW, which the Go
// runtime does not offer and which so takes a system call. What RAW would
// spare, the slewing, is below what any benchmark can resolve.
//
// Importing this package registers the measure "time". It uses no cgo.
package walltime

import (
	"errors"
	"fmt"
	"os"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/clock"
)

// Name is the name under which the measure is registered.
const Name = "time"

func init() {
	measure.Register(Name, func() (measure.Measure, error) { return Open(), nil })
}

// Timer is the measure. Use Open to get one.
type Timer struct {
	events   []measure.Event
	warnings []string

	cpuStart, cpuStop   cpuStamp
	cpuErr              [2]error // of the last start and stop
	wallStart, wallStop uint64

	starts, stops uint64 // since the last Readings
	ever, closed  bool
}

var _ measure.Described = (*Timer)(nil)

// Open returns a timer. It cannot fail: where processor time cannot be read
// the only event is measure.Nanoseconds, and a warning in Describe.
func Open() *Timer {
	t := &Timer{events: []measure.Event{measure.Nanoseconds}}
	if err := t.cpuStart.take(); err != nil {
		t.warnings = append(t.warnings, fmt.Sprintf("%s is not recorded: %v", measure.CPUNanoseconds.Name, err))
	} else {
		t.events = append(t.events, measure.CPUNanoseconds)
		t.warnings = append(t.warnings, cpuWarnings...)
	}
	return t
}

// Events returns measure.Nanoseconds and, where processor time can be read,
// measure.CPUNanoseconds.
func (t *Timer) Events() []measure.Event { return t.events }

// Start takes the first stamps, the wall stamp last.
func (t *Timer) Start() {
	t.starts++
	t.cpuErr[0] = t.cpuStart.take()
	t.wallStart = clock.Now()
}

// Stop takes the second stamps, the wall stamp first.
func (t *Timer) Stop() {
	t.wallStop = clock.Now()
	t.cpuErr[1] = t.cpuStop.take()
	t.stops++
}

// Readings appends the nanoseconds between the last start and the last stop.
// It appends readings that are Missing and returns an error if there was no
// window yet or if starts and stops since the last call do not pair
// (measure.ErrUnpaired), and for processor time alone if the system refused to
// tell.
func (t *Timer) Readings(dst []measure.Reading) ([]measure.Reading, error) {
	starts, stops := t.starts, t.stops
	t.starts, t.stops = 0, 0
	t.ever = t.ever || stops > 0
	var err error
	if t.closed {
		err = fmt.Errorf("time: %w", os.ErrClosed)
	} else if starts != stops || !t.ever {
		err = fmt.Errorf("time: %w: %d starts, %d stops", measure.ErrUnpaired, starts, stops)
	}
	dst = append(dst, reading(measure.Nanoseconds, t.wallStart, t.wallStop, err))
	if len(t.events) > 1 {
		if err == nil {
			if err = errors.Join(t.cpuErr[:]...); err != nil {
				err = fmt.Errorf("time: %s: %w", measure.CPUNanoseconds.Name, err)
			}
		}
		dst = append(dst, reading(measure.CPUNanoseconds, t.cpuStart.nanos(), t.cpuStop.nanos(), err))
	}
	return dst, err
}

func reading(e measure.Event, start, stop uint64, err error) measure.Reading {
	if err != nil || stop < start {
		return measure.Reading{Event: e, Status: measure.Missing}
	}
	return measure.Reading{Event: e, Count: stop - start}
}

// Describe names the clocks. The frequency is that of both events' unit.
func (t *Timer) Describe() measure.Description {
	return measure.Description{
		Clock:           clock.Source + "; " + cpuSource,
		FrequencyHz:     1e9,
		FrequencySource: "both clocks count nanoseconds",
		Warnings:        append([]string(nil), t.warnings...),
	}
}

// Close does nothing but make later Readings fail.
func (t *Timer) Close() error {
	t.closed = true
	return nil
}
