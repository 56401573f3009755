package measure

import "strings"

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
	// SampledTime is the time of one thread in user space as samples tell it: each one
	// that the kernel took stands for the time between two.
	SampledTime = Event{Name: "sampled-nanoseconds", Unit: "ns", Better: Lower, Time: true}
	// DataReads and DataWrites are the instructions' accesses to memory, of any size.
	// These and those below up to VirtualCycles are counted by package callgrind.
	DataReads  = Event{Name: "data-reads", Unit: "reads", Better: Lower}
	DataWrites = Event{Name: "data-writes", Unit: "writes", Better: Lower}
	// What a simulated cache of the first level (L1) and the last one (LL) misses.
	L1InstructionMisses = Event{Name: "l1-icache-misses", Unit: "misses", Better: Lower}
	L1ReadMisses        = Event{Name: "l1-dcache-read-misses", Unit: "misses", Better: Lower}
	L1WriteMisses       = Event{Name: "l1-dcache-write-misses", Unit: "misses", Better: Lower}
	LLInstructionMisses = Event{Name: "ll-icache-misses", Unit: "misses", Better: Lower}
	LLReadMisses        = Event{Name: "ll-dcache-read-misses", Unit: "misses", Better: Lower}
	LLWriteMisses       = Event{Name: "ll-dcache-write-misses", Unit: "misses", Better: Lower}
	// Branches, and those that a simulated predictor got wrong.
	ConditionalBranches = Event{Name: "conditional-branches", Unit: "branches", Better: Lower}
	ConditionalMisses   = Event{Name: "conditional-branch-misses", Unit: "misses", Better: Lower}
	IndirectBranches    = Event{Name: "indirect-branches", Unit: "branches", Better: Lower}
	IndirectMisses      = Event{Name: "indirect-branch-misses", Unit: "misses", Better: Lower}
	// VirtualCycles estimate cycles of a core: instructions + 10 x misses of the first
	// level + 300 x misses of the last level + 15 x wrong predictions. The weights are
	// those of the Rust sightglass.
	VirtualCycles = Event{Name: "virtual-cycles", Unit: "cycles", Better: Lower}
	// Fuel is what an engine charges a guest for what it executes: about one
	// unit for each operator of WebAssembly. What an operator costs is up to the
	// engine and its version. One and the same engine counts the same on every
	// machine, so it is exact, needs no counter hardware, and says nothing about
	// time.
	Fuel = Event{Name: "fuel", Unit: "fuel", Better: Lower, Exact: true}
	// WasmOperators are the operators of WebAssembly that a guest executed, all of
	// them, nop, block and end too. The module is rewritten so that it counts them itself:
	// the same on every engine and machine, if what the guest asks of them is answered
	// the same. It is not said how long they take.
	WasmOperators = Event{Name: "wasm-operators", Unit: "operators", Better: Lower, Exact: true}
	// CodeSize is how large the native code of a compiled module is, in
	// Compilation only: what an engine made of the same module is always the same.
	// What belongs to the code, paddings and trampolines, is up to the engine.
	CodeSize = Event{Name: "code-size", Unit: "B", Better: Lower, Exact: true, Size: true}
	// GuestMemory is how large the linear memories of the guest are: after
	// Instantiation, and at the end of Execution. They never shrink.
	GuestMemory = Event{Name: "guest-memory", Unit: "B", Better: Lower, Exact: true, Size: true}
	// PeakMemory is the most memory that the process had resident within the
	// window, all of its own included, and MemoryGrowth by how much that is more
	// than what it had when the window was opened, never less than 0: see package memory.
	PeakMemory   = Event{Name: "peak-memory", Unit: "B", Better: Lower, Size: true}
	MemoryGrowth = Event{Name: "memory-growth", Unit: "B", Better: Lower, Size: true}
	// Femtoseconds are the time that a Go benchmark takes for an operation, its
	// ns/op without a point. This event and the next three are those of package
	// gotest.
	Femtoseconds = Event{Name: "femtoseconds", Unit: "fs", Better: Lower, Time: true}
	// BytesPerSecond are a Go benchmark's MB/s, of a million bytes.
	BytesPerSecond = Event{Name: "bytes-per-second", Unit: "B/s", Better: Higher}
	// AllocatedBytes and Allocations are its B/op and allocs/op.
	AllocatedBytes = Event{Name: "allocated-bytes", Unit: "B", Better: Lower}
	Allocations    = Event{Name: "allocations", Unit: "allocations", Better: Lower}
)

// OperatorsOf is the event of the WasmOperators of one class, by its name in package
// operators: "memory_load" makes "wasm-operators-memory-load".
func OperatorsOf(class string) Event {
	e := WasmOperators
	e.Name += "-" + strings.ReplaceAll(class, "_", "-")
	return e
}

// The names and units of Millionths begin with these.
const (
	micro      = "micro-"
	millionths = "1e-6 "
)

// Millionths is the event that counts millionths of a unit, such as the
// "hits/op" that a Go benchmark reports: it is called "micro-hits/op". A unit in
// nanoseconds, such as "p99-ns", is a time and better lower, one for each second
// ("requests/s") better higher; of others nothing is claimed.
func Millionths(unit string) Event {
	e := Event{Name: micro + unit, Unit: millionths + unit}
	switch what, per, _ := strings.Cut(unit, "/"); {
	case what == "ns" || strings.HasSuffix(what, "-ns"):
		e.Better, e.Time = Lower, true
	case per == "s" || per == "sec":
		e.Better = Higher
	}
	return e
}

// LookupEvent returns the event above that has the name, and whether there is
// one: rows of CSV, which has no room for units, get their unit and direction
// from here. The header of a recording in JSON Lines knows better; ask this for
// what it does not say.
func LookupEvent(name string) (Event, bool) {
	for _, e := range []*Event{
		&Cycles, &Nanoseconds, &CPUNanoseconds, &CPUCycles, &Instructions,
		&CacheAccesses, &CacheMisses, &TaskClock, &SampledTime, &Fuel, &WasmOperators,
		&CodeSize, &GuestMemory, &PeakMemory, &MemoryGrowth,
		&DataReads, &DataWrites, &L1InstructionMisses, &L1ReadMisses, &L1WriteMisses,
		&LLInstructionMisses, &LLReadMisses, &LLWriteMisses, &ConditionalBranches,
		&ConditionalMisses, &IndirectBranches, &IndirectMisses, &VirtualCycles,
		&Femtoseconds, &BytesPerSecond, &AllocatedBytes, &Allocations,
	} {
		if e.Name == name {
			return *e, true
		}
	}
	if class, ok := strings.CutPrefix(name, WasmOperators.Name+"-"); ok && class != "" {
		return OperatorsOf(class), true
	}
	if unit, ok := strings.CutPrefix(name, micro); ok && unit != "" {
		return Millionths(unit), true
	}
	return Event{}, false
}
