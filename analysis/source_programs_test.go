package analysis

import (
	"slices"
	"testing"

	"github.com/sightglass-go/sightglass/measure/record"
)

// TestProgramsDiffer: what differs between the programs of two engines beside the
// engines stands at their comparison, within a recording and between two.
func TestProgramsDiffer(t *testing.T) {
	const caveat = "the programs that ran the two differ by more than the engine: GOAMD64 v1, v3"
	made := func(first, second string) func(*record.Header) {
		return func(h *record.Header) {
			h.Engines = []record.Engine{{Name: "a", Programs: []string{"1"}}, {Name: "b", Programs: []string{"2"}}}
			h.Programs = []record.Program{
				{SHA256: "1", Go: "go1.26", Settings: map[string]string{"GOAMD64": first}},
				{SHA256: "2", Go: "go1.26", Settings: map[string]string{"GOAMD64": second}},
			}
		}
	}
	for _, tt := range []struct {
		second string
		want   bool
	}{{"v1", false}, {"v3", true}} {
		d, err := Read(recordedAs(t, 100, made("v1", tt.second), 1, "a", "b"))
		if err != nil {
			t.Fatal(err)
		}
		r, err := Compare(d, Options{})
		if err != nil || len(r.Comparisons) != 1 {
			t.Fatal(err, r)
		}
		c := r.Comparisons[0].Caveats
		if got := slices.Contains(c, Caveat{Code: programsDiffer, Text: caveat}); got != tt.want || hasCaveat(c, programsDiffer) != tt.want {
			t.Errorf("%s: %v", tt.second, c)
		}
	}
	r := comparedRecordings(t, recordedAs(t, 100, made("v1", "v1"), 1, "a"), recordedAs(t, 500, func(h *record.Header) {
		made("v3", "v1")(h)
		h.Engines[0].Programs, h.Programs[0].SHA256 = []string{"3"}, "3"
	}, 1, "a"))
	if len(r.Comparisons) != 1 || !slices.Contains(r.Comparisons[0].Caveats, Caveat{Code: programsDiffer, Text: caveat}) {
		t.Errorf("%v", r)
	}
}
