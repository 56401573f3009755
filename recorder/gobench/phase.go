package gobench

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// RunPhase runs one phase as the whole of a benchmark, for benchmarks that
// have names of their own. It needs the *testing.B to itself: it calls Loop.
func RunPhase(b *testing.B, bench Benchmark, phase measure.Phase) {
	b.Helper()
	runPhaseOn(b, bench, phase)
}

func runPhaseOn(b loop, bench Benchmark, phase measure.Phase) {
	b.Helper()
	bench.runPhase(b, phase, inputs(b, bench.job(phase)))
}

func (bench Benchmark) runPhase(b loop, phase measure.Phase, files job.Inputs) {
	b.Helper()
	warnings, err := runPhase(b, bench, phase, files)
	for _, w := range warnings {
		b.Log(w)
	}
	if err != nil {
		b.Fatal(strings.Join(strings.Fields(err.Error()), " ")) // one line, whatever an engine says
	}
}

// runPhase is RunPhase without what Fatal does to a goroutine.
func runPhase(b loop, bench Benchmark, phase measure.Phase, files job.Inputs) (warnings []string, err error) {
	if phase < measure.Compilation || phase > measure.Execution {
		return nil, fmt.Errorf("%w: %v", measure.ErrPhase, phase)
	}
	ctx := b.Context()
	var events tally
	j := bench.job(phase)
	j.Inputs = files
	s, err := job.OpenSession(ctx, j, func() (measure.Measure, error) {
		return events.open(bench.Measures)
	})
	if err != nil {
		return nil, err
	}
	defer func() {
		err = errors.Join(err, s.Close())
		warnings = s.Warnings()
	}()
	if flags := s.Engine().Flags; flags != bench.Flags {
		// The name of the benchmark, which is printed already, has its flags.
		return nil, fmt.Errorf("the measures need other engine flags, which make other code: set Benchmark.Flags to %q", flags)
	}
	if err := bench.warmUp(ctx, s, phase, &events); err != nil {
		return nil, err
	}
	for b.Loop() {
		samples, err := s.Next(ctx)
		if err != nil {
			return nil, err
		}
		events.add(samples)
	}
	return nil, events.report(b)
}

// seen is what the files of a benchmark were when this process first looked:
// phases and what -count repeats are one benchmark only as long as they stay so.
var seen sync.Map

// inputs returns what the job's files were when a benchmark of b's name began.
func inputs(b loop, j job.Job) job.Inputs {
	named, ok := b.(interface{ Name() string })
	if !ok {
		return job.FindInputs(j)
	}
	key := [4]string{named.Name(), j.Benchmark, j.Dir, j.Stdin}
	known, ok := seen.Load(key)
	if !ok {
		known, _ = seen.LoadOrStore(key, job.FindInputs(j))
	}
	return known.(job.Inputs)
}

// longWarmUp is how long a compilation takes that is too dear to be left out.
const longWarmUp = time.Second

func (bench *Benchmark) warmUp(ctx context.Context, s *job.Session, phase measure.Phase, events *tally) error {
	for range cmp.Or(bench.WarmUp, 1) {
		began := time.Now()
		samples, err := s.Next(ctx)
		if err != nil {
			return err
		}
		if bench.WarmUp == 0 && phase == measure.Compilation && time.Since(began) >= longWarmUp {
			events.add(samples)
		}
	}
	return nil
}

// bytesOf returns what b.SetBytes was given, for which *testing.B has no getter;
// 0 if nothing or if it cannot be seen.
func bytesOf(b loop) int64 {
	v := reflect.ValueOf(b)
	if v.Kind() != reflect.Pointer || v.Elem().Kind() != reflect.Struct {
		return 0
	}
	if f := v.Elem().FieldByName("bytes"); f.IsValid() && f.CanInt() {
		return f.Int()
	}
	return 0
}

// tally adds up the events of a phase.
type tally struct {
	events []measure.Event
	sums   map[string]sum
	clock  clock
}

type sum struct{ count, n uint64 }

// open opens the measures and finds the one that tells the time.
func (t *tally) open(names []string) (measure.Measure, error) {
	var m measure.Measure = new(stopwatch)
	if len(names) > 0 {
		named, err := measure.Open(names...)
		if err != nil {
			return nil, err
		}
		if t.clock = findClock(named); t.clock.event != "" {
			m = named
		} else {
			m = measure.Multi(append([]measure.Measure{m}, measure.Parts(named)...)...)
		}
	}
	t.clock.event = cmp.Or(t.clock.event, measure.Nanoseconds.Name)
	t.events, t.sums = m.Events(), make(map[string]sum)
	return m, nil
}

func (t *tally) add(samples []job.Sample) {
	for i := range samples {
		s := t.sums[samples[i].Event]
		s.count += samples[i].Count
		s.n++
		t.sums[samples[i].Event] = s
	}
}

// report reports the means. An event that was never counted has none; and if
// that is the one that tells the time, there is no ns/op either, for what the
// testing package would put in its place is another thing.
func (t *tally) report(b loop) error {
	if len(t.sums) == 0 {
		return errors.New("no events in any iteration")
	}
	b.ReportMetric(0, "ns/op")
	for _, e := range t.events {
		s := t.sums[e.Name]
		if s.n == 0 {
			continue
		}
		mean := float64(s.count) / float64(s.n)
		b.ReportMetric(mean, record.GoBenchUnit(e))
		if e.Name == t.clock.event {
			ns := t.clock.nanoseconds(mean)
			b.ReportMetric(ns, "ns/op")
			if bytes := bytesOf(b); bytes > 0 && ns > 0 {
				// In place of one by the clock of the whole loop.
				b.ReportMetric(float64(bytes)*1e3/ns, "MB/s")
			}
		}
	}
	return nil
}
