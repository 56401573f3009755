package analysis

import (
	"fmt"
	"slices"

	"github.com/sightglass-go/sightglass/measure/record"
)

// Decider records until every benchmark is decided: its Next is what a
// recorder's policy needs (recorder.Policy), and Rows is where the recorder's
// sink puts the rows.
//
//	sequence, err := analysis.NewSequence(options, 0)
//	rows := new(analysis.Builder)
//	policy := &analysis.Decider{Sequence: sequence, Rows: rows, Benchmarks: plan.Benchmarks}
//	... record plan with policy, into rows
//	result := policy.Result()
//
// From FirstLook rounds on it looks after each, and continues with the
// benchmarks that are undecided.
type Decider struct {
	*Sequence
	// Rows receives the recording. The Decider only looks at it.
	Rows *Builder
	// Benchmarks are those of the plan.
	Benchmarks []string
	// Before are the processes that a recording which is resumed had already,
	// whose rows are in Rows, too: a look sees no more rounds than it would
	// have seen without the interruption.
	Before []record.Ended
	// OnLook, if set, is told what came of a look, after how many rounds.
	OnLook func(rounds int, s State)
}

// Next returns how many rounds there shall be in all when so many are done,
// and the benchmarks that run in them: none when all are decided, no look is left, or
// there is nothing to look at. The error is that of Look.
func (d *Decider) Next(done int) (rounds int, benchmarks []string, err error) {
	if done == 0 {
		return d.Rounds(), d.Benchmarks, nil
	}
	data := d.first(done)
	if len(data.Series) == 0 {
		return done, nil, nil // every process failed, or nothing is counted
	}
	state, err := d.Look(data)
	if err != nil {
		return done, nil, fmt.Errorf("look at the first %d rounds: %w", done, err)
	}
	if d.OnLook != nil {
		d.OnLook(done, state)
	}
	if len(state.Undecided) == 0 || state.NextRounds == 0 {
		return done, nil, nil
	}
	return state.NextRounds, state.Undecided, nil
}

// first returns what was recorded in the first rounds.
func (d *Decider) first(rounds int) *Data {
	type slot struct {
		failedAt
		process uint64
	}
	later := map[slot]bool{}
	for _, e := range d.Before {
		if e.Round >= rounds {
			later[slot{failedAt{Config{Engine: e.Engine, Flags: e.EngineFlags}, e.Wasm}, e.Process}] = true
		}
	}
	data := d.Rows.Snapshot()
	if len(later) == 0 {
		return data
	}
	for i := range data.Series {
		s := &data.Series[i]
		at := failedAt{s.Config(), s.rowsWasm()}
		s.SetProcesses(slices.DeleteFunc(s.Processes(), func(p Process) bool { return later[slot{at, p.ID}] }))
	}
	data.Series = slices.DeleteFunc(data.Series, func(s Series) bool { return len(s.Processes()) == 0 })
	return data
}
