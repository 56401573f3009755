package library

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/sightglass-go/sightglass/measure"
)

// timer is the pair of C functions that opens and closes the windows of a
// measure: its own entry points, or two that lead to Start and Stop in Go.
type timer struct {
	start, stop, arg uintptr
	measure          measure.Measure
	direct           measure.Direct // nil if the library calls Go
	called           measure.Calls  // of Go
	panicked         any
}

// timers are those that the library reaches through Go, by their place, because C
// may not keep pointers to them. Reading takes one atomic load, since it is inside
// a window; writers copy. Place 0 stays empty: some would take it for no timer.
var (
	timers   atomic.Pointer[[]*timer]
	timersMu sync.Mutex
)

func newTimer(m measure.Measure) *timer {
	t := &timer{measure: m}
	if d, ok := m.(measure.Direct); ok {
		if e, ok := d.Entries(); ok {
			d.Calls() // forget what others called
			t.direct, t.start, t.stop, t.arg = d, e.Start, e.Stop, uintptr(e.Env)
			return t
		}
	}
	timersMu.Lock()
	defer timersMu.Unlock()
	table := []*timer{nil}
	if old := timers.Load(); old != nil {
		table = slices.Clone(*old)
	}
	place := slices.Index(table[1:], nil) + 1
	if place == 0 {
		place = len(table)
		table = append(table, nil)
	}
	table[place] = t
	timers.Store(&table)
	t.start, t.stop = callbacks()
	t.arg = uintptr(place)
	return t
}

// free gives back the timer's place. The library must not call it any more.
func (t *timer) free() {
	if t.direct != nil {
		return
	}
	timersMu.Lock()
	defer timersMu.Unlock()
	table := slices.Clone(*timers.Load())
	if table[t.arg] == t {
		table[t.arg] = nil
	}
	timers.Store(&table)
}

// started and stopped are what C calls. A place that nobody has is one that the
// library made up, or kept too long.
func started(place uintptr) uintptr {
	if t := timerAt(place); t != nil {
		defer t.recover()
		t.called = t.called<<2 | measure.CallStart
		t.measure.Start()
	}
	return 0
}

func stopped(place uintptr) uintptr {
	if t := timerAt(place); t != nil {
		defer t.recover()
		t.measure.Stop()
		t.called = t.called<<2 | measure.CallStop
	}
	return 0
}

func timerAt(place uintptr) *timer {
	if table := *timers.Load(); place < uintptr(len(table)) {
		return table[place]
	}
	return nil
}

// recover keeps a measure's panic from unwinding the library's frames.
func (t *timer) recover() {
	if r := recover(); r != nil && t.panicked == nil {
		t.panicked = r
	}
}

// calls returns how the library called the timer since the last call of calls. It
// raises a panic of the measure again.
func (t *timer) calls() (calls measure.Calls) {
	if t.direct != nil {
		return t.direct.Calls()
	}
	calls, t.called = t.called, 0
	if r := t.panicked; r != nil {
		t.panicked = nil
		panic(r)
	}
	return calls
}

// misuse words how the timers of a phase were called, if that was not once, start
// before end.
func misuse(calls measure.Calls) error {
	if calls == measure.OneWindow {
		return nil
	}
	var order []string
	for i := range calls.Len() {
		order = append(order, map[measure.Calls]string{measure.CallStart: "start", measure.CallStop: "end"}[calls.At(i)])
	}
	switch len(order) {
	case 0:
		return fmt.Errorf("%w: it called neither timer; it must call start, then end, once each", ErrTimers)
	case 32:
		order = append(order[:4], "...")
	}
	return fmt.Errorf("%w: it called its timers as %s; it must call start, then end, once each", ErrTimers, strings.Join(order, ", "))
}
