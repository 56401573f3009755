package recorder

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// Runner runs single processes of a plan, wherever they run.
type Runner interface {
	// Probe opens and closes the plan's engines and measures where the
	// processes will run, and says what they are. Whatever cannot be opened
	// is an error here, before anything is recorded. Setup.Engines are those
	// of the plan, with the flags that they need for the measures.
	Probe(ctx context.Context, plan Plan) (job.Setup, error)
	// Run runs one process. It hands on samples iteration by iteration, each
	// iteration's when it is complete and checked; Record makes rows of them. There is one
	// sample of an event in a phase, and every iteration has some, unless the Outcome's
	// Warnings say what it lacks. Events are those of Setup.Events, if it has any, or
	// declared in package measure. Other samples end the recording with ErrRunner.
	// A guest's or process's failure is a *job.Failure; any other error ends
	// the recording.
	Run(ctx context.Context, job job.Job, emit func([]job.Sample) error) (job.Outcome, error)
}

// Record carries out plan with a runner: it numbers and orders the processes,
// hands their rows to the sink, and collects what failed.
//
// After the rows of each process the sink is flushed and, if it is a
// record.Marker, told how the process ended; after each round, if it is a
// record.Syncer, it is synced.
func Record(ctx context.Context, plan Plan, sink record.Sink, runner Runner, o Options) (Report, error) {
	if err := o.check(); err != nil {
		return Report{}, err
	}
	if o.Resume != nil && plan.FirstProcess == 0 {
		plan.FirstProcess = o.Resume.Header.FirstProcess
	}
	if o.Resume != nil {
		plan.keepPadding(&o.Resume.Header)
	}
	if o.Share != nil {
		h, err := o.Share.Of.header()
		if err != nil {
			return Report{}, err
		}
		plan.keepPadding(h)
	}
	plan, err := plan.withDefaults()
	if err != nil {
		return Report{}, err
	}
	if sink == nil {
		return Report{}, fmt.Errorf("%w: there is no sink (nil): give it one, such as a record.Writer", ErrSink)
	}
	if runner == nil {
		return Report{}, fmt.Errorf("%w: there is no Runner (nil) to run its processes", job.ErrPlan)
	}
	if o.Resume != nil && plan.Pin == "auto" {
		if was, err := PlanOf(&o.Resume.Header); err == nil {
			plan.Pin = was.Pin // what "auto" chose
		}
	}
	if o.Progress == nil {
		o.Progress = func(Progress) {}
	}
	forget, err := plan.takeStdin(ctx, &o)
	if err != nil {
		return Report{}, err
	}
	defer forget()
	setup, retries, err := plan.probe(ctx, runner)
	if err != nil {
		return Report{Retries: retries}, err
	}
	if err := plan.CheckSetup(&setup); err != nil {
		return Report{Retries: retries}, err
	}
	plan.rename(&setup)
	aboutPrograms(&setup)
	plan.Pin = setup.Pin
	if plan.Engines, err = plan.withFlags(setup.Engines); err != nil {
		return Report{}, err
	}
	s := &schedule{plan: plan, setup: setup, sink: sink, runner: runner, options: o, started: time.Now()}
	s.report.Retries = retries
	s.pairs = map[pair]*pairState{}
	s.total = plan.Processes * len(plan.Engines) * len(plan.Benchmarks) // a policy knows better
	if err := s.part(); err != nil {
		return s.report, err
	}
	err = s.record(ctx)
	// What the sink has already said need not be said twice.
	if syncErr := s.sync(); syncErr != nil && (err == nil || !errors.Is(err, root(syncErr))) {
		err = errors.Join(err, syncErr)
	}
	return s.report, err
}

// root is what an error wraps last, of errors that say what failed behind what
// that means.
func root(err error) error {
	for {
		switch wrapped := err.(type) {
		case interface{ Unwrap() error }:
			next := wrapped.Unwrap()
			if next == nil {
				return err
			}
			err = next
		case interface{ Unwrap() []error }:
			all := wrapped.Unwrap()
			err = all[len(all)-1]
		default:
			return err
		}
	}
}

type schedule struct {
	plan    Plan
	setup   job.Setup
	sink    record.Sink
	runner  Runner
	options Options
	started time.Time

	report      Report
	done, total int
	rounds      int // until the policy is asked again
	pairs       map[pair]*pairState
	begun       bool
	share       *record.Share // nil for all rounds
	first       uint64        // the number of the first process
	// shift is how many numbers of processes are used up beside one for each
	// round; see RATIONALE.md.
	shift  int
	last   int              // of a recording that is resumed: the last number, counted from the first
	before map[slot]*before // of a recording that is resumed
	// resumed is the mark of a recording that is resumed, until it is written.
	resumed *record.Resumed
}

type pair struct{ engine, benchmark int }

type pairState struct {
	accidents int // failed processes in a row that were not the guest's doing
	abandoned bool
}

func (s *schedule) state(p pair) *pairState {
	state := s.pairs[p]
	if state == nil {
		state = new(pairState)
		s.pairs[p] = state
	}
	return state
}

// errBudget is the cause of a context whose recording has gone on for as long
// as its plan allows.
var errBudget = errors.New("the recording's time is spent")

func (s *schedule) record(ctx context.Context) error {
	if err := s.begin(); err != nil {
		return err
	}
	if s.options.Budget > 0 {
		limited, cancel := context.WithTimeoutCause(ctx, s.options.Budget, errBudget)
		defer cancel()
		ctx = limited
	}
	err := s.carryOut(ctx)
	if err != nil && errors.Is(err, errBudget) {
		why := fmt.Sprintf("recording ended after %d of %d processes, because its time of %v is spent", s.done, s.total, s.options.Budget)
		s.warn(why)
		return s.finish(why)
	}
	if err != nil {
		return err
	}
	return s.finish("")
}

// begin writes the header, or goes on behind it.
func (s *schedule) begin() error {
	despite, texts, err := s.asPlanned()
	if err != nil {
		return err
	}
	for _, text := range texts {
		s.setup.Warnings = append(s.setup.Warnings, "recorded although "+text+" (allowed: "+strings.Join(despite, ", ")+")")
	}
	if s.options.Resume != nil {
		return s.goOn()
	}
	planJSON, err := json.Marshal(s.plan.named())
	if err != nil {
		return fmt.Errorf("BUG: plan as JSON: %w", err)
	}
	check := s.selfcheck() // may warn
	s.report.Header = record.Header{
		Format:       record.FormatVersion,
		Version:      Version(),
		Started:      s.started,
		Seed:         s.plan.Seed,
		FirstProcess: s.first,
		Share:        s.share,
		Plan:         planJSON,
		Sequential:   s.options.Policy != nil,
		PlanHash:     s.plan.hash(),
		Binary:       s.setup.Binary,
		Programs:     kept(s.setup.Programs, s.setup.Engines),
		Work:         s.plan.work(&s.plan.Guest, s.setup.Stdin),
		Works:        s.plan.works(&s.setup),
		Modules:      s.setup.Modules,
		Folders:      s.setup.Folders,
		Machine:      s.setup.Machine,
		Findings:     s.setup.Findings,
		Engines:      s.setup.Engines,
		Measures:     s.setup.Measures,
		Events:       s.setup.Events,
		Overhead:     s.options.Overhead,
		Selfcheck:    check,
		Labels:       s.plan.Labels,
		Notes:        s.setup.Notes,
		Warnings:     slices.Concat(s.setup.Warnings, s.setup.Advisories),
	}
	s.say(s.setup.Notes, s.setup.Warnings)
	for _, a := range s.setup.Advisories {
		s.options.Progress(Progress{Done: s.done, Total: s.total, Warning: a})
	}
	return s.beginSink()
}

// selfcheck is the self-check for the header, if it is one of this machine.
func (s *schedule) selfcheck() *record.Selfcheck {
	c := s.options.Selfcheck
	if c == nil || c.Machine != "" && c.Machine == s.setup.Machine.Fingerprint {
		return c
	}
	s.setup.Warnings = append(s.setup.Warnings, fmt.Sprintf("the self-check is of another machine (fingerprint %s, and this is %s), and is not used",
		record.ShortHash(c.Machine), record.ShortHash(s.setup.Machine.Fingerprint)))
	return nil
}

func (s *schedule) say(notes, warnings []string) {
	for _, n := range notes {
		s.options.Progress(Progress{Done: s.done, Total: s.total, Note: n})
	}
	for _, w := range warnings {
		s.warn(w)
	}
}

// beginSink begins it with the report's header, and makes that durable: a
// recording that has no header cannot be resumed.
func (s *schedule) beginSink() error {
	if err := s.sink.Begin(s.report.Header); err != nil {
		return fmt.Errorf("%w: %w", ErrSink, err)
	}
	s.begun = true
	s.options.Progress(Progress{Done: s.done, Total: s.total})
	return s.sync()
}

func (s *schedule) flush() error {
	if !s.begun {
		return nil
	}
	if err := s.sink.Flush(); err != nil {
		return fmt.Errorf("%w: %w", ErrSink, err)
	}
	return nil
}

func (s *schedule) sync() error {
	if err := s.flush(); err != nil || !s.begun {
		return err
	}
	if syncer, ok := s.sink.(record.Syncer); ok {
		if err := syncer.Sync(); err != nil {
			return fmt.Errorf("%w: %w", ErrSink, err)
		}
	}
	return nil
}

func (s *schedule) mark(m record.Mark) error {
	if marker, ok := s.sink.(record.Marker); ok {
		if err := marker.Mark(m); err != nil {
			return fmt.Errorf("%w: %w", ErrSink, err)
		}
	}
	return s.flush()
}

// emit makes rows of a process's samples and hands them to the sink: a row gets
// its architecture, engine, benchmark and round here, and nowhere else.
func (s *schedule) emit(of *job.Job, samples []job.Sample) error {
	for i := range samples {
		row := record.Row{
			Arch:        cmp.Or(s.setup.Arch, record.Arch()),
			Engine:      of.Engine.Name,
			EngineFlags: of.Engine.Flags,
			Wasm:        of.Benchmark,
			Process:     of.Process,
			Iteration:   samples[i].Iteration,
			Phase:       samples[i].Phase,
			Event:       samples[i].Event,
			Count:       samples[i].Count,
			Note:        samples[i].Note,
		}
		if err := s.sink.Write(row); err != nil {
			return fmt.Errorf("%w: %w", ErrSink, err)
		}
		s.report.Rows++
	}
	return nil
}

// warn notes a warning, and tells whether it is new.
func (s *schedule) warn(text string) bool {
	text = quote.Clip(text, quote.MaxLine)
	if slices.Contains(s.report.Warnings, text) {
		return false
	}
	s.report.Warnings = append(s.report.Warnings, text)
	s.options.Progress(Progress{Done: s.done, Total: s.total, Warning: text})
	return true
}
