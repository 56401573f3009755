// Package callgrind counts by Valgrind's Callgrind, which runs a program
// instruction by instruction: exact counts where there is no counter hardware, as
// on virtual machines and CI runners. Importing it registers two measures:
//
//	callgrind      instructions-retired, data-reads and data-writes
//	callgrind-sim  these, what a simulated cache and branch predictor miss, and
//	               virtual-cycles, which weighs them (see measure.VirtualCycles)
//
// The process that measures must be started by Valgrind, which package worker does
// for these measures (measure.Launcher). Nothing else may be measured beside
// them: time under Valgrind is not a program's own. It is some 50 times slower
// within the windows, and 5 times outside of them, so that 3 processes of one
// iteration are what one usually records.
//
// # What is counted
//
// User space only, the window's few instructions included. In Instantiation and
// Execution the calling thread alone: there a count repeats from process to process
// as the work does. In Compilation, and before measure.Enter, all threads of the
// process, because wasmtime compiles on a pool of its own; with them come those of
// the Go runtime, its garbage collector and its scheduler, so that these counts vary
// by some thousandths, and by up to 3% between runs. What the runtime does on the
// calling thread counts in every phase: wazero lets the stack of a guest that recurses grow in Go's heap, which makes
// 0.3% in shootout-ackermann, and where Go's scheduler looks in on a window that Go code
// holds open, some 1,500 instructions are its own. So does what an engine or a guest draws at random, such as
// the seed of a hash table.
//
// The simulated machine is the same everywhere, whatever runs it: first-level
// caches of 64 KiB and 8 ways, a last level of 8 MiB and 16 ways, lines of 64 bytes.
// They begin empty in each window. It is a model: of its misses believe a
// difference, not a value.
//
// # What can go wrong
//
// Linux on amd64 and arm64 only, with Valgrind 3.15 or newer. Valgrind has to know
// every instruction that engine and guest use: AVX-512 it does not, and a worker
// that meets an unknown one ends by SIGILL. Elsewhere the package builds, and
// opening fails. It uses no cgo. RATIONALE.md says why things are as they are.
package callgrind

import (
	"errors"

	"github.com/sightglass-go/sightglass/measure"
)

// The names under which the measures are registered.
const (
	Name           = "callgrind"
	NameSimulation = "callgrind-sim"
)

// ErrDump is wrapped by the error of Readings when Callgrind did not write what it
// counted, or wrote something else.
var ErrDump = errors.New("no dump of Callgrind's that holds the window")

func init() {
	for name, simulate := range map[string]bool{Name: false, NameSimulation: true} {
		measure.Register(name, func() (measure.Measure, error) { return open(simulate) })
		measure.RegisterLauncher(name, func(dir string) (measure.Launch, error) { return launch(dir, simulate) })
	}
}

// column is one of Callgrind's, and the event that it is.
type column struct {
	name  string
	event *measure.Event
}

// counted and simulated are the columns that are read, in the order of Events.
var (
	counted = []column{
		{"Ir", &measure.Instructions}, {"Dr", &measure.DataReads}, {"Dw", &measure.DataWrites},
	}
	simulated = []column{
		{"I1mr", &measure.L1InstructionMisses}, {"D1mr", &measure.L1ReadMisses}, {"D1mw", &measure.L1WriteMisses},
		{"ILmr", &measure.LLInstructionMisses}, {"DLmr", &measure.LLReadMisses}, {"DLmw", &measure.LLWriteMisses},
		{"Bc", &measure.ConditionalBranches}, {"Bcm", &measure.ConditionalMisses},
		{"Bi", &measure.IndirectBranches}, {"Bim", &measure.IndirectMisses},
	}
)

// costs are what one miss costs in virtual cycles, as KCachegrind's cycle estimation
// and the Rust sightglass have it; an instruction costs 1.
var costs = map[string]uint64{
	"I1mr": 10, "D1mr": 10, "D1mw": 10,
	"ILmr": 300, "DLmr": 300, "DLmw": 300,
	"Bcm": 15, "Bim": 15,
}

// readings are those of a window by columns, a missing one where Callgrind counted
// too little or nothing of the kind.
func readings(dst []measure.Reading, counts map[string]uint64, simulate bool) []measure.Reading {
	columns := counted
	if simulate {
		columns = append(columns[:len(columns):len(columns)], simulated...)
	}
	cycles, all := counts["Ir"], true
	for _, c := range columns {
		n, ok := counts[c.name]
		r := measure.Reading{Event: *c.event, Count: n}
		if !ok {
			r.Status = measure.Missing
			all = false
		}
		cycles += n * costs[c.name]
		dst = append(dst, r)
	}
	if simulate {
		r := measure.Reading{Event: measure.VirtualCycles, Count: cycles}
		if !all {
			r = measure.Reading{Event: measure.VirtualCycles, Status: measure.Missing}
		}
		dst = append(dst, r)
	}
	return dst
}

// events are those of readings.
func events(simulate bool) (list []measure.Event) {
	for _, r := range readings(nil, nil, simulate) {
		list = append(list, r.Event)
	}
	return list
}
