package calibrate_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/calibrate"
	"github.com/sightglass-go/sightglass/recorder/job"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

func TestOnePhase(t *testing.T) {
	o, err := calibrate.Run(t.Context(), calibrate.Options{
		Engines: []job.Engine{{Engine: "wazero"}}, Phase: measure.Execution,
		Processes: 1, Iterations: 1, Recorder: recorder.InProcess{},
	})
	if err != nil {
		t.Fatal(err)
	}
	w, ok := o.Lookup("wazero", "", "cycles")
	if !ok || w.Cold.N != 1 || w.Cold.MeanDeviation != nil || w.Warm != nil || len(o.Brackets) != 0 {
		t.Errorf("%+v, brackets %+v", w, o.Brackets)
	}
}

func TestRefused(t *testing.T) {
	for _, tt := range []struct {
		name string
		o    calibrate.Options
		want error
	}{
		{"unknown engine", calibrate.Options{Engines: []job.Engine{{Engine: "nonesuch"}}}, engines.ErrUnknown},
		{"unknown measure", calibrate.Options{Measures: []string{"nonesuch"}}, measure.ErrUnknown},
		{"many processes in one", calibrate.Options{Recorder: recorder.InProcess{}}, recorder.ErrProcesses},
		{"no events", calibrate.Options{Measures: []string{"noop"}, Recorder: recorder.InProcess{}, Processes: 1}, calibrate.ErrNothing},
		{"operators", calibrate.Options{Measures: []string{"operators"}}, calibrate.ErrNothing},
		{"sizes", calibrate.Options{Measures: []string{"time", "code-size"}}, calibrate.ErrNothing},
		{"memories", calibrate.Options{Measures: []string{"guest-memory"}}, calibrate.ErrNothing},
		{"flags for the floor", calibrate.Options{Engines: []job.Engine{{Engine: calibrate.FloorEngine, Flags: "x"}}}, engines.ErrFlag},
	} {
		o, err := calibrate.Run(t.Context(), tt.o)
		if errors.Is(err, worker.ErrUnsupported) {
			continue
		}
		if !errors.Is(err, tt.want) || o.Warnings != nil {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
}

// steps counts how often any spy was started or stopped.
var steps uint64

// spy is a measure that counts steps.
type spy struct {
	name        string
	start, stop uint64
	calls       []string
}

var spies []*spy

func (s *spy) Start() {
	s.calls = append(s.calls, "start")
	steps++
	s.start = steps
}

func (s *spy) Stop() {
	s.stop = steps
	steps++
	s.calls = append(s.calls, "stop")
}

func (s *spy) Events() []measure.Event { return []measure.Event{{Name: s.name, Unit: "steps"}} }
func (s *spy) Close() error            { return nil }
func (s *spy) Readings(dst []measure.Reading) ([]measure.Reading, error) {
	return append(dst, measure.Reading{Event: s.Events()[0], Count: s.stop - s.start}), nil
}

func init() {
	for _, name := range []string{"outer", "inner"} {
		measure.Register(name, func() (measure.Measure, error) {
			s := &spy{name: name}
			spies = append(spies, s)
			return s, nil
		})
	}
}

// TestFloor: the floor is one start and one stop with nothing in between, of
// all measures as they nest.
func TestFloor(t *testing.T) {
	spies = nil
	o, err := calibrate.Run(t.Context(), calibrate.Options{
		Engines: []job.Engine{{Engine: "wazero"}}, Measures: []string{"outer", "inner"},
		Phase: measure.Execution, Processes: 1, Iterations: 3, Recorder: recorder.InProcess{},
	})
	if err != nil {
		t.Fatal(err)
	}
	for event, want := range map[string]uint64{"inner": 0, "outer": 2} {
		for _, w := range []func() (record.Window, bool){
			func() (record.Window, bool) { return o.LookupFloor(event) },
			func() (record.Window, bool) { return o.Lookup("wazero", "", event) },
		} {
			if w, ok := w(); !ok || w.Warm.Min != want || w.Warm.Max != want {
				t.Errorf("%s on %q: %+v, want %d", event, w.Engine, w.Warm, want)
			}
		}
	}
	pairs := 0
	for _, s := range spies {
		for i, call := range s.calls {
			if want := []string{"start", "stop"}[i%2]; call != want {
				t.Errorf("%s: call %d is %s", s.name, i, call)
			}
		}
		if n := len(s.calls) / 2; n != 1000 { // the probe's: measure.Steps
			pairs = max(pairs, n)
		}
	}
	if pairs != 6 { // of the floor, which has two in each iteration
		t.Errorf("%d pairs", pairs)
	}
	if _, ok := engines.Default.Lookup(calibrate.FloorEngine); !ok || slices.Contains(engines.Default.Names(), calibrate.FloorEngine) {
		t.Error("the floor is not registered, or it is listed")
	}
}
