package program

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/measure"
	_ "github.com/sightglass-go/sightglass/measure/cycles"
	_ "github.com/sightglass-go/sightglass/measure/memory"
	"github.com/sightglass-go/sightglass/measure/record"
	_ "github.com/sightglass-go/sightglass/measure/walltime"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/calibrate"
	"github.com/sightglass-go/sightglass/recorder/job"
)

func noop(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "noop.wasm")
	if err := os.WriteFile(path, guests.Wasm("noop"), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestRows: the rows of an engine program are what it reports, to the nanosecond: of all
// phases, of the guest's window, and of whole calls.
func TestRows(t *testing.T) {
	for name, tt := range map[string]struct {
		call record.Call
		want []uint64
	}{
		"window": {want: []uint64{111, 222, 1333 - 1000}},
		"whole":  {call: record.Call{Whole: true}, want: []uint64{111, 222, 5000}},
		"entry":  {call: record.Call{Entry: "_start"}, want: []uint64{111, 222, 5000}},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := job.OpenSession(t.Context(), job.Job{
				Engine: job.Engine{Engine: self(t)}, Benchmark: noop(t), Guest: job.Guest{Call: tt.call}, Measures: []string{"noop", "time"},
			}, nil)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			for range 3 {
				samples, err := s.Next(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				var got []uint64
				for i, sample := range samples {
					if sample.Event != measure.Nanoseconds.Name || sample.Phase != measure.Phases()[i] {
						t.Errorf("%+v", sample)
					}
					got = append(got, sample.Count)
				}
				if !slices.Equal(got, tt.want) {
					t.Errorf("%d, want %d", got, tt.want)
				}
			}
		})
	}
}

// TestRefusedMeasures: what cannot be seen of another process is not measured of this one.
func TestRefusedMeasures(t *testing.T) {
	for _, measures := range [][]string{{"cycles"}, {"time", "cycles"}, {"memory"}, {"fuel"}, {"guest-memory"}, {"code-size"}, {"operators"}} {
		query := job.Query{Engines: []job.Engine{{Name: "mine", Engine: self(t)}}, Benchmarks: []string{noop(t)}, Measures: measures}
		_, err := job.Probe(t.Context(), query)
		if !errors.Is(err, measure.ErrUnavailable) || !strings.Contains(err.Error(), "engine fake") {
			t.Errorf("%s: %v", measures, err)
		}
		s, err := job.OpenSession(t.Context(), job.Job{Engine: job.Engine{Engine: self(t)}, Benchmark: noop(t), Measures: measures}, nil)
		if err == nil {
			s.Close()
		}
		if !errors.Is(err, measure.ErrUnavailable) {
			t.Errorf("%s: %v", measures, err)
		}
	}
	setup, err := job.Probe(t.Context(), job.Query{Engines: []job.Engine{{Name: "mine", Engine: self(t)}}, Benchmarks: []string{noop(t)}, Measures: []string{"time"}})
	if err != nil || len(setup.Engines) != 1 || setup.Engines[0].Engine != "fake" || !strings.HasPrefix(setup.Engines[0].Version, "v1 sha256:") || setup.Engines[0].Library == nil {
		t.Errorf("%+v, %v", setup.Engines, err)
	}
	if !slices.ContainsFunc(setup.Warnings, func(w string) bool { return strings.Contains(w, "its cpu-nanoseconds is not known here") }) {
		t.Errorf("%q", setup.Warnings)
	}
}

// TestRemoteTimer: a window in which the other process did nothing has no reading.
func TestRemoteTimer(t *testing.T) {
	e, err := Open(t.Context(), self(t), "")
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close(t.Context())
	inner, err := measure.Open("time")
	if err != nil {
		t.Fatal(err)
	}
	m, err := engines.Measured(e, inner)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	if _, err := m.Readings(nil); !errors.Is(err, measure.ErrUnpaired) {
		t.Errorf("no window: %v", err)
	}
	m.Start()
	m.Stop()
	if r, err := m.Readings(nil); err == nil || r[0].Status != measure.Missing {
		t.Errorf("an empty window: %+v, %v", r, err)
	}
	m.Start()
	if _, err := e.Compile(t.Context(), guests.Wasm("noop")); err != nil {
		t.Fatal(err)
	}
	m.Stop()
	r, err := m.Readings(nil)
	if err != nil || r[0].Count != 111 || r[0].Status != measure.Counted {
		t.Errorf("%+v, %v", r, err)
	}
	for _, r := range r[1:] {
		if r.Event != measure.CPUNanoseconds || r.Status != measure.Absent {
			t.Errorf("%+v", r)
		}
	}
}

// TestCalibrate: a program has windows of the one event that it counts, and neither floor
// nor bracket of this process's clock.
func TestCalibrate(t *testing.T) {
	o, err := calibrate.Run(t.Context(), calibrate.Options{
		Engines: []job.Engine{{Engine: self(t)}}, Measures: []string{"time"}, Processes: 1, Iterations: 3, Recorder: recorder.InProcess{},
	})
	if err != nil || len(o.Windows) != 1 || len(o.Floor) != 0 || len(o.Brackets) != 0 {
		t.Fatalf("%+v, %v", o, err)
	}
	if w := o.Windows[0]; w.Event != "nanoseconds" || w.Warm.Median != 1333-1000 || !w.Remote {
		t.Errorf("%+v", w)
	}
	for _, line := range calibrate.Table(&o)[1:] {
		if line[len(line)-1] != "" {
			t.Errorf("times the floor of another clock: %q", line)
		}
	}
}
