package measure

// The events of this module's measures and of recordings of other programs,
// each declared here and nowhere else.
var (
	// Cycles are ticks of the time-stamp counter, which runs at a constant rate
	// and is not the clock of a core: see package cycles.
	Cycles = Event{Name: "cycles", Unit: "cycles", Better: Lower, Time: true}
	// Nanoseconds are those of the monotonic clock, and CPUNanoseconds the
	// processor time of all threads of the process: see package walltime.
	Nanoseconds    = Event{Name: "nanoseconds", Unit: "ns", Better: Lower, Time: true}
	CPUNanoseconds = Event{Name: "cpu-nanoseconds", Unit: "ns", Better: Lower, Time: true}
	// CPUCycles are cycles of the core, which vary in length with its frequency
	// and stand still while it sleeps. This event and the next four are those of
	// package perfcounters. None is exact: an interrupt adds a few instructions
	// to user space on some processors.
	CPUCycles = Event{Name: "cpu-cycles", Unit: "cycles", Better: Lower, Time: true}
	// Instructions are those that were executed and not discarded as wrongly
	// predicted.
	Instructions = Event{Name: "instructions-retired", Unit: "instructions", Better: Lower}
	// CacheAccesses are what the processor calls a cache reference: on most, an
	// access to the last level. CacheMisses are those that went on to memory.
	CacheAccesses = Event{Name: "cache-accesses", Unit: "accesses", Better: Lower}
	CacheMisses   = Event{Name: "cache-misses", Unit: "misses", Better: Lower}
	// TaskClock is the time on a processor, user space and kernel, summed over
	// the threads that are counted.
	TaskClock = Event{Name: "task-clock", Unit: "ns", Better: Lower, Time: true}
	// Fuel is what an engine charges a guest for what it executes: about one
	// unit for each operator of WebAssembly. What an operator costs is up to the
	// engine and its version. One and the same engine counts the same on every
	// machine, so it is exact, needs no counter hardware, and says nothing about
	// time.
	Fuel = Event{Name: "fuel", Unit: "fuel", Better: Lower, Exact: true}
)

// LookupEvent returns the event above that has the name, and whether there is
// one: rows of CSV, which has no room for units, get their unit and direction
// from here. The header of a recording in JSON Lines knows better; ask this for
// what it does not say.
func LookupEvent(name string) (Event, bool) {
	for _, e := range []*Event{
		&Cycles, &Nanoseconds, &CPUNanoseconds, &CPUCycles, &Instructions,
		&CacheAccesses, &CacheMisses, &TaskClock, &Fuel,
	} {
		if e.Name == name {
			return *e, true
		}
	}
	return Event{}, false
}
