package calibrate

import (
	"cmp"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// gather is a sink that keeps counts alone.
type gather struct {
	arch   string
	events []measure.Event
	counts map[key]*counts
}

type key struct {
	engine, flags string
	phase         measure.Phase
	event         string
}

type counts struct {
	process uint64     // of the latest row
	cold    [][]uint64 // by process
	warm    [][]uint64
	scaled  int
}

func newGather() *gather { return &gather{counts: map[key]*counts{}} }

// Begin notes the events, also those of which there will be no row.
func (g *gather) Begin(h record.Header) error {
	g.events = h.Events
	return nil
}

// Write keeps the row's count. Rows of one process follow one another.
func (g *gather) Write(r record.Row) error {
	g.arch = r.Arch
	k := key{r.Engine, r.EngineFlags, r.Phase, r.Event}
	c := g.counts[k]
	if c == nil {
		c = new(counts)
		g.counts[k] = c
	}
	if len(c.cold) == 0 || c.process != r.Process {
		c.process = r.Process
		c.cold, c.warm = append(c.cold, nil), append(c.warm, nil)
	}
	list := &c.warm[len(c.warm)-1]
	if r.Iteration == 0 {
		list = &c.cold[len(c.cold)-1]
	}
	*list = append(*list, r.Count)
	if r.Note != nil && r.Note.Enabled != r.Note.Running {
		c.scaled++
	}
	return nil
}

func (g *gather) Flush() error { return nil }

// overhead sorts what was counted: by engine as planned, then by event.
func (g *gather) overhead(planned []job.Engine) record.Overhead {
	o := record.Overhead{Arch: g.arch, Windows: []record.Window{}, Floor: []record.Window{}}
	for _, e := range planned {
		name := cmp.Or(e.Name, e.Engine)
		for _, event := range g.events {
			w := g.window(key{name, e.Flags, measure.Execution, event.Name}, event.Unit)
			w.Engine, w.Flags = name, e.Flags
			o.Windows = append(o.Windows, w)
		}
	}
	for _, event := range g.events {
		o.Floor = append(o.Floor, g.window(key{FloorEngine, "", measure.Execution, event.Name}, event.Unit))
	}
	for _, phase := range []measure.Phase{measure.Compilation, measure.Instantiation} {
		for _, event := range g.events {
			w := g.window(key{FloorEngine, "", phase, event.Name}, event.Unit)
			if w.Cold != nil || w.Warm != nil {
				o.Brackets = append(o.Brackets, w)
			}
		}
	}
	return o
}

func (g *gather) window(k key, unit string) record.Window {
	w := record.Window{Phase: k.phase, Event: k.event, Unit: unit}
	if c := g.counts[k]; c != nil {
		w.Cold, w.Warm, w.Scaled = summarize(c.cold), summarize(c.warm), c.scaled
	}
	return w
}
