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
	if len(declared) != 9 {
		t.Errorf("events.go declares %d events, want 9: %q", len(declared), declared)
	}
	for _, d := range declared {
		if e, ok := LookupEvent(d[1]); !ok || e.Name != d[1] || e.Unit != d[2] {
			t.Errorf("%s: found %+v, %v", d[1], e, ok)
		}
	}
	if e, ok := LookupEvent("cache-misses"); !ok || e.Unit != "misses" || e.Better != Lower || e.Time || e.Exact {
		t.Errorf("%+v, %v", e, ok)
	}
	if e, ok := LookupEvent("thing"); ok || e != (Event{}) {
		t.Errorf("%+v, %v", e, ok)
	}
}
