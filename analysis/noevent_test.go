package analysis

import (
	"errors"
	"testing"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// TestEventThatAnEngineCannotHave: an engine that is a program has nanoseconds and nowhere
// cpu-nanoseconds. One warning says so, and a gate decides; what a recording merely lacks
// keeps the gate from deciding.
func TestEventThatAnEngineCannotHave(t *testing.T) {
	const own, program = "own", "./program"
	rows := func(leave func(record.Row) bool) (list []record.Row) {
		for _, event := range []string{measure.Nanoseconds.Name, measure.CPUNanoseconds.Name} {
			for _, row := range suiteRows(12, []string{own, program}, []string{"x", "y", "z"}, same) {
				if row.Event = event; !leave(row) {
					list = append(list, row)
				}
			}
		}
		return list
	}
	cpu := func(r record.Row) bool { return r.Engine == program && r.Event == measure.CPUNanoseconds.Name }
	nowhere := rows(cpu)
	for _, tt := range []struct {
		name       string
		rows       []record.Row
		o          Options
		excused    int
		lacking    int
		incomplete bool
	}{
		{"nowhere", nowhere, Options{Baseline: own}, 1, 0, false},
		{"nowhere in the baseline", nowhere, Options{Baseline: program}, 1, 0, false},
		{"asked for", nowhere, Options{Baseline: own, Events: []string{measure.Nanoseconds.Name, measure.CPUNanoseconds.Name}}, 0, 3, true},
		{"not in one benchmark", rows(func(r record.Row) bool { return cpu(r) && r.Wasm == "x" }), Options{Baseline: own}, 0, 1, true},
		{"not in two, in the baseline", rows(func(r record.Row) bool { return cpu(r) && r.Wasm != "x" }), Options{Baseline: program}, 0, 2, true},
		{"no time either in one benchmark", rows(func(r record.Row) bool { return cpu(r) || r.Engine == program && r.Wasm == "x" }),
			Options{Baseline: own}, 1, 2, true},
		{"time is what it lacks", rows(func(r record.Row) bool { return r.Engine == program && !cpu(r) }), Options{Baseline: own}, 0, 3, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, err := Compare(Group(tt.rows), tt.o)
			if err != nil {
				t.Fatal(err)
			}
			var excused, lacking int
			for _, w := range r.Warnings {
				var none *noEvent
				var missing *NoCounterpart
				switch {
				case errors.As(w, &none):
					excused++
				case errors.As(w, &missing):
					lacking++
				}
			}
			if excused != tt.excused || lacking != tt.lacking {
				t.Errorf("%d excused and %d lacking, want %d and %d: %v", excused, lacking, tt.excused, tt.lacking, r.Warnings)
			}
			_, err = Gate{}.Judge(r)
			var gate *GateError
			if got := errors.As(err, &gate) && gate.Incomplete; got != tt.incomplete {
				t.Errorf("incomplete is %t, want %t: %v", got, tt.incomplete, err)
			}
		})
	}
}
