package measure

import (
	"os"
	"regexp"
	"testing"
)

// TestLookupEvent: every event that is declared is found by its name.
func TestLookupEvent(t *testing.T) {
	source, err := os.ReadFile("events.go")
	if err != nil {
		t.Fatal(err)
	}
	declared := regexp.MustCompile(`= Event\{Name: "([^"]+)", Unit: "([^"]+)"`).FindAllStringSubmatch(string(source), -1)
	if len(declared) != 32 {
		t.Errorf("events.go declares %d events, want 32: %q", len(declared), declared)
	}
	for _, d := range declared {
		if e, ok := LookupEvent(d[1]); !ok || e.Name != d[1] || e.Unit != d[2] {
			t.Errorf("%s: found %+v, %v", d[1], e, ok)
		}
	}
	if e, ok := LookupEvent("cache-misses"); !ok || e.Unit != "misses" || e.Better != Lower || e.Time || e.Exact {
		t.Errorf("%+v, %v", e, ok)
	}
	for name, want := range map[string]Event{
		"micro-hits/op":              {Unit: "1e-6 hits/op"},
		"micro-columns":              {Unit: "1e-6 columns"}, // no nanoseconds
		"micro-p99-ns":               {Unit: "1e-6 p99-ns", Better: Lower, Time: true},
		"micro-ns/row":               {Unit: "1e-6 ns/row", Better: Lower, Time: true},
		"micro-requests/s":           {Unit: "1e-6 requests/s", Better: Higher},
		"wasm-operators-memory-load": {Unit: "operators", Better: Lower, Exact: true},
	} {
		want.Name = name
		if e, ok := LookupEvent(name); !ok || e != want {
			t.Errorf("%s: %+v, want %+v", name, e, want)
		}
	}
	for _, nothing := range []string{"micro-", "wasm-operators-"} {
		if e, ok := LookupEvent(nothing); ok {
			t.Errorf("%+v", e)
		}
	}
	if e, ok := LookupEvent("thing"); ok || e != (Event{}) {
		t.Errorf("%+v, %v", e, ok)
	}
}
