package command

import (
	"fmt"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure/record"
)

// grouped groups what was recorded so far.
func grouped(c *record.Collector) *analysis.Data {
	var b analysis.Builder
	for _, h := range c.Headers {
		b.Header(h)
	}
	for _, r := range c.Rows {
		b.Add(r)
	}
	for _, m := range c.Marks {
		_ = b.Mark(m) // never fails
	}
	return b.Data()
}

// decided is the recorder's policy of recording until every benchmark is
// decided: after 10, 20 and 40 rounds it looks at the rows, and goes on with
// those benchmarks alone of which it is unsure.
type decided struct {
	sequence *analysis.Sequence
	rows     *record.Collector // what was recorded so far
	rounds   map[roundOf]int   // of processes that a resumed recording had
	all      []string
	say      func(format string, args ...any)
}

func newDecided(options analysis.Options, rows *record.Collector, benchmarks []string, say func(string, ...any)) (*decided, error) {
	sequence, err := analysis.NewSequence(analysis.DefaultLooks(), options)
	if err != nil {
		return nil, err
	}
	return &decided{sequence: sequence, rows: rows, all: benchmarks, say: say}, nil
}

// Next implements recorder.Policy.
func (d *decided) Next(done int) (rounds int, benchmarks []string, err error) {
	if done == 0 {
		return d.sequence.Rounds(), d.all, nil
	}
	state, err := d.sequence.Look(grouped(d.until(done)))
	if err != nil {
		return done, nil, fmt.Errorf("look at the first %d rounds: %w", done, err)
	}
	if n := len(state.Undecided); n > 0 && state.NextRounds > 0 {
		d.say("after %d rounds %d of %s undecided: going on to %d rounds", done, n, count(len(d.all), "benchmark"), state.NextRounds)
		return state.NextRounds, state.Undecided, nil
	}
	return done, nil, nil
}

// roundOf tells the processes of a recording apart.
type roundOf struct {
	engine, flags, wasm string
	process             uint64
}

// resumed notes in which rounds the processes ran that a recording has
// already.
func (d *decided) resumed(found *record.Recovered) {
	d.rounds = make(map[roundOf]int, len(found.Ended))
	for _, e := range found.Ended {
		d.rounds[roundOf{e.Engine, e.EngineFlags, e.Wasm, e.Process}] = e.Round
	}
}

// until returns what was recorded in the first rounds: a look that was
// interrupted must see what it would have seen then, and no more.
func (d *decided) until(done int) *record.Collector {
	if d.rounds == nil {
		return d.rows
	}
	first := &record.Collector{Headers: d.rows.Headers, Marks: d.rows.Marks}
	for _, row := range d.rows.Rows {
		if round, ok := d.rounds[roundOf{row.Engine, row.EngineFlags, row.Wasm, row.Process}]; !ok || round < done {
			first.Rows = append(first.Rows, row)
		}
	}
	return first
}
