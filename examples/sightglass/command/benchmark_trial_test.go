package command

import (
	"errors"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// TestTrial: a process begins in 30 ms, its first iteration takes 20 ms, and each other
// one 5 ms. What is wanted is that, added up.
func TestTrial(t *testing.T) {
	const begins, first, others = 30 * time.Millisecond, 20 * time.Millisecond, 5 * time.Millisecond
	failed := &job.Failure{Err: errors.New("x")}
	for _, tt := range []struct {
		name       string
		iterations int
		rows       int // of each iteration
		failure    *job.Failure
		want       time.Duration
	}{
		{"one iteration", 1, 3, nil, begins + first},
		{"two", 2, 3, nil, begins + first + others},
		{"ten", 10, 3, nil, begins + first + 9*others},
		{"ten of one row each", 10, 1, nil, begins + first + 9*others},
		{"no rows: as if it did nothing but iterations", 10, 0, nil, 5 * (begins + first + others)},
		{"it failed", 10, 3, failed, 0},
	} {
		now := time.Unix(0, 0)
		plan := &recorder.Plan{Iterations: 1, Benchmarks: []string{"a", "b"}, Settings: map[string]recorder.Settings{"b": {Iterations: tt.iterations}}}
		tr := &trial{plan: plan, clock: func() time.Time { return now }}
		once := tr.once()
		if once.Processes != 1 || once.Of("a").Iterations != 1 || once.Of("b").Iterations != min(2, tt.iterations) || plan.Settings["b"].Iterations != tt.iterations {
			t.Errorf("%s: the trial's plan is %+v, and the plan %+v", tt.name, once, plan)
		}
		tr.progress(recorder.Progress{}) // a recording begins
		tr.progress(recorder.Progress{Round: 1, Benchmark: "b", Begins: true})
		now = now.Add(begins)
		for i := range once.Of("b").Iterations {
			if now = now.Add(others); i == 0 {
				now = now.Add(first - others)
			}
			for range tt.rows {
				if err := tr.Write(record.Row{Iteration: uint64(i)}); err != nil {
					t.Fatal(err)
				}
			}
		}
		tr.progress(recorder.Progress{Warning: "w"})
		tr.progress(recorder.Progress{Round: 1, Benchmark: "b", Failure: tt.failure})
		if tr.took != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, tr.took, tt.want)
		}
	}
}
