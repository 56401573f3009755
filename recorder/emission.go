package recorder

import (
	"errors"
	"fmt"
	"slices"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// ErrRunner is wrapped by the error that ends a recording whose Runner does not do what
// Runner asks for.
var ErrRunner = errors.New("runner is broken")

// emission checks what a Runner hands on of one process.
type emission struct {
	of     *job.Job
	events []measure.Event // that its Probe has named; if it has named none, any may come
	begun  int             // iterations
	seen   map[counted]bool
}

// counted is what there is one sample of in an iteration.
type counted struct {
	phase measure.Phase
	event string
}

// next says why samples cannot be those of the next iteration. It may lack any: a counter
// may never have run.
func (e *emission) next(samples []job.Sample) error {
	if len(samples) == 0 {
		return nil
	}
	at := samples[0].Iteration
	clear(e.seen)
	for i := range samples {
		s := &samples[i]
		is := counted{s.Phase, s.Event}
		switch {
		case s.Iteration != at:
			return e.broken("samples of iterations %d and %d come at once", at, s.Iteration)
		case at < uint64(e.begun) || at >= uint64(e.of.Iterations):
			return e.broken("a sample of iteration %d of %d, counted from 0, where that of iteration %d should be", at, e.of.Iterations, e.begun)
		case s.Phase < measure.Compilation || s.Phase > measure.Execution:
			return e.broken("%w: a sample of %v", measure.ErrPhase, s.Phase)
		case e.of.Phase != 0 && s.Phase != e.of.Phase:
			return e.broken("a sample of %v, where only %v is recorded", s.Phase, e.of.Phase)
		case s.Event == "":
			return e.broken("a sample without the name of its event")
		case !e.known(s.Event):
			return e.broken("a sample of %q, which is none of the events that its Probe has named, and none that package measure declares", s.Event)
		case e.seen[is]:
			return e.broken("two samples of %s, %v, in iteration %d", s.Event, s.Phase, at)
		}
		if e.seen == nil {
			e.seen = map[counted]bool{}
		}
		e.seen[is] = true
	}
	e.begun = int(at) + 1
	return nil
}

// known is whether rows of an event say of what: Probe has named it, or if not, package measure
// declares it, as the metrics that a Go benchmark reports now and then.
func (e *emission) known(event string) bool {
	if len(e.events) == 0 || slices.ContainsFunc(e.events, func(known measure.Event) bool { return known.Name == event }) {
		return true
	}
	_, declared := measure.LookupEvent(event)
	return declared
}

// whole says what is missing of a process that ended well, and said nothing of what it lacks.
func (e *emission) whole(outcome job.Outcome) error {
	if e.begun == e.of.Iterations || len(outcome.Warnings) > 0 {
		return nil
	}
	return e.broken("its last sample is of iteration %d of %d, counted from 1, and it says that all is well", e.begun, e.of.Iterations)
}

func (e *emission) broken(format string, args ...any) error {
	return fmt.Errorf("%w: %s on %v: "+format, append([]any{ErrRunner, e.of.Benchmark, e.of.Engine}, args...)...)
}
