package gotest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
)

var _ recorder.Runner = (*Suite)(nil)

// Recorder is the recorder.Recorder of a suite's plan.
type Recorder struct {
	recorder.Options
	Suite *Suite
}

// Record implements recorder.Recorder.
func (r Recorder) Record(ctx context.Context, plan recorder.Plan, sink record.Sink) (recorder.Report, error) {
	return recorder.Record(ctx, plan, sink, r.Suite, r.Options)
}

// Probe implements recorder.Runner: it says what the machine and the builds are.
func (s *Suite) Probe(ctx context.Context, plan recorder.Plan) (job.Setup, error) {
	plan.Engines, plan.Benchmarks, plan.Measures = nil, nil, []string{"noop"}
	setup, err := recorder.Probe(ctx, plan)
	if err != nil {
		return setup, err
	}
	setup.Measures = []record.Measure{{Name: Engine, Description: measure.Description{
		Clock: "package testing: time and memory of b.N operations, divided by b.N", Steps: s.args.steps(s.events),
	}}}
	setup.Events = s.events
	setup.Notes = append(setup.Notes, s.notes...)
	setup.Warnings = append(setup.Warnings, s.warnings()...)
	all := sha256.New()
	for i := range s.builds {
		m := &s.builds[i]
		setup.Engines = append(setup.Engines, record.Engine{Name: m.Name, Engine: Engine, Version: m.version()})
		for _, b := range m.binaries {
			fmt.Fprintf(all, "%q %q %s\n", m.Name, b.pkg, b.sha256)
		}
	}
	s.describePrograms(&setup)
	setup.Binary = hex.EncodeToString(all.Sum(nil))
	return setup, nil
}

// Steps in femtoseconds, or in millionths of another unit. Package testing prints 1 to
// 10 ns/op to the first, which is a thousandth of any value at most; no system's clock
// has a coarser one than the second.
const (
	printedStep = 1_000
	clockStep   = 100_000_000
)

// steps are those of ns/op, and of metrics of a benchmark's own that are times, of
// which no more is known than how they are printed. What is measured for a time has
// hidden those of the clock; of a number of iterations, which may be one, each has a
// part of one.
func (a *Args) steps(events []measure.Event) map[string]float64 {
	step := float64(printedStep)
	for _, f := range a.Binary {
		if value, ok := strings.CutPrefix(f, "-test.benchtime="); ok {
			step = printedStep
			if n, err := strconv.ParseUint(strings.TrimSuffix(value, "x"), 10, 64); err == nil && n > 0 && strings.HasSuffix(value, "x") {
				step = max(printedStep, clockStep/float64(n))
			}
		}
	}
	steps := map[string]float64{}
	for _, e := range events {
		if e.Time {
			steps[e.Name] = printedStep
		}
	}
	steps[measure.Femtoseconds.Name] = step
	return steps
}

// describePrograms describes the test binaries where each build has one: then what
// they differ in, such as the version of Go, is a warning.
func (s *Suite) describePrograms(setup *job.Setup) {
	setup.Programs = nil
	if slices.ContainsFunc(s.builds, func(m made) bool { return len(m.binaries) != 1 }) {
		return
	}
	for i := range s.builds {
		b := &s.builds[i].binaries[0]
		setup.Engines[i].Programs = []string{b.sha256}
		if !slices.ContainsFunc(setup.Programs, func(p record.Program) bool { return p.SHA256 == b.sha256 }) {
			p := record.ProgramOf(b.info)
			p.SHA256 = b.sha256
			setup.Programs = append(setup.Programs, p)
		}
	}
}

// first runs all benchmarks of a binary for one iteration.
func (s *Suite) first(ctx context.Context, b *binary) (*output, error) {
	args := []string{"-test.bench=" + s.args.Bench, "-test.benchtime=1x", "-test.cpu=1"}
	if s.args.Skip != "" {
		args = append(args, "-test.skip="+s.args.Skip)
	}
	// The last of a flag that is given twice counts, and the arguments may end in
	// some that are no flags.
	args = append(args, slices.DeleteFunc(slices.Clone(s.args.Binary), func(a string) bool { return strings.HasPrefix(a, "-test.benchtime=") })...)
	within := max(findTimeout, s.args.Timeout)
	if s.args.Timeout < 0 {
		within = 0
	}
	out, err := b.run(ctx, within, args)
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if err != nil && !(out.ended == 1 && len(out.failed) > 0 && out.last == "FAIL") {
		return nil, fmt.Errorf("%w; it printed: %q; -bench and -skip choose benchmarks", err, quote.Clip(out.why(), 600))
	}
	return &out.output, nil
}

// Run implements recorder.Runner: one benchmark in one process of one build.
func (s *Suite) Run(ctx context.Context, j job.Job, emit func([]job.Sample) error) (outcome job.Outcome, err error) {
	fail := func(out *ended, err error) (job.Outcome, error) {
		f := j.Failure(-1, measure.Execution, err)
		if out != nil {
			f.Output = out.why()
		}
		return outcome, f
	}
	t, known := s.targets[j.Benchmark]
	at := slices.IndexFunc(s.builds, func(m made) bool { return m.Name == j.Engine.Name })
	if !known || at < 0 {
		return outcome, fmt.Errorf("BUG: %s of %s is not in the suite", j.Benchmark, j.Engine.Name)
	}
	in := slices.IndexFunc(s.builds[at].binaries, func(b binary) bool { return b.pkg == t.pkg })
	if in < 0 {
		return outcome, fmt.Errorf("BUG: %s has no test binary of %s", j.Engine.Name, t.pkg)
	}
	args := []string{"-test.bench=" + t.pattern(), fmt.Sprintf("-test.count=%d", j.Iterations)}
	if t.cpus > 0 {
		args = append(args, fmt.Sprintf("-test.cpu=%d", t.cpus))
	}
	out, err := s.builds[at].binaries[in].run(ctx, j.Timeout, append(args, s.args.Binary...))
	switch {
	case ctx.Err() != nil:
		return outcome, context.Cause(ctx)
	case err != nil:
		return fail(out, err)
	case len(out.results) != j.Iterations:
		return fail(out, fmt.Errorf("%w: %d of %d", ErrNoResult, len(out.results), j.Iterations))
	}
	for i, r := range out.results {
		var samples []job.Sample
		for _, m := range r.metrics {
			n, exact, err := m.count()
			if err != nil {
				outcome.Warnings = append(outcome.Warnings, fmt.Sprintf("%s on %s: values of %s cannot be recorded, and are left out: %v", j.Benchmark, j.Engine.Name, m.unit, err))
				continue
			}
			sample := job.Sample{Iteration: uint64(i), Phase: measure.Execution, Count: n}
			e, _ := EventOf(m.unit)
			sample.Event = e.Name
			if !exact {
				sample.Note = &record.Note{Warnings: []string{fmt.Sprintf("rounded from %s %s", m.value, m.unit)}}
			}
			samples = append(samples, sample)
		}
		if err := emit(samples); err != nil {
			return outcome, err
		}
	}
	return outcome, nil
}

// ended is what a process printed, and its exit code: less than 0 if it was
// ended.
type ended struct {
	output
	ended int
}

// run runs a test binary. The error wraps job.ErrTimeout, job.ErrDied for a
// signal, or ErrFailed.
func (b *binary) run(ctx context.Context, timeout time.Duration, args []string) (*ended, error) {
	out := new(ended)
	within := ctx
	if timeout > 0 {
		var cancel context.CancelFunc
		within, cancel = context.WithTimeoutCause(ctx, timeout, job.ErrTimeout)
		defer cancel()
	}
	cmd := exec.CommandContext(within, b.path, append([]string{"-test.run=^$", "-test.paniconexit0"}, args...)...)
	cmd.Dir, cmd.Env = b.dir, append(os.Environ(), "PWD="+b.dir)
	cmd.Stdout, cmd.Stderr = out, out
	cmd.WaitDelay = 5 * time.Second // for what it started and left behind
	ownGroup(cmd)
	err := cmd.Run()
	out.close()
	var exit *exec.ExitError
	out.ended = -1
	if cmd.ProcessState != nil {
		out.ended = cmd.ProcessState.ExitCode()
	}
	switch {
	case err == nil && len(out.failed) > 0:
		return out, fmt.Errorf("%w, although its process ended well", ErrFailed)
	case err == nil, errors.Is(err, exec.ErrWaitDelay) && cmd.ProcessState.Success():
		return out, nil
	case ctx.Err() != nil:
		return out, context.Cause(ctx)
	case errors.Is(context.Cause(within), job.ErrTimeout):
		return out, fmt.Errorf("%w after %v", job.ErrTimeout, timeout)
	case errors.As(err, &exit) && exit.ExitCode() < 0:
		return out, fmt.Errorf("%w: %v", job.ErrDied, err)
	case errors.As(err, &exit):
		return out, fmt.Errorf("%w: %v", ErrFailed, err)
	}
	return out, fmt.Errorf("start %s: %w", b.path, err)
}

var _ io.Writer = (*ended)(nil)
