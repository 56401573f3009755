package recorder

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// careless is a Runner that hands on what it is told to, a call for each list.
type careless struct {
	samples [][]job.Sample
	outcome job.Outcome
}

func (careless) Probe(_ context.Context, plan Plan) (job.Setup, error) {
	return job.Setup{Events: []measure.Event{measure.Cycles, {Name: "own"}}}, nil
}

func (c careless) Run(_ context.Context, _ job.Job, emit func([]job.Sample) error) (job.Outcome, error) {
	for _, list := range c.samples {
		if err := emit(list); err != nil {
			return job.Outcome{}, err
		}
	}
	return c.outcome, nil
}

// TestCarelessRunner: samples that cannot be those of two iterations of Execution end the
// recording, and none of the call that is wrong is written.
func TestCarelessRunner(t *testing.T) {
	is := func(iteration uint64, phase measure.Phase, event string) job.Sample {
		return job.Sample{Iteration: iteration, Phase: phase, Event: event, Count: 7}
	}
	zero, one := is(0, measure.Execution, "cycles"), is(1, measure.Execution, "cycles")
	for name, tt := range map[string]struct {
		samples [][]job.Sample
		outcome job.Outcome
		rows    int
		want    string // the error, "" for none
	}{
		"as it should be":          {samples: [][]job.Sample{{zero}, {one}}, rows: 2},
		"two events":               {samples: [][]job.Sample{{zero, is(0, measure.Execution, "nanoseconds")}, {one}}, rows: 3},
		"an event of its own":      {samples: [][]job.Sample{{zero, is(0, measure.Execution, "own")}, {one}}, rows: 3},
		"nothing":                  {want: "its last sample is of iteration 0 of 2"},
		"empty lists":              {samples: [][]job.Sample{{}, nil}, want: "its last sample is of iteration 0 of 2"},
		"one of two":               {samples: [][]job.Sample{{zero}}, rows: 1, want: "x on a: its last sample is of iteration 1 of 2"},
		"one of two, and says why": {samples: [][]job.Sample{{one}}, outcome: job.Outcome{Warnings: []string{"not counted"}}, rows: 1},
		"none, and says why":       {outcome: job.Outcome{Warnings: []string{"not counted"}}},
		"an iteration twice":       {samples: [][]job.Sample{{zero}, {zero}}, rows: 1, want: "a sample of iteration 0 of 2, counted from 0, where that of iteration 1 should be"},
		"three of two":             {samples: [][]job.Sample{{zero}, {one}, {is(2, measure.Execution, "cycles")}}, rows: 2, want: "a sample of iteration 2 of 2"},
		"two iterations at once":   {samples: [][]job.Sample{{zero, one}}, want: "samples of iterations 0 and 1 come at once"},
		"a sample twice":           {samples: [][]job.Sample{{zero, zero}}, want: "two samples of cycles, Execution, in iteration 0"},
		"no phase":                 {samples: [][]job.Sample{{is(0, 0, "cycles")}}, want: "a sample of Phase(0)"},
		"a phase that is none":     {samples: [][]job.Sample{{is(0, 9, "cycles")}}, want: "a sample of Phase(9)"},
		"another phase":            {samples: [][]job.Sample{{is(0, measure.Compilation, "cycles")}}, want: "a sample of Compilation, where only Execution is recorded"},
		"an event that is none":    {samples: [][]job.Sample{{zero}, {is(1, measure.Execution, "cycle")}}, rows: 1, want: `a sample of "cycle", which is none of the events that its Probe has named`},
		"no event":                 {samples: [][]job.Sample{{is(0, measure.Execution, "")}}, want: "a sample without the name of its event"},
	} {
		var rows record.Collector
		plan := Plan{Engines: []job.Engine{{Engine: "a"}}, Benchmarks: []string{"x"}, Processes: 1, Iterations: 2, Phase: measure.Execution}
		_, err := Record(t.Context(), plan, &rows, careless{tt.samples, tt.outcome}, Options{})
		if tt.want == "" && err != nil || tt.want != "" && (!errors.Is(err, ErrRunner) || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
		if len(rows.Rows) != tt.rows {
			t.Errorf("%s: %d rows, want %d", name, len(rows.Rows), tt.rows)
		}
	}
}
