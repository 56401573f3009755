package analysis

import (
	"testing"

	"github.com/sightglass-go/sightglass/measure"
)

// TestConfirm: what another recording does not mention is open, not refuted.
func TestConfirm(t *testing.T) {
	of := func(names ...string) (list []Comparison) {
		for _, name := range names {
			list = append(list, Comparison{Wasm: name, Phase: measure.Execution, Event: measure.Fuel})
		}
		return list
	}
	was := Outcome{Worse: of("worse", "unsure", "doubtful", "not worse", "missing", "mean")}
	again := &Result{Comparisons: of("worse", "unsure", "doubtful", "not worse"), Suites: of("mean")}
	other := of("missing")
	other[0].Phase = measure.Compilation
	again.Comparisons = append(again.Comparisons, other...)
	confirmed, open, refuted := was.Confirm(again, &Outcome{Worse: of("worse"), Unsure: of("unsure"), Doubtful: of("doubtful")})
	for what, tt := range map[string]struct {
		got  []Comparison
		want []string
	}{"confirmed": {confirmed, []string{"worse"}}, "open": {open, []string{"unsure", "doubtful", "missing"}}, "refuted": {refuted, []string{"not worse", "mean"}}} {
		if len(tt.got) != len(tt.want) {
			t.Errorf("%s: %v, want %v", what, tt.got, tt.want)
			continue
		}
		for i := range tt.want {
			if tt.got[i].Wasm != tt.want[i] {
				t.Errorf("%s: %v, want %v", what, tt.got[i].Wasm, tt.want[i])
			}
		}
	}
}
