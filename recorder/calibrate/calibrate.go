// Package calibrate says what measuring costs on this machine: what the
// counters see beside the work of a guest.
//
//	overhead, err := calibrate.Run(ctx, calibrate.Options{
//		Engines:  plan.Engines,
//		Measures: plan.Measures,
//	})
//	...
//	window, ok := overhead.Lookup("wasmtime", "", "cycles")
//
// It records a guest that does nothing between bench.start and bench.end,
// with the same recorder, the same loop and the same measures as any other
// recording, so that what it finds is in every other recording, too. Beside
// that it records two stamps back to back, the floor beneath which no engine
// can come.
//
// Calibrate with the measures, nested in the same order, that will be
// recorded: of several measures an outer one sees the stamps of the inner
// ones.
//
// Importing this package registers an engine, [FloorEngine], which no list of
// engines shows. It has to be imported by the program whose processes measure.
package calibrate

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/internal/noop"
	"github.com/sightglass-go/sightglass/recorder/internal/scratch"
	"github.com/sightglass-go/sightglass/recorder/job"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

// Defaults of Options.
const (
	DefaultProcesses  = 10
	DefaultIterations = 100
)

// Options say what to calibrate.
type Options struct {
	// Engines and Measures are those of the recorder's Plan. Without engines
	// there is the floor alone; no measure means recorder.DefaultMeasure.
	Engines  []job.Engine
	Measures []string
	// Phase is that of the recorder's Plan. With the zero Phase the module is
	// compiled and instantiated anew before each window, as it is when all
	// phases are recorded; with Execution it is compiled once per process.
	Phase measure.Phase
	// Processes is how many processes each engine has, 0 is
	// DefaultProcesses, and Iterations how many windows each of them has,
	// 0 is DefaultIterations. The first window of a process is cold and kept
	// apart, so of one iteration nothing warm is known.
	Processes, Iterations int
	// Pin and Timeout are those of the recorder's Plan.
	Pin     string
	Timeout time.Duration
	// Recorder records; nil is worker.Recorder{}. An InProcess recorder needs
	// Processes to be 1.
	Recorder recorder.Recorder
	// Component is set to calibrate for components of WASI 0.2, whose way to
	// bench.start and bench.end is another, and for them alone.
	Component bool
	// Mixed is set to calibrate for core modules and for components.
	Mixed bool
	// Benchmark is the path of a guest that does nothing between bench.start
	// and bench.end, for recorders on other machines. Empty is the package's
	// own, in a temporary folder. It is one: nothing with it is Mixed.
	Benchmark string
}

// ErrNothing: there are no windows that cost anything, as the measures count nothing, or
// engines count it.
var ErrNothing = errors.New("nothing to calibrate")

// Run records what measuring costs. The Overhead is also good for something
// when there is an error: it holds what was measured before recording ended,
// and all engines but those that failed.
func Run(ctx context.Context, o Options) (_ record.Overhead, err error) {
	if o.Recorder == nil {
		o.Recorder = worker.Recorder{}
	}
	if len(o.Measures) == 0 {
		o.Measures = []string{recorder.DefaultMeasure}
	}
	if err := counted(ctx, o.Measures); err != nil {
		return record.Overhead{}, fmt.Errorf("calibrate: %w", err)
	}
	if err := o.runnable(ctx); err != nil {
		return record.Overhead{}, fmt.Errorf("calibrate: %w", err)
	}
	o.Processes = cmp.Or(o.Processes, DefaultProcesses)
	o.Iterations = cmp.Or(o.Iterations, DefaultIterations)
	benchmarks := []string{o.Benchmark}
	if o.Benchmark == "" {
		folder, mkErr := scratch.New()
		if mkErr != nil {
			return record.Overhead{}, fmt.Errorf("calibrate: %w", mkErr)
		}
		defer func() { err = errors.Join(err, folder.Remove()) }()
		if benchmarks, err = o.writeNoops(folder.Path()); err != nil {
			return record.Overhead{}, fmt.Errorf("calibrate: write the empty benchmark: %w", err)
		}
	}
	rows := newGather()
	report, err := o.Recorder.Record(ctx, o.plan(benchmarks), rows)
	overhead := rows.overhead(o.Engines, o.Component, len(benchmarks) > 1)
	overhead.Measures, overhead.Phase = o.Measures, o.Phase
	overhead.Processes, overhead.Iterations = o.Processes, o.Iterations
	overhead.Warnings = report.Warnings
	err = errors.Join(err, report.Err())
	if err == nil && len(overhead.Windows) == 0 {
		err = fmt.Errorf("%w: no event is counted by the measure: %s", ErrNothing, strings.Join(o.Measures, ", "))
	}
	if err != nil {
		err = fmt.Errorf("calibrate: %w", err)
	}
	return overhead, err
}

// counted refuses measures that an engine, or the guest itself, counts: they take no stamps.
func counted(ctx context.Context, measures []string) error {
	for _, name := range measures {
		m, err := measure.Open(name)
		if err != nil {
			continue // to be met again, perhaps: it may be there in another process
		}
		_, cannot := engines.CountFlags(ctx, floor{}, m)
		if err := errors.Join(cannot, m.Close()); err != nil {
			return fmt.Errorf("%w: %s is counted by the engine or in the guest, and nothing is read when its windows begin and end: leave it out", ErrNothing, name)
		}
	}
	return nil
}

// runnable refuses engines that cannot run a benchmark that is written here. None but
// those that are chosen by name alone may be such: they are opened to be asked.
func (o *Options) runnable(ctx context.Context) error {
	defaults, names := engines.Default.Defaults(), engines.Default.Names()
	for _, e := range o.Engines {
		if o.Benchmark != "" || e.Open != nil || len(e.Programs) > 0 || slices.Contains(defaults, e.Engine) || !slices.Contains(names, e.Engine) {
			continue
		}
		opened, err := engines.Open(ctx, e.Engine, e.Flags)
		if err != nil {
			continue // to be met again
		}
		beside, ok := opened.(engines.Beside)
		if ok {
			err = fmt.Errorf("%w: %s runs no module, but %s beside one, and the empty benchmark has none: build one that calls bench_start and bench_end and does nothing between them, and record it; its Execution is the window", ErrNothing, e.Engine, beside.Beside("NAME.wasm"))
		}
		if err := errors.Join(err, opened.Close(ctx)); err != nil {
			return err
		}
	}
	return nil
}

func (o *Options) plan(benchmarks []string) recorder.Plan {
	return recorder.Plan{
		Engines:    append(append([]job.Engine(nil), o.Engines...), job.Engine{Engine: FloorEngine}),
		Benchmarks: benchmarks,
		Measures:   o.Measures,
		Phase:      o.Phase,
		Processes:  o.Processes,
		Iterations: o.Iterations,
		Pin:        o.Pin,
		Limits:     job.Limits{Timeout: o.Timeout},
	}
}

// writeNoops writes the guests, and beside each what it prints, which is nothing.
func (o *Options) writeNoops(folder string) (paths []string, err error) {
	write := func(name string, wasm []byte) {
		path := filepath.Join(folder, name)
		paths = append(paths, path+".wasm")
		err = errors.Join(err,
			os.WriteFile(path+".wasm", wasm, 0o644),
			os.WriteFile(path+".stdout.expected", nil, 0o644),
			os.WriteFile(path+".stderr.expected", nil, 0o644),
		)
	}
	if !o.Component {
		write("noop", noop.Wasm)
	}
	if o.Component || o.Mixed {
		write("noop-component", noop.Component)
	}
	return paths, err
}

var _ record.Sink = (*gather)(nil)
