// Package perfcounters counts what the processor did, through Linux's
// perf_event_open: cycles of the core, instructions, cache traffic, and the
// time on the processor. Importing it registers three measures:
//
//	perf-counters  cpu-cycles, instructions-retired, cache-accesses,
//	               cache-misses and task-clock, as one group: all count
//	               during the same nanoseconds or none does
//	insts-retired  instructions-retired alone, for machines with few
//	               counters, and for the smallest window
//	perf-samples   sampled-nanoseconds, and where in the code they were spent
//
// # What is counted
//
// The thread that opens the measure; and, except in Execution, every thread
// and process that it creates afterwards, directly or through these
// ("inherit"). So an engine's pool of native threads, which compiles, is
// counted if the measure was opened before the engine created it, and not if
// it was opened after. A guest runs on the opening thread, and there following
// the pool would only make the window larger: when measure.Enter says that the
// phase is Execution, that thread is counted alone. Without measure.Enter all
// is counted as in the other phases. Threads of the Go runtime, and so its
// collector, are never counted: the runtime creates them from other threads.
// Where the kernel refuses to read inherited groups (old ones do) the opening
// thread is counted alone in every phase; Describe says which it is.
//
// User space only, because that is what an engine can change, what repeats,
// and what an unprivileged user may count by default
// (kernel.perf_event_paranoid at 2 or less). task-clock is the exception: the
// kernel's scheduler keeps it, and so it holds the time in the kernel too.
//
// # How the window is stamped
//
// By system calls that enable and disable the counters, from assembly, so that
// some ten instructions of user space are all that is seen of them. Execution
// is stamped by reading the counters in user space where the kernel allows
// that: on amd64 with RDPMC, on arm64 with MRS if kernel.perf_user_access is
// 1. It is tried at opening, and Describe says how it is done. A window in
// which the thread lost the processor, or a counter went round, still has the
// system calls' count, whose window is some 30 instructions larger. Then the
// entry points of measure.Direct, too, belong to the opening thread: on
// another one the instruction may fault, and so it may when root takes the
// permission back during a recording.
//
// # Samples
//
// perf-samples is a [measure.Sampled]: twice in a millisecond of the opening thread's
// time the kernel notes which instruction is next, and who called its function as far
// as there are frame pointers. Only user space is looked at, within windows alone, in
// every phase. A window may be shorter than the time between two samples: it goes on
// where the last one ended, so that many short windows have as many samples as one long
// one. It needs no counter hardware.
//
// # What can go wrong
//
// When others want the hardware as well, the kernel takes turns. A group that
// ran for a part of the window is reported as measure.Scaled, with the raw
// count and both times; one that never ran is measure.Missing.
//
// An event that cannot be had here is left out of Events, and Describe warns
// of it; if none is left, opening fails. Such errors wrap
// measure.ErrUnavailable and the kernel's errno, name the event, say why and
// what to do. task-clock needs no counter hardware, so on a virtual machine
// perf-counters is often task-clock alone.
//
// Name these measures before others: the first is the outermost, and opening
// the window takes system calls that the others need not see.
//
// The package uses no cgo. On other systems than Linux it builds, and opening
// fails. RATIONALE.md says why things are as they are.
package perfcounters

import (
	"errors"

	"github.com/sightglass-go/sightglass/measure"
)

// The names under which the measures are registered.
const (
	Name             = "perf-counters"
	NameInstructions = "insts-retired"
	NameSamples      = "perf-samples"
)

// ErrNeverRan is wrapped by the error of Readings when the kernel found no room
// for the group on the counters during the whole window.
var ErrNeverRan = errors.New("the counters never ran")

func init() {
	measure.Register(Name, Open)
	measure.Register(NameInstructions, OpenInstructions)
	measure.Register(NameSamples, OpenSamples)
	measure.Default.RegisterAlone(NameSamples) // which interrupts what is measured
}

// Open opens perf-counters on the calling thread, which must be locked
// (runtime.LockOSThread) until Close. The measure also implements
// measure.Described, measure.Direct, and
//
//	Counts() (starts, stops uint64)
//
// which says how often the window was opened and closed since Open, whether
// through the methods or through the entry points.
func Open() (measure.Measure, error) {
	return open(measure.CPUCycles, measure.Instructions, measure.CacheAccesses, measure.CacheMisses, measure.TaskClock)
}

// OpenInstructions opens insts-retired. See Open.
func OpenInstructions() (measure.Measure, error) { return open(measure.Instructions) }

// OpenSamples opens perf-samples. See Open. The measure implements measure.Sampled and
// measure.Described.
func OpenSamples() (measure.Measure, error) { return openSamples() }

// ErrSamples is wrapped by the error of Readings when there are no samples of the
// window, or not those that belong to it.
var ErrSamples = errors.New("the samples of the window are not complete")

// samplePeriod is the time between two samples in nanoseconds: a prime number, so that
// what a guest does in turn is not always looked at in the same place.
const samplePeriod = 499_979
