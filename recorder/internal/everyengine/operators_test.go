package everyengine

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// Operators on every engine: of noop the call of bench.end, and for a whole call two
// calls and the end of _start; of ackermann as its fuel, and what has no price.
const (
	operatorsNoop      = 1
	operatorsNoopWhole = 3
	operatorsAckermann = 2324395
)

func anyEngine(t *testing.T) []job.Engine {
	list := []job.Engine{{Engine: "wazero"}, {Engine: "wazero", Flags: "interpreter", Name: "slow"}}
	if len(available(t)) > 1 {
		list = append(list, wasmtimeOnly(t, "", "api=wasmtime-go", "opt-level=none")...)
	}
	return list
}

// TestOperators: equal on all engines, in all processes and iterations, with the
// output that is expected and the hash of the file that there is.
func TestOperators(t *testing.T) {
	noop, ackermann := benchmarkFile("noop"), benchmarkFile("shootout-ackermann")
	plan := recorder.Plan{Engines: anyEngine(t), Benchmarks: []string{noop, ackermann}, Measures: []string{"operators"},
		Processes: 2, Iterations: 2, Guest: job.Guest{SmallWorkload: true}}
	rows, report := recordPlan(t, plan)
	if len(report.Failures) > 0 {
		t.Fatal(report.Failures)
	}
	if want := len(plan.Engines) * 2 * 2 * 2 * 2; len(rows) != want {
		t.Errorf("%d rows, want %d: of two phases, as Compilation runs no guest", len(rows), want)
	}
	for _, r := range rows {
		want := map[string]uint64{noop: operatorsNoop, ackermann: operatorsAckermann}[r.Wasm]
		if r.Phase == measure.Instantiation {
			want = 0
		}
		if r.Event != "wasm-operators" || r.Phase == measure.Compilation || r.Count != want {
			t.Errorf("%+v: want %d", r, want)
		}
	}
	h := report.Header
	if len(h.Events) != 1 || h.Events[0] != measure.WasmOperators || h.Measures[0].Clock != "counted by the module, rewritten for it" {
		t.Errorf("events %+v, measures %+v", h.Events, h.Measures)
	}
	for _, m := range h.Modules {
		wasm, err := os.ReadFile(m.Wasm)
		if sum := sha256.Sum256(wasm); err != nil || m.SHA256 != hex.EncodeToString(sum[:]) || m.Bytes != int64(len(wasm)) {
			t.Errorf("%+v is not the file, %v", m, err)
		}
	}
}

// TestOperatorsWhole: from outside, and of functions that are called by name.
func TestOperatorsWhole(t *testing.T) {
	for _, tt := range []struct {
		call record.Call
		wasm string
		want uint64
	}{
		{record.Call{Whole: true}, benchmarkFile("noop"), operatorsNoopWhole},
		{record.Call{Entry: "_start"}, benchmarkFile("noop"), operatorsNoopWhole},
		// local.get, local.get, i64.add, end
		{record.Call{Entry: "add", Args: []string{"1", "2"}}, guest(t, "funcs"), 4},
	} {
		rows, report := recordPlan(t, recorder.Plan{Engines: anyEngine(t), Benchmarks: []string{tt.wasm}, Measures: []string{"operators"},
			Phase: measure.Execution, Guest: job.Guest{Call: tt.call}, Processes: 1, Iterations: 2})
		if len(rows) != 2*len(anyEngine(t)) || len(report.Failures) > 0 {
			t.Errorf("%+v: %d rows, %v", tt.call, len(rows), report.Failures)
		}
		for _, r := range rows {
			if r.Count != tt.want {
				t.Errorf("%+v: want %d", r, tt.want)
			}
		}
	}
}

// stranger is wazero behind an adapter that offers nothing beside the interface.
type stranger struct{ engines.Engine }

func (s stranger) Identity() engines.Identity { return engines.Identity{Name: "stranger"} }

// TestOperatorsRefused: before anything runs, or of the module that it is about.
func TestOperatorsRefused(t *testing.T) {
	strange := job.Engine{Name: "stranger", Open: func(ctx context.Context, _ string) (engines.Engine, error) {
		e, err := engines.Open(ctx, "wazero", "")
		return stranger{e}, err
	}}
	for _, tt := range []struct {
		measures []string
		engine   job.Engine
		phase    measure.Phase
		want     string
	}{
		{[]string{"cycles", "operators"}, job.Engine{Engine: "wazero"}, 0, `measure "operators" can only be used alone, and not with cycles`},
		{[]string{"operators"}, job.Engine{Engine: "wazero"}, measure.Compilation, "Compilation runs none"},
		{[]string{"operators"}, strange, 0, "engine stranger cannot count operators: a module is rewritten so that it counts them in globals that it exports, " +
			"which this engine does not let be read (its adapter would implement engines.GlobalReader); these do: "},
		{[]string{"operators"}, job.Engine{Name: "mine@v37", Open: strange.Open}, 0, "mine@v37: measure not available here: engine stranger cannot count operators"},
	} {
		var rows record.Collector
		_, err := recorder.InProcess{}.Record(t.Context(), recorder.Plan{Engines: []job.Engine{tt.engine}, Phase: tt.phase,
			Benchmarks: []string{benchmarkFile("noop")}, Measures: tt.measures, Processes: 1, Iterations: 1}, &rows)
		if err == nil || !strings.Contains(err.Error(), tt.want) || len(rows.Rows) > 0 {
			t.Errorf("%q on %v: error %v, %d rows", tt.measures, tt.engine, err, len(rows.Rows))
		}
		if tt.measures[0] == "operators" && !errors.Is(err, measure.ErrUnavailable) && !errors.Is(err, job.ErrPlan) {
			t.Errorf("%v is of no kind", err)
		}
	}
}
