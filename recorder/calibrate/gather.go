package calibrate

import (
	"cmp"
	"slices"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// gather is a sink that keeps counts alone.
type gather struct {
	arch   string
	header record.Header
	counts map[key]*counts
}

type key struct {
	component     bool
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
	g.header = h
	return nil
}

// Write keeps the row's count. Rows of one process follow one another.
func (g *gather) Write(r record.Row) error {
	g.arch = r.Arch
	k := key{g.header.Component(r.Wasm), r.Engine, r.EngineFlags, r.Phase, r.Event}
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

// overhead sorts what was counted: by engine as planned, then by event. Where nothing
// but remote engines was calibrated there is neither floor nor bracket.
func (g *gather) overhead(planned []job.Engine, component, mixed bool) record.Overhead {
	o := record.Overhead{Arch: g.arch, Component: component, Windows: g.windows(planned, component), Floor: []record.Window{}}
	if mixed {
		o.Components = g.windows(planned, true)
	}
	if len(planned) > 0 && !slices.ContainsFunc(planned, func(e job.Engine) bool { return !g.remote(e) }) {
		return o
	}
	for _, event := range g.header.Events {
		o.Floor = append(o.Floor, g.window(key{component, FloorEngine, "", measure.Execution, event.Name}, event.Unit))
	}
	for _, phase := range []measure.Phase{measure.Compilation, measure.Instantiation} {
		for _, event := range g.header.Events {
			w := g.window(key{component, FloorEngine, "", phase, event.Name}, event.Unit)
			if w.Cold != nil || w.Warm != nil {
				o.Brackets = append(o.Brackets, w)
			}
		}
	}
	return o
}

// windows are those of the engines. A remote one has none of events that it does not
// count.
func (g *gather) windows(planned []job.Engine, component bool) []record.Window {
	list := []record.Window{}
	for _, e := range planned {
		name := cmp.Or(e.Name, e.Engine)
		for _, event := range g.header.Events {
			w := g.window(key{component, name, e.Flags, measure.Execution, event.Name}, event.Unit)
			w.Engine, w.Flags, w.Remote = name, e.Flags, g.remote(e)
			if !w.Remote || w.Cold != nil || w.Warm != nil {
				list = append(list, w)
			}
		}
	}
	return list
}

func (g *gather) remote(e job.Engine) bool {
	return slices.ContainsFunc(g.header.Engines, func(h record.Engine) bool {
		return h.Name == cmp.Or(e.Name, e.Engine) && h.Flags == e.Flags && h.Remote
	})
}

func (g *gather) window(k key, unit string) record.Window {
	w := record.Window{Phase: k.phase, Event: k.event, Unit: unit}
	if c := g.counts[k]; c != nil {
		w.Cold, w.Warm, w.Scaled = summarize(c.cold), summarize(c.warm), c.scaled
	}
	return w
}
