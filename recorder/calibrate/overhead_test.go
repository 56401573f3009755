package calibrate

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// script is a recorder that hands on what it is told to.
type script struct {
	rows   []record.Row
	report recorder.Report
	err    error
	plan   recorder.Plan // what it was given
}

func (s *script) Record(_ context.Context, plan recorder.Plan, sink record.Sink) (recorder.Report, error) {
	s.plan = plan
	if _, err := os.Stat(plan.Benchmarks[0]); err != nil {
		return s.report, err
	}
	header := record.Header{Events: []measure.Event{{Name: "ticks", Unit: "ticks"}, {Name: "jumps", Unit: "jumps"}}}
	errs := []error{s.err, sink.Begin(header)}
	for _, r := range s.rows {
		errs = append(errs, sink.Write(r))
	}
	return s.report, errors.Join(append(errs, sink.Flush())...)
}

func row(engine string, process, iteration uint64, phase measure.Phase, count uint64) record.Row {
	return record.Row{Arch: "pdp11", Engine: engine, Process: process, Iteration: iteration, Phase: phase, Event: "ticks", Count: count}
}

// scripted has two processes of three iterations; engine b fails in its second
// process, c in its first.
func scripted() *script {
	s := new(script)
	for process := uint64(40); process < 42; process++ {
		for i := range uint64(3) {
			cold := 1000 * (1 - min(i, 1))
			s.rows = append(s.rows, row("a", process, i, measure.Compilation, 5000), row("a", process, i, measure.Execution, 60+process+i+cold))
		}
		for i := range 3 - process%2*2 {
			s.rows = append(s.rows, row("b", process, i, measure.Execution, 7))
		}
		for i := range uint64(3) {
			s.rows = append(s.rows, row(FloorEngine, process, i, measure.Compilation, 50),
				row(FloorEngine, process, i, measure.Instantiation, 51), row(FloorEngine, process, i, measure.Execution, 34))
		}
	}
	s.rows[1].Note = &record.Note{Raw: 1, Enabled: 20, Running: 10}
	s.report.Failures = []*job.Failure{{Benchmark: "noop.wasm", Engine: job.Engine{Name: "c"}, Err: job.ErrDied}}
	s.report.Warnings = []string{"mind the gap"}
	return s
}

func runScripted(t *testing.T) record.Overhead {
	t.Helper()
	s := scripted()
	o, err := Run(t.Context(), Options{
		Engines:   []job.Engine{{Engine: "a"}, {Name: "b", Engine: "a", Flags: "x"}, {Engine: "c"}},
		Measures:  []string{"clock", "jumps"},
		Processes: 2, Iterations: 3, Recorder: s,
	})
	if !errors.Is(err, job.ErrDied) || !strings.HasPrefix(err.Error(), "calibrate: noop.wasm on c: ") {
		t.Errorf("error %v", err)
	}
	if n := len(s.plan.Engines); n != 4 || s.plan.Engines[3].Engine != FloorEngine {
		t.Errorf("planned %v", s.plan.Engines)
	}
	if _, err := os.Stat(s.plan.Benchmarks[0]); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the benchmark is still there: %v", err)
	}
	return o
}

func TestOverhead(t *testing.T) {
	s := scripted()
	for i := range s.rows {
		if s.rows[i].Engine == "b" {
			s.rows[i].EngineFlags = "x"
		}
	}
	o, _ := Run(t.Context(), Options{
		Engines:  []job.Engine{{Engine: "a"}, {Name: "b", Engine: "a", Flags: "x"}, {Engine: "c"}},
		Measures: []string{"clock", "jumps"}, Processes: 2, Iterations: 3, Recorder: s,
	})
	if o.Arch != "pdp11" || o.Processes != 2 || o.Iterations != 3 || len(o.Warnings) != 1 {
		t.Errorf("%+v", o)
	}
	if len(o.Windows) != 3*2 || len(o.Floor) != 2 || len(o.Brackets) != 2 {
		t.Errorf("%d windows, %d floors, %d brackets", len(o.Windows), len(o.Floor), len(o.Brackets))
	}
	a, ok := o.Lookup("a", "", "ticks")
	// Cold 1100 and 1101, warm 101 102 and 102 103.
	if !ok || a.Cold.N != 2 || a.Cold.Median != 1100.5 || a.Warm.N != 4 || a.Warm.Median != 102 ||
		*a.Warm.MeanDeviation != 0.5 || !reflect.DeepEqual(a.Warm.ProcessMedians, []float64{101.5, 102.5}) ||
		a.Cold.ProcessMedians != nil || a.Scaled != 1 || a.Unit != "ticks" || a.Phase != measure.Execution {
		t.Errorf("a: %+v, cold %+v, warm %+v, %t", a, a.Cold, a.Warm, ok)
	}
	b, ok := o.Lookup("b", "x", "ticks")
	if !ok || b.Cold.N != 2 || b.Warm.N != 2 || *b.Warm.MeanDeviation != 0 || len(b.Warm.ProcessMedians) != 1 {
		t.Errorf("b: %+v, warm %+v, %t", b, b.Warm, ok)
	}
	for _, missing := range [][3]string{{"b", "", "ticks"}, {"c", "", "ticks"}, {"a", "", "jumps"}, {"d", "", "ticks"}, {FloorEngine, "", "ticks"}} {
		if w, ok := o.Lookup(missing[0], missing[1], missing[2]); ok {
			t.Errorf("%v: %+v", missing, w)
		}
	}
	for phase, want := range map[measure.Phase]float64{measure.Compilation: 50, measure.Instantiation: 51, measure.Execution: 102} {
		if w, ok := o.LookupPhase("a", "", phase, "ticks"); !ok || w.Warm.Median != want {
			t.Errorf("%v: %+v, want %v", phase, w, want)
		}
		if w, ok := o.LookupPhase("c", "", phase, "ticks"); ok {
			t.Errorf("%v of what was not calibrated: %+v", phase, w)
		}
	}
	if f, ok := o.LookupFloor("ticks"); !ok || f.Warm.Median != 34 {
		t.Errorf("floor %+v", f)
	}
	if f, ok := o.LookupFloor("jumps"); ok {
		t.Errorf("floor of what was not counted: %+v", f)
	}
}

func TestOverheadAsJSON(t *testing.T) {
	o := runScripted(t)
	text, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	var again record.Overhead
	if err := json.Unmarshal(text, &again); err != nil || !reflect.DeepEqual(o, again) {
		t.Errorf("read back %+v, %v, want %+v", again, err, o)
	}
	for _, w := range again.Windows {
		if w.Engine == "c" && (w.Cold != nil || w.Warm != nil) {
			t.Errorf("what was not counted is there: %+v", w)
		}
	}
	empty, err := json.Marshal(record.Overhead{Windows: []record.Window{{Event: "ticks", Phase: measure.Execution, Cold: summarize([][]uint64{{0}})}}})
	want := `{"measures":null,"processes":0,"iterations":0,"windows":[{"phase":"Execution","event":"ticks","cold":{"n":1,"min":0,"max":0,"median":0,"mean":0}}],"floor":null}`
	if err != nil || string(empty) != want {
		t.Errorf("%s, %v\nwant %s", empty, err, want)
	}
}

func TestTable(t *testing.T) {
	o := runScripted(t)
	table := Table(&o)
	for i, want := range []string{
		"kind,engine,engine_flags,phase,event,unit,cold,n,min,median,mean,mean_deviation,p99,max,times_floor",
		"floor,,,Execution,ticks,ticks,34.0,4,34,34.0,34.0,0.0,,34,1.00",
		"floor,,,Execution,jumps,jumps,,,,,,,,,",
		"bracket,,,Compilation,ticks,ticks,50.0,4,50,50.0,50.0,0.0,,50,1.47",
		"bracket,,,Instantiation,ticks,ticks,51.0,4,51,51.0,51.0,0.0,,51,1.50",
		"window,a,,Execution,ticks,ticks,1100.5,4,101,102.0,102.0,0.5,,103,3.00",
		"window,a,,Execution,jumps,jumps,,,,,,,,,",
	} {
		if got := strings.Join(table[i], ","); got != want {
			t.Errorf("line %d is\n%s, want\n%s", i, got, want)
		}
	}
	for i, line := range table {
		if len(line) != len(table[0]) {
			t.Errorf("line %d has %d cells", i, len(line))
		}
	}
}

func TestRunStopped(t *testing.T) {
	full := errors.New("disk full")
	s := &script{rows: []record.Row{row("a", 1, 0, measure.Execution, 60)}, err: full}
	o, err := Run(t.Context(), Options{Engines: []job.Engine{{Engine: "a"}}, Recorder: s})
	if !errors.Is(err, full) {
		t.Errorf("error %v", err)
	}
	if w, ok := o.Lookup("a", "", "ticks"); !ok || w.Cold == nil || w.Warm != nil {
		t.Errorf("what was measured before is lost: %+v", w)
	}
	if o.Processes != DefaultProcesses || o.Iterations != DefaultIterations || o.Measures[0] != recorder.DefaultMeasure {
		t.Errorf("defaults: %+v", o)
	}
}

func TestShares(t *testing.T) {
	warm := func(counts ...uint64) *record.Summary { return summarize([][]uint64{counts}) }
	o := record.Overhead{
		Arch: "pdp11",
		Windows: []record.Window{
			{Engine: "a", Phase: measure.Execution, Event: "ticks", Warm: warm(56)},
			{Engine: "a", Phase: measure.Execution, Event: "cold", Cold: warm(200)},
		},
		Brackets: []record.Window{{Phase: measure.Compilation, Event: "ticks", Warm: warm(48)}},
	}
	rows := []record.Row{
		row("a", 1, 0, measure.Compilation, 4800),
		row("a", 1, 0, measure.Execution, 30000),
		row("a", 1, 1, measure.Execution, 28000), // median of three: 28000
		row("a", 1, 2, measure.Execution, 20000),
		row("a", 1, 0, measure.Instantiation, 500), // no bracket
		row("b", 1, 0, measure.Execution, 500),     // not calibrated
	}
	zero, elsewhere, cold := row("a", 1, 0, measure.Execution, 0), row("a", 1, 0, measure.Execution, 1), row("a", 1, 0, measure.Execution, 1)
	zero.Wasm, elsewhere.Arch, cold.Event = "zero.wasm", "vax", "cold"
	got := Shares(&o, append(rows, zero, elsewhere, cold))
	want := []Share{
		{Engine: "a", Phase: measure.Compilation, Event: "ticks", Rows: 1, Median: 4800, Window: 48, Ratio: 0.01},
		{Engine: "a", Phase: measure.Execution, Event: "ticks", Rows: 3, Median: 28000, Window: 56, Ratio: 0.002},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v\nwant %+v", got, want)
	}
}
