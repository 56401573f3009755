package callgrind

import (
	"testing"

	"github.com/sightglass-go/sightglass/measure"
)

// TestReadings: virtual cycles by hand, and what was not counted is missing.
func TestReadings(t *testing.T) {
	counts := map[string]uint64{"Ir": 1000, "Dr": 200, "Dw": 100, "I1mr": 1, "D1mr": 2, "D1mw": 3, "ILmr": 4, "DLmr": 5, "DLmw": 6, "Bc": 50, "Bcm": 7, "Bi": 20, "Bim": 8}
	got := map[string]measure.Reading{}
	for _, r := range readings(nil, counts, true) {
		got[r.Event.Name] = r
	}
	// 1000 + 10 x 6 + 300 x 15 + 15 x 15
	if r := got["virtual-cycles"]; r.Count != 5785 || r.Status != measure.Counted {
		t.Errorf("virtual cycles %+v, want 5785", r)
	}
	if r := got["ll-dcache-write-misses"]; r.Count != 6 || len(got) != 14 {
		t.Errorf("%+v of %d", r, len(got))
	}
	delete(counts, "DLmr")
	for _, r := range readings(nil, counts, true) {
		missing := r.Event.Name == "ll-dcache-read-misses" || r.Event.Name == "virtual-cycles"
		if (r.Status == measure.Missing) != missing {
			t.Errorf("%s is %v", r.Event.Name, r.Status)
		}
	}
	if list := readings(nil, nil, false); len(list) != 3 || list[0].Status != measure.Missing {
		t.Errorf("nothing counted: %+v", list)
	}
	for _, e := range append(events(true), events(false)...) {
		if known, ok := measure.LookupEvent(e.Name); !ok || known != e {
			t.Errorf("%s is not declared", e.Name)
		}
	}
}
