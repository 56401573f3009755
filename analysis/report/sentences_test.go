package report

import (
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// TestSentences: one for the mean, and one for each benchmark that is worse.
func TestSentences(t *testing.T) {
	result := func(more map[string]uint64) *analysis.Result {
		if more == nil {
			return new(analysis.Result)
		}
		var b analysis.Builder
		if err := b.Begin(record.Header{Events: []measure.Event{measure.Fuel}, Work: new(record.Work), FirstProcess: 1,
			Engines: []record.Engine{{Name: "base"}, {Name: "head"}}}); err != nil {
			t.Fatal(err)
		}
		for round := range uint64(8) {
			for _, wasm := range []string{"d/a.wasm", "d/b.wasm"} {
				for i, engine := range []string{"base", "head"} {
					if n, ok := more[wasm]; ok {
						if err := b.Write(record.Row{Arch: "x86_64", Engine: engine, Wasm: wasm, Process: 1 + round, Phase: measure.Execution, Event: "fuel", Count: 1000 + n*uint64(i)}); err != nil {
							t.Fatal(err)
						}
					}
				}
			}
		}
		r, err := analysis.Compare(b.Snapshot(), analysis.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	const a = "head counts 1.20x more fuel than base when executing on a.wasm (exactly: all rounds agree)."
	for _, tt := range []struct {
		more   map[string]uint64
		format CompareFormat
		want   []string
	}{
		{nil, CompareTable, []string{"Nothing was compared."}},
		{map[string]uint64{"d/a.wasm": 200}, CompareTable, []string{a}},
		{map[string]uint64{"d/a.wasm": 200, "d/b.wasm": 0}, CompareTable, []string{"head counts 9.5% more fuel than base when executing over 2 benchmarks", "  " + a}},
		{map[string]uint64{"d/a.wasm": 200}, CompareMarkdown, []string{"- " + a}},
	} {
		lines := strings.Split(strings.TrimSuffix(Sentences(result(tt.more), tt.format, CompareOptions{Screen: Screen{Width: 200}}), "\n"), "\n")
		if len(lines) != len(tt.want) {
			t.Errorf("%q, want %q", lines, tt.want)
			continue
		}
		for i, want := range tt.want {
			if !strings.HasPrefix(lines[i], want) {
				t.Errorf("%q, want %q", lines[i], want)
			}
		}
	}
}
