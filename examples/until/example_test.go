package until

import (
	"context"
	"fmt"
	"testing"

	"github.com/sightglass-go/sightglass/analysis"
	_ "github.com/sightglass-go/sightglass/engines/wazero"
	_ "github.com/sightglass-go/sightglass/measure/cycles"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

func TestMain(m *testing.M) {
	worker.Main() // the test's program is its own worker
	m.Run()
}

// The compiler is so much faster than the interpreter that the first look, after
// eight rounds, decides it.
func Example() {
	plan := recorder.Plan{
		Engines:    []job.Engine{{Engine: "wazero", Name: "compiler"}, {Engine: "wazero", Flags: "interpreter", Name: "interpreter"}},
		Benchmarks: []string{"../benchmarks/shootout-ackermann/shootout-ackermann.wasm"},
		Iterations: 2,
	}
	plan.SmallWorkload = true
	sequence, err := analysis.NewSequence(analysis.Options{Baseline: "compiler", Events: []string{"cycles"}}, 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	rows := new(analysis.Builder)
	policy := &analysis.Decider{Sequence: sequence, Rows: rows, Benchmarks: plan.Benchmarks}
	report, err := worker.Recorder{Options: recorder.Options{Policy: policy}}.Record(context.Background(), plan, rows)
	if err != nil || len(report.Failures) > 0 {
		fmt.Println(err, report.Failures)
		return
	}
	for _, c := range policy.Result().Comparisons {
		if c.Phase.String() == "Execution" {
			fmt.Printf("%s: %s, %s\n", c.Candidate.Engine, c.Verdict, c.Direction)
		}
	}
	// Output: interpreter: changed, slower
}
