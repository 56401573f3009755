package recorder

import (
	"cmp"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// Plan is what to record. Apart from its defaults it is plain data, which a
// recording keeps as JSON; what controls a run of it is in Options.
//
// A recording is resumed only under the plan that it began with, but for the
// fields that say otherwise in a tag, resume:"may-change".
type Plan struct {
	// Engines are recorded side by side: every round runs each of them.
	Engines []job.Engine `json:"engines"`
	// Benchmarks are paths of .wasm files. They appear in the rows as given.
	Benchmarks []string `json:"benchmarks"`
	// Measures are names of registered measures, from outermost to innermost.
	// None means cycles.
	Measures []string `json:"measures"`
	// Phase selects one phase; the zero Phase records all three. With one
	// phase selected, the module is compiled once per process where
	// compilation is not what is recorded, and an Execution gets a new,
	// unrecorded instance each time, because _start runs only once in one.
	Phase measure.Phase `json:"phase,omitempty"`
	// Processes is the number of rounds, and so of processes for each engine
	// and benchmark, at most MaxProcesses; 0 means DefaultProcesses.
	Processes int `json:"processes" resume:"may-change"`
	// Iterations is the number of iterations in each process, at most
	// MaxIterations; 0 means DefaultIterations.
	Iterations int `json:"iterations"`
	job.Guest
	stdinName string // of a Stdin that was copied
	// Settings are what single Benchmarks have in place of the plan's Iterations and
	// Guest, by their names.
	Settings map[string]Settings `json:"settings,omitempty"`
	// Seed decides the order in which processes run, and their padding.
	Seed uint64 `json:"seed"`
	// FirstProcess numbers the first round; 0 means a number drawn at random,
	// so that rows of two recordings never look like one round.
	FirstProcess uint64 `json:"first_process"`
	// Padding pads the environment of each worker process by a number of bytes below
	// it, at most MaxPadding, drawn from the Seed for each round, benchmark and
	// engine. That moves the stack of the process's first thread, which can make
	// code faster or slower, and so makes its place chance and not bias. 0 means
	// DefaultPadding, less than 0 none. A guest does not see it.
	Padding int `json:"padding,omitempty"`
	// Pin is "", which leaves the scheduler alone, "auto", or the number of
	// the CPU that the measuring thread is bound to.
	Pin string `json:"pin,omitempty"`
	// Retries is how often a process that died or timed out is tried again,
	// together with those of the other engines on that benchmark, so that they
	// run back to back again. Rows of the attempt that failed stay, and a
	// warning says what happened.
	Retries int `json:"retries,omitempty" resume:"may-change"`
	job.Limits
	// PolicyName is what the recording's header calls the Options' Policy.
	PolicyName string `json:"policy,omitempty" resume:"may-change"`
	// Labels are the user's own, kept in the recording's header.
	Labels map[string]string `json:"labels,omitempty" resume:"may-change"`
}

// Defaults of a Plan.
const (
	DefaultProcesses  = 10
	DefaultIterations = 10
	DefaultTimeout    = 10 * time.Minute
	// DefaultOutputLimit is 1 GiB.
	DefaultOutputLimit = 1 << 30
	DefaultMeasure     = "cycles"
)

// ErrProcesses: a recorder without processes was asked for several.
var ErrProcesses = errors.New("an in-process recorder has one process: set Processes to 1, or record in workers")

// withDefaults returns p with its zero values filled in, or an error that
// wraps job.ErrPlan.
func (p Plan) withDefaults() (Plan, error) {
	refuse := func(format string, args ...any) (Plan, error) {
		return p, fmt.Errorf("%w: "+format, append([]any{job.ErrPlan}, args...)...)
	}
	p.Processes = cmp.Or(p.Processes, DefaultProcesses)
	p.Iterations = cmp.Or(p.Iterations, DefaultIterations)
	p.Timeout = cmp.Or(p.Timeout, DefaultTimeout)
	p.OutputLimit = cmp.Or(p.OutputLimit, DefaultOutputLimit)
	switch {
	case p.Padding == 0:
		p.Padding = DefaultPadding
	case p.Padding < 0:
		p.Padding = 0 // as in recordings of versions that did not pad
	}
	if len(p.Measures) == 0 {
		p.Measures = []string{DefaultMeasure}
	}
	switch {
	case len(p.Engines) == 0:
		return refuse("no engine; known are %v", engines.Default.Names())
	case len(p.Benchmarks) == 0:
		return refuse("no benchmark")
	case p.Phase > measure.Execution:
		return refuse("phase %v", p.Phase)
	}
	if err := p.checkGuest(&p.Guest); err != nil {
		return p, fmt.Errorf("%w: %w", job.ErrPlan, err)
	}
	if err := p.inRange(); err != nil {
		return p, err
	}
	p.Engines = slices.Clone(p.Engines)
	for i := range p.Engines {
		e := &p.Engines[i]
		e.Name = cmp.Or(e.Name, e.Engine)
	}
	if err := distinct(p.Engines); err != nil {
		return p, err
	}
	if err := checkPrograms(p.Engines); err != nil {
		return p, err
	}
	for _, t := range p.texts() {
		if !utf8.ValidString(t.is) {
			return refuse("%s %q: %w", t.what, t.is, t.err)
		}
	}
	once := map[string]bool{}
	for _, b := range p.Benchmarks {
		if once[b] {
			return refuse("benchmark %s is listed twice", b)
		}
		once[b] = true
	}
	if err := p.checkSettings(); err != nil {
		return p, err
	}
	if p.FirstProcess == 0 {
		var b [4]byte
		_, _ = rand.Read(b[:]) // crypto/rand never fails: it ends the program instead
		p.FirstProcess = 1 + uint64(binary.LittleEndian.Uint32(b[:])>>1)
	}
	return p, nil
}

// withFlags returns the plan's engines with the flags of those that were
// probed. A Runner that says nothing of engines leaves them as they are.
func (p *Plan) withFlags(probed []record.Engine) ([]job.Engine, error) {
	if len(probed) != len(p.Engines) {
		return p.Engines, nil
	}
	list := slices.Clone(p.Engines)
	for i := range list {
		list[i].Flags = probed[i].Flags
	}
	return list, distinct(list)
}

// distinct refuses engines whose rows could not be told apart.
func distinct(list []job.Engine) error {
	seen := map[string]bool{}
	for _, e := range list {
		key := e.String()
		if seen[key] {
			return fmt.Errorf("%w: engine %v is listed twice; its rows could not be told apart: give each a name of its own", job.ErrPlan, e)
		}
		seen[key] = true
	}
	return nil
}

// job is one process of the plan.
func (p *Plan) job(round int, which pair, process uint64) job.Job {
	engine := p.Engines[which.engine]
	if i := p.program(round, which.engine); i >= 0 {
		engine.Programs = engine.Programs[i : i+1 : i+1]
	}
	benchmark := p.Benchmarks[which.benchmark]
	of := p.Of(benchmark)
	return job.Job{
		Engine: engine, Benchmark: benchmark, Process: process,
		Measures: p.Measures, Phase: p.Phase, Iterations: of.Iterations, Pin: p.Pin, Padding: p.padding(round, which),
		Guest: *of.Guest, Limits: p.Limits,
	}
}
