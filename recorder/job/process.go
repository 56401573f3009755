package job

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/inspect"
	"github.com/sightglass-go/sightglass/measure"
)

// Run runs one process's worth of iterations in the calling process, on
// the calling goroutine, which it locks to its thread. It is what a worker
// process does, and what Runners for other machines call there. Errors are
// as for Runner.Run.
//
// scratch is an existing folder for what guests print, which the caller
// removes; with an empty one Run makes and removes its own.
func Run(ctx context.Context, job Job, scratch string, emit func([]Sample) error) (outcome Outcome, err error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	p := &process{job: job, emit: emit, iteration: -1}
	if scratch != "" { // else nobody would look
		p.where = mapWhereabouts(scratch)
		defer p.where.unmap()
	}
	defer func() {
		p.at(Closing)
		err = errors.Join(err, p.close())
		if outcome = p.outcome; err == nil && p.profiler != nil {
			outcome.Profile = &p.profiler.profile
		}
	}()
	if err := p.open(ctx, scratch); err != nil {
		return outcome, p.failed(err)
	}
	p.gc.since()
	for p.iteration = 0; p.iteration < job.Iterations; p.iteration++ {
		if err := ctx.Err(); err != nil {
			return outcome, context.Cause(ctx)
		}
		p.samples = p.samples[:0]
		if err := p.unchanged(p.iterate(ctx)); err != nil {
			return outcome, p.failed(err)
		}
		if err := emit(p.samples); err != nil {
			return outcome, err
		}
	}
	return outcome, nil
}

type process struct {
	job     Job
	emit    func([]Sample) error
	outcome Outcome

	iteration int
	phase     measure.Phase // where we are, for the error
	where     whereabouts   // and for the parent, if it finds this process dead
	samples   []Sample      // of this iteration
	readings  []measure.Reading
	gc        gcCounter

	wasm    []byte
	parsed  *loaded
	prints  bool           // it can
	printed string         // what the guest did that failed
	entry   entry          // of Call.Entry
	opener  measure.Opener // in place of job.Measures, if not nil
	measure measure.Measure
	engine  engines.Engine
	// selfTimed is set if the engine opens and closes the windows of Compilation
	// and Instantiation: it is an engines.SelfTimed.
	selfTimed bool
	module    engines.Module // kept where compilation is not recorded
	files     *guestFiles
	unpin     func()
	profiler  *profiler // nil if no profile is made
}

// open does all that is done once per process.
func (p *process) open(ctx context.Context, scratch string) (err error) {
	defer recovered(&err)
	p.at(Opening)
	if err := p.load(); err != nil {
		return err
	}
	// The measure comes before the engine: counters that follow new threads
	// follow those that the engine starts from now on.
	if p.measure, err = p.openMeasure(); err != nil {
		return err
	}
	if p.job.Profile {
		if p.profiler, err = newProfiler(p.measure, p.wasm, p.parsed); err != nil {
			return err
		}
	}
	if p.wasm, err = engines.Rewritten(p.measure, p.wasm); err != nil {
		return err
	}
	p.readings = make([]measure.Reading, 0, len(p.measure.Events()))
	p.samples = make([]Sample, 0, 3*len(p.measure.Events()))
	library := p.library()
	if err := library.begin(); err != nil {
		return err
	}
	if p.engine, err = p.job.Engine.openCounting(ctx, p.measure); err != nil {
		return err
	}
	if p.parsed.component != nil {
		if err := engines.TakesComponents(p.engine); err != nil {
			return err
		}
	}
	m, err := engines.Measured(p.engine, p.measure)
	if err != nil {
		return err
	}
	p.measure = m
	p.files, err = newGuestFiles(&p.job, scratch)
	p.files.prints = p.prints
	if err != nil {
		return err
	}
	p.files.steady = append(p.files.steady, library)
	if timed, ok := p.engine.(engines.SelfTimed); ok {
		p.selfTimed = true
		if err := timed.Prepare(ctx, p.files.host(p.bench()), p.measure); err != nil {
			return err
		}
	}
	if err := p.unchanged(nil); err != nil { // while it was opened
		return err
	}
	if p.job.Pin != "" {
		if err := p.pin(ctx); err != nil {
			return err
		}
	}
	p.outcome.Warnings = append(p.outcome.Warnings, p.files.missing()...)
	if p.job.Phase == 0 || p.job.Phase == measure.Execution {
		p.outcome.Warnings = append(p.outcome.Warnings, p.entry.missing(p.job.Benchmark)...)
	}
	return err
}

func (p *process) at(s Stage) {
	p.phase = s.Phase()
	p.where.set(s, p.iteration)
}

// load reads the module and looks at what the job needs of it, so that every
// engine's words for it are the same.
func (p *process) load() (err error) {
	p.wasm, p.parsed, err = loadModule(p.job.Benchmark)
	if p.wasm != nil { // what is wrong with another file is of no use
		if err := p.job.Inputs.checkModule(p.wasm); err != nil {
			return err
		}
	}
	if err != nil {
		return err
	}
	p.prints = p.parsed.prints()
	if p.entry, err = p.parsed.check(&p.job); err != nil {
		return fmt.Errorf("%w: %w", ErrNotBenchmark, err)
	}
	return nil
}

// iterate is one iteration: compile, link, instantiate, run, check.
func (p *process) iterate(ctx context.Context) (err error) {
	defer recovered(&err)
	module, err := p.compile(ctx)
	if err == nil && p.job.Code != nil {
		p.outcome.Code, err = codeOf(module, p.job.Code)
	}
	if err == nil && p.job.Phase == measure.Compilation {
		err = p.countModule(ctx, module)
	}
	if err != nil || p.job.Phase == measure.Compilation {
		return p.closing(err, module, ctx)
	}
	if p.module == nil {
		defer func() { err = p.closing(err, module, ctx) }()
	}
	if err := p.files.reset(); err != nil {
		return err
	}
	bench := p.bench()
	p.at(Linking)
	linker, err := module.Link(ctx, p.files.host(bench))
	if err != nil {
		return err
	}
	if linker == nil {
		return fmt.Errorf("%w: Link returned neither a linker nor an error", ErrAdapter)
	}
	defer func() { err = p.closing(err, linker, ctx) }()
	instance, err := p.instantiate(ctx, linker, bench)
	if err != nil {
		p.printed = p.files.printed()
		return err
	}
	defer func() {
		_ = engines.Bind(p.measure, nil)
		err = p.closing(err, instance, ctx)
	}()
	if p.job.Phase == measure.Instantiation {
		return nil
	}
	if p.profiler != nil {
		if err := p.profiler.locate(module); err != nil {
			return err
		}
	}
	p.at(Executing)
	if err := p.execute(ctx, instance, bench); err != nil {
		// Whatever the guest made of it.
		if over := p.files.overflow(); over != nil {
			return over
		}
		if lost := p.files.lost(); lost != nil {
			return fmt.Errorf("%w; then: %w", lost, err)
		}
		if !errors.Is(err, ErrResult) {
			p.printed = p.files.printed()
		}
		return err
	}
	p.at(Checking)
	if err := p.files.check(); err != nil {
		return err
	}
	if p.profiler != nil {
		if err := p.profiler.add(p.readings[0].Count); err != nil {
			return err
		}
	}
	if err := p.capture(); err != nil || p.job.Phase != 0 {
		return err
	}
	return p.countModule(ctx, module)
}

// bench is the guest's side of a run: where the recorder brackets the work,
// nothing is measured there.
func (p *process) bench() *engines.Bench {
	if p.job.Call.Outside() {
		return engines.NewBench(nil)
	}
	return engines.NewBench(p.measure)
}

func (p *process) compile(ctx context.Context) (module engines.Module, err error) {
	if p.module != nil {
		return p.module, nil
	}
	p.at(Compiling)
	err = p.measured(p.job.Phase, func() error {
		module, err = p.engine.Compile(ctx, p.wasm)
		return err
	}, nil)
	if err != nil {
		return nil, err
	}
	if module == nil {
		return nil, fmt.Errorf("%w: Compile returned neither a module nor an error", ErrAdapter)
	}
	if p.job.Phase > measure.Compilation {
		p.module = module
	}
	p.phase = 0
	return module, nil
}

func (p *process) instantiate(ctx context.Context, linker engines.Linker, bench *engines.Bench) (instance engines.Instance, err error) {
	p.at(Instantiating)
	err = p.measured(p.job.Phase, func() error {
		instance, err = linker.Instantiate(ctx)
		return err
	}, func() error {
		// Where the recorder brackets the work, nothing comes of the guest's calls.
		if err := bench.Early(); err != nil && !p.job.Call.Outside() {
			return err
		}
		if instance == nil {
			return nil
		}
		return engines.Bind(p.measure, instance)
	})
	if err != nil {
		if instance != nil {
			_ = p.closing(err, instance, ctx)
		}
		return nil, err
	}
	if instance == nil {
		return nil, fmt.Errorf("%w: Instantiate returned neither an instance nor an error", ErrAdapter)
	}
	p.phase = 0
	return instance, nil
}

// execute runs the guest, which opens and closes the window itself unless the
// whole call is what is measured.
func (p *process) execute(ctx context.Context, instance engines.Instance, bench *engines.Bench) error {
	if entry := p.job.Call.Entry; entry != "" {
		var results []uint64
		return p.measured(0, func() (err error) {
			if results, err = instance.Call(ctx, entry, p.entry.args...); entry == inspect.Entry {
				err = engines.RunError(err) // a command may exit
			}
			return err
		}, func() error { return p.entry.check(results) })
	}
	if p.job.Call.Whole {
		return p.measured(0, func() error { return instance.Run(ctx) }, nil)
	}
	if err := p.enter(); err != nil {
		return err
	}
	if err := instance.Run(ctx); err != nil {
		return err
	}
	if err := bench.Err(); err != nil {
		return err
	}
	return p.read()
}

// closing closes what an iteration made; what that says is a warning if the
// iteration was good.
func (p *process) closing(err error, c closer, ctx context.Context) error {
	if c == nil {
		return err
	}
	p.where.set(Closing, p.iteration)
	if closeErr := c.Close(ctx); closeErr != nil && err == nil {
		p.warn("%v: close: %v", p.job.Engine, closeErr)
	}
	return err
}

type closer interface{ Close(context.Context) error }

// close ends the process's own things.
func (p *process) close() error {
	ctx := context.Background()
	var errs []error
	closeAll := func() (err error) {
		defer recovered(&err)
		if p.module != nil {
			_ = p.closing(nil, p.module, ctx)
		}
		if p.engine != nil {
			_ = p.closing(nil, p.engine, ctx)
		}
		return nil
	}
	if err := closeAll(); err != nil {
		p.warn("%v: close: %v", p.job.Engine, err)
	}
	if p.measure != nil {
		errs = append(errs, measure.Close(p.measure))
	}
	if p.files != nil {
		errs = append(errs, p.files.close())
	}
	if p.unpin != nil {
		p.unpin()
	}
	return errors.Join(errs...)
}

func (p *process) warn(format string, args ...any) {
	p.outcome.Warnings = append(p.outcome.Warnings, fmt.Sprintf(format, args...))
}

func (p *process) failed(err error) error {
	if errors.Is(err, measure.ErrBroken) && len(p.job.Measures) > 0 && p.opener == nil && p.measure != nil {
		err = fmt.Errorf("measuring %s: %w", strings.Join(p.job.Measures, ", "), err)
	}
	f := p.job.Failure(p.iteration, p.phase, err)
	f.Output = p.printed
	return f
}
