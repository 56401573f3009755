package job

import (
	"cmp"
	"context"
	"fmt"
	"runtime/metrics"
	"slices"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// measured runs f inside the measure's window, which a self-timed engine opens
// around its own phases, and, if check agrees behind it,
// turns what was counted into samples. With another phase selected f runs
// unmeasured. check may be nil.
func (p *process) measured(selected measure.Phase, f, check func() error) error {
	if check == nil {
		check = func() error { return nil }
	}
	if selected != 0 && selected != p.phase {
		if err := f(); err != nil {
			return err
		}
		return check()
	}
	if err := p.enter(); err != nil {
		return err
	}
	var err error
	if p.selfTimed && p.phase != measure.Execution {
		err = f()
	} else {
		p.measure.Start()
		err = f()
		p.measure.Stop()
	}
	if err == nil {
		err = check()
	}
	if err != nil {
		return err
	}
	return p.read()
}

// enter tells the measure of the phase, in which its next windows are.
func (p *process) enter() (err error) {
	defer measure.Recovered(&err)
	measure.Enter(p.measure, p.phase)
	return nil
}

// read turns the readings of the last window into samples of this iteration.
func (p *process) read() (err error) {
	collections := p.gc.since()
	if p.readings, err = measure.Read(p.measure, p.readings[:0]); err != nil {
		return fmt.Errorf("read the counters: %w", err)
	}
	p.sample(collections)
	return nil
}

// countModule is what engines count of the compiled module. That may take as long as
// compiling it, and so is done when all windows of the iteration have been closed.
func (p *process) countModule(ctx context.Context, module engines.Module) (err error) {
	if !engines.CountsModules(p.measure) {
		return nil
	}
	p.at(Compiling)
	if p.readings, err = engines.CountModule(ctx, p.measure, module, p.files.dir, p.readings[:0]); err != nil {
		return err
	}
	p.gc.since() // those are of no window
	p.sample(0)
	slices.SortStableFunc(p.samples, func(a, b Sample) int { return cmp.Compare(a.Phase, b.Phase) })
	return nil
}

// sample turns readings into samples of this iteration.
func (p *process) sample(collections uint64) {
	for _, r := range p.readings {
		if r.Status == measure.Absent {
			continue
		}
		if r.Status == measure.Missing {
			p.warn("%s on %v: %s was not counted in iteration %d of process %d, %v: the counter never ran; the row is missing",
				p.job.Benchmark, p.job.Engine, r.Event.Name, p.iteration, p.job.Process, p.phase)
			continue
		}
		sample := Sample{Iteration: uint64(p.iteration), Phase: p.phase, Event: r.Event.Name, Count: r.Count}
		if collections > 0 {
			sample.Note = &record.Note{Collections: collections}
		}
		if r.Status == measure.Scaled {
			if sample.Note == nil {
				sample.Note = new(record.Note)
			}
			sample.Note.Raw, sample.Note.Enabled, sample.Note.Running = r.Raw, r.Enabled, r.Running
		}
		p.samples = append(p.samples, sample)
	}
}

// gcCounter counts the garbage collections that have ended in this process.
type gcCounter struct {
	sample [1]metrics.Sample
	last   uint64
}

// since returns how many collections have ended since it was called last. It
// is called behind windows only: reading the runtime's metrics just before one
// would fill the caches with something else.
func (g *gcCounter) since() uint64 {
	g.sample[0].Name = "/gc/cycles/total:gc-cycles"
	metrics.Read(g.sample[:])
	if g.sample[0].Value.Kind() != metrics.KindUint64 {
		return 0
	}
	now := g.sample[0].Value.Uint64()
	n := now - g.last
	g.last = now
	return n
}
