package job_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	_ "github.com/sightglass-go/sightglass/engines/wazero"
	"github.com/sightglass-go/sightglass/measure"
	_ "github.com/sightglass-go/sightglass/measure/cycles"
	"github.com/sightglass-go/sightglass/recorder/job"
)

var noopWasm = filepath.Join("..", "..", "examples", "benchmarks", "noop", "noop.wasm")

func ExampleSession() {
	ctx := context.Background()
	s, err := job.OpenSession(ctx, job.Job{
		Engine:    job.Engine{Engine: "wazero"},
		Benchmark: "../../examples/benchmarks/noop/noop.wasm",
		Measures:  []string{"cycles"},
	}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Close()
	for range 2 {
		rows, err := s.Next(ctx)
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, row := range rows {
			fmt.Println(row.Iteration, row.Phase, row.Event, row.Count > 0)
		}
	}
	// Output:
	// 0 Compilation cycles true
	// 0 Instantiation cycles true
	// 0 Execution cycles true
	// 1 Compilation cycles true
	// 1 Instantiation cycles true
	// 1 Execution cycles true
}

// TestSessionIsRun: one after the other has the same rows, counts aside.
func TestSessionIsRun(t *testing.T) {
	for _, phase := range append(measure.Phases(), 0) {
		j := job.Job{Engine: job.Engine{Name: "w", Engine: "wazero"}, Benchmark: noopWasm,
			Measures: []string{"cycles"}, Phase: phase, Process: 5, Iterations: 3}
		var want, got []job.Sample
		keep := func(to *[]job.Sample, rows []job.Sample) {
			for _, row := range rows {
				row.Count, row.Note = 0, nil
				*to = append(*to, row)
			}
		}
		if _, err := job.Run(t.Context(), j, "", func(rows []job.Sample) error { keep(&want, rows); return nil }); err != nil {
			t.Fatal(err)
		}
		s, err := job.OpenSession(t.Context(), j, nil)
		if err != nil {
			t.Fatal(err)
		}
		for range j.Iterations {
			rows, err := s.Next(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			keep(&got, rows)
		}
		if err := errors.Join(s.Close(), s.Close()); err != nil {
			t.Error(err)
		}
		if fmt.Sprint(got) != fmt.Sprint(want) || len(got) == 0 {
			t.Errorf("phase %v: a session has\n%v, Run\n%v", phase, got, want)
		}
		if _, err := s.Next(t.Context()); err == nil {
			t.Error("a closed session goes on")
		}
	}
}

func TestSessionFails(t *testing.T) {
	open := func(j job.Job) error {
		t.Helper()
		s, err := job.OpenSession(t.Context(), j, nil)
		if err == nil {
			t.Error("opened:", errors.Join(s.Close()))
		}
		return err
	}
	wazero := job.Engine{Engine: "wazero"}
	for _, tt := range []struct {
		j    job.Job
		want error
	}{
		{job.Job{Engine: wazero, Benchmark: "no-such.wasm", Measures: []string{"noop"}}, os.ErrNotExist},
		{job.Job{Engine: wazero, Benchmark: noopWasm, Measures: []string{"no-such"}}, measure.ErrUnknown},
		{job.Job{Engine: job.Engine{Engine: "no-such"}, Benchmark: noopWasm, Measures: []string{"noop"}}, engines.ErrUnknown},
		{job.Job{Engine: wazero, Benchmark: "session_test.go", Measures: []string{"noop"}}, job.ErrNotBenchmark},
	} {
		err := open(tt.j)
		var failure *job.Failure
		if !errors.Is(err, tt.want) || !errors.As(err, &failure) {
			t.Errorf("%v; want a Failure with %v", err, tt.want)
		}
	}

	ctx, cancel := context.WithCancelCause(t.Context())
	s, err := job.OpenSession(ctx, job.Job{Engine: wazero, Benchmark: noopWasm, Measures: []string{"noop"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	why := errors.New("enough")
	cancel(why)
	if _, err := s.Next(ctx); err != why {
		t.Errorf("after its context was cancelled: %v", err)
	}
}

// never is a measure whose counter never runs.
type never struct {
	measure.Measure
	closed *int
}

func (never) Events() []measure.Event { return []measure.Event{{Name: "never"}} }
func (never) Readings(dst []measure.Reading) ([]measure.Reading, error) {
	return append(dst, measure.Reading{Event: measure.Event{Name: "never"}, Status: measure.Missing}), nil
}
func (n never) Close() error { *n.closed++; return nil }

// TestSessionOpensMeasure: a measure that is no registered one, which has a
// warning in every iteration.
func TestSessionOpensMeasure(t *testing.T) {
	closed := 0
	s, err := job.OpenSession(t.Context(), job.Job{Engine: job.Engine{Engine: "wazero"}, Benchmark: noopWasm, Phase: measure.Execution},
		func() (measure.Measure, error) { return never{measure.Noop(), &closed}, nil })
	if err != nil {
		t.Fatal(err)
	}
	for range 1000 {
		if rows, err := s.Next(t.Context()); err != nil || len(rows) > 0 {
			t.Fatal(rows, err)
		}
	}
	if w := s.Warnings(); len(w) != 21 || w[20] != "and 980 more warnings" {
		t.Errorf("%d warnings, the last %q", len(w), w[len(w)-1])
	}
	if err := s.Close(); err != nil || closed != 1 {
		t.Errorf("closed %d times, %v", closed, err)
	}
}
