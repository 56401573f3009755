package native

import "C"

import (
	"slices"
	"sync"
	"sync/atomic"

	"github.com/sightglass-go/sightglass/measure"
)

// A measure that only Go can start is known to C by its place in a table,
// because C may not keep pointers to it. Reading the table takes one atomic
// load, since that is inside the measure's window at its end; writers copy.
var (
	callbacks   atomic.Pointer[[]*callback]
	callbacksMu sync.Mutex
)

type callback struct {
	measure  measure.Measure
	panicked any
}

// register returns m's place in the table.
func register(m measure.Measure) (index int) {
	callbacksMu.Lock()
	defer callbacksMu.Unlock()
	var table []*callback
	if old := callbacks.Load(); old != nil {
		table = slices.Clone(*old)
	}
	index = slices.Index(table, nil)
	if index < 0 {
		index = len(table)
		table = append(table, nil)
	}
	table[index] = &callback{measure: m}
	callbacks.Store(&table)
	return index
}

//export sightglassStart
func sightglassStart(index C.size_t) {
	c := (*callbacks.Load())[index]
	defer c.recover()
	c.measure.Start()
}

//export sightglassStop
func sightglassStop(index C.size_t) {
	c := (*callbacks.Load())[index]
	defer c.recover()
	c.measure.Stop()
}

// recover keeps a measure's panic from unwinding wasmtime's frames, which
// know nothing of it. It goes on when the guest has returned.
func (c *callback) recover() {
	if r := recover(); r != nil && c.panicked == nil {
		c.panicked = r
	}
}

//export sightglassRelease
func sightglassRelease(index C.size_t) {
	callbacksMu.Lock()
	defer callbacksMu.Unlock()
	table := slices.Clone(*callbacks.Load())
	table[index] = nil
	callbacks.Store(&table)
}
