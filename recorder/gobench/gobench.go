// Package gobench measures WebAssembly in Go benchmarks: go test -bench is the
// command line, and benchstat the analysis.
//
//	import (
//		"testing"
//
//		_ "github.com/sightglass-go/sightglass/engines/wazero"
//		"github.com/sightglass-go/sightglass/recorder/gobench"
//	)
//
//	func BenchmarkAckermann(b *testing.B) {
//		gobench.Run(b, gobench.Benchmark{Engine: "wazero", Wasm: "ackermann.wasm"})
//	}
//
// That is three benchmarks, whose names are keys for benchstat's -col, -row and
// -filter:
//
//	BenchmarkAckermann/engine=wazero/phase=Compilation-8       3184     386101 ns/op
//	BenchmarkAckermann/engine=wazero/phase=Instantiation-8    24502      19038 ns/op
//	BenchmarkAckermann/engine=wazero/phase=Execution-8           75   15801276 ns/op
//
// # What the numbers are
//
// ns/op is the mean of what the phase took, and nothing else: not the
// compilation before an instantiation, not what opens files, not the part of
// the guest before bench.start and after bench.end. With [Benchmark.Measures]
// each event is there as well, as cycles/op or instructions-retired/op; the
// units are those of recordings in the format gobench.
//
// After b.SetBytes there are MB/s of the phase alone, like ns/op. (Phases have
// benchmarks of their own, so it is for RunPhase.)
//
// How many iterations there are is up to the testing package, through B.Loop:
// -benchtime=2s is two seconds of everything, what is not measured included, so
// that a benchmark with long preparations does not run for hours; and
// -benchtime=100x is a hundred iterations. -count and -cpu begin anew, with
// another engine. -cpu sets GOMAXPROCS, which wazero's compiler looks at, and
// engines with threads of their own may not. B/op and allocs/op of -benchmem
// are what the engine and the recorder allocate in a whole iteration.
//
// A -count is not a process: with -count=10 one process measures ten times, and
// what differs between processes, such as the layout of their memory, is the same
// in all ten. Nor does it interleave: all ten of one benchmark come before the first
// of the next, and go test of another build comes after all of them, so that what
// happens on the machine meanwhile looks like a difference between the builds.
// Two builds are compared by sightglass gobench, which runs them in rounds, each
// in a process of its own; engines, by recording in worker processes with
// package worker.
//
// # What fails
//
// The module is what package recorder takes for a benchmark, and its output is
// compared with NAME.stdout.expected and NAME.stderr.expected beside it, in
// every iteration. A guest that prints something else, traps, or calls
// bench.start and bench.end in another way than once each, fails the benchmark
// through B.Fatal with a line that says so; there is no number then. So does a
// module, or a file that its guest reads, which is replaced between two phases
// or between what -count repeats.
package gobench

import (
	"context"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// Benchmark is what to run. Engine, or Open, and Wasm have to be there.
type Benchmark struct {
	// Engine is the registered name of an engine; import its adapter. Flags
	// are its flags; a measure such as fuel, which engines count themselves,
	// has to be among them, so that the benchmark's name says it.
	Engine, Flags string
	// Open, if set, opens the engine in place of the registry: for an engine
	// that is a value in the test. Engine is then only what it is called.
	Open engines.Opener
	// Wasm is the path of the module, relative to the package's folder as all
	// paths in tests are.
	Wasm string
	// Measures are names of registered measures, from outermost to innermost;
	// import their packages. None means ns/op alone, and needs no import.
	Measures []string
	// Phases are the phases to run; none means all three.
	Phases []measure.Phase
	// Guest is what is called and measured, and what the guest is given; the zero
	// Guest leaves the window to its bench.start and bench.end.
	job.Guest
	// WarmUp is how many iterations run before those that count, because the
	// first one in a process takes longer than all others and would be in the
	// mean for good; less than 0 means none. 0 means one, whose compilation
	// counts all the same if it takes a second or more: what is cold in it is
	// little of that, and running it for nothing is dear.
	WarmUp int
}

// Run runs a sub-benchmark of b for each phase, "engine=wazero/phase=Execution".
func Run(b *testing.B, bench Benchmark) {
	b.Helper()
	run(b, bench)
}

// loop is what one phase needs of a *testing.B.
type loop interface {
	Context() context.Context
	Fatal(args ...any)
	Helper()
	Log(args ...any)
	Loop() bool
	ReportMetric(n float64, unit string)
}

// runner is a loop with sub-benchmarks of its own type, as *testing.B is. Tests
// have another.
type runner[T any] interface {
	loop
	Run(name string, f func(b T)) bool
}

func run[T runner[T]](b T, bench Benchmark) {
	b.Helper()
	phases := bench.Phases
	if len(phases) == 0 {
		phases = measure.Phases()
	}
	files := inputs(b, bench.job(0))
	for _, phase := range phases {
		b.Run("engine="+record.GoBenchEngine(bench.Engine, bench.Flags)+"/phase="+phase.String(), func(b T) {
			b.Helper()
			bench.runPhase(b, phase, files)
		})
	}
}

// job is the benchmark as the recorder knows it.
func (bench *Benchmark) job(phase measure.Phase) job.Job {
	return job.Job{
		Engine:    job.Engine{Name: bench.Engine, Engine: bench.Engine, Flags: bench.Flags, Open: bench.Open},
		Benchmark: bench.Wasm,
		Measures:  bench.Measures,
		Phase:     phase,
		Guest:     bench.Guest,
	}
}
