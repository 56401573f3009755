package recorder

import (
	"context"
	"reflect"
	"testing"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// foreign is a runner whose processes run on another architecture and have one
// sample to give.
type foreign struct {
	arch   string
	sample job.Sample
}

func (f foreign) Probe(context.Context, Plan) (job.Setup, error) { return job.Setup{Arch: f.arch}, nil }

func (f foreign) Run(_ context.Context, _ job.Job, emit func([]job.Sample) error) (job.Outcome, error) {
	return job.Outcome{}, emit([]job.Sample{f.sample})
}

// TestRowIsStamped: every column of a row is the sample's or the schedule's. The
// architecture is that of the machine which ran the processes, and this one's
// where the runner does not say.
func TestRowIsStamped(t *testing.T) {
	sample := job.Sample{Iteration: 3, Phase: measure.Instantiation, Event: "cycles", Count: 18446744073709551615, Note: &record.Note{Collections: 2}}
	plan := Plan{
		Engines:      []job.Engine{{Name: "slow", Engine: "wazero", Flags: "interpreter"}},
		Benchmarks:   []string{"x.wasm"},
		Processes:    2,
		FirstProcess: 41,
	}
	for said, arch := range map[string]string{"aarch64": "aarch64", "x86_64": "x86_64", "": record.Arch()} {
		var c record.Collector
		if _, err := Record(t.Context(), plan, &c, foreign{said, sample}, Options{}); err != nil {
			t.Fatal(err)
		}
		want := record.Row{Arch: arch, Engine: "slow", EngineFlags: "interpreter", Wasm: "x.wasm", Process: 41, Iteration: 3,
			Phase: measure.Instantiation, Event: "cycles", Count: 18446744073709551615, Note: &record.Note{Collections: 2}}
		second := want
		second.Process = 42
		if rows := []record.Row{want, second}; !reflect.DeepEqual(c.Rows, rows) {
			t.Errorf("%q: %+v, want %+v", said, c.Rows, rows)
		}
	}
}
