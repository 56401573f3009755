package foreign

import (
	"slices"
	"sync"
	"sync/atomic"

	"github.com/sightglass-go/sightglass/measure"
)

// Timer is the pair of C functions that opens and closes the windows of a
// measure: its own entry points, or two that lead to Start and Stop in Go.
type Timer struct {
	// Start and Stop are the functions' addresses; they take Arg.
	Start, Stop, Arg uintptr
	// Direct is nil if the functions lead to Go.
	Direct   measure.Direct
	measure  measure.Measure
	called   measure.Calls // of Go
	panicked any
}

// timers are those that the library reaches through Go, by their place, because C
// may not keep pointers to them. Reading takes one atomic load, since it is inside
// a window; writers copy. Place 0 stays empty: some would take it for no timer.
var (
	timers   atomic.Pointer[[]*Timer]
	timersMu sync.Mutex
)

// NewTimer returns the timer of m. It has a place in a table until Free.
func NewTimer(m measure.Measure) *Timer {
	t := &Timer{measure: m}
	if d, ok := m.(measure.Direct); ok {
		if e, ok := d.Entries(); ok {
			d.Calls() // forget what others called
			t.Direct, t.Start, t.Stop, t.Arg = d, e.Start, e.Stop, uintptr(e.Env)
			return t
		}
	}
	timersMu.Lock()
	defer timersMu.Unlock()
	table := []*Timer{nil}
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
	t.Start, t.Stop = callbacks()
	t.Arg = uintptr(place)
	return t
}

// Free gives back the timer's place. The library must not call it any more.
func (t *Timer) Free() {
	if t.Direct != nil {
		return
	}
	timersMu.Lock()
	defer timersMu.Unlock()
	table := slices.Clone(*timers.Load())
	if table[t.Arg] == t {
		table[t.Arg] = nil
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

func timerAt(place uintptr) *Timer {
	if table := *timers.Load(); place < uintptr(len(table)) {
		return table[place]
	}
	return nil
}

// recover keeps a measure's panic from unwinding the library's frames.
func (t *Timer) recover() {
	if r := recover(); r != nil && t.panicked == nil {
		t.panicked = r
	}
}

// Calls returns how the library called the timer since the last call of Calls. It
// raises a panic of the measure again.
func (t *Timer) Calls() (calls measure.Calls) {
	if t.Direct != nil {
		return t.Direct.Calls()
	}
	calls, t.called = t.called, 0
	if r := t.panicked; r != nil {
		t.panicked = nil
		panic(r)
	}
	return calls
}
