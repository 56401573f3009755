package report

import (
	"encoding/json"
	"io"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// lessOverhead is the excerpt with 100 cycles subtracted from Execution on
// wasmtime and wazero, and 7 from Compilation.
func lessOverhead(t *testing.T) *analysis.Data {
	t.Helper()
	d := excerpt(t)
	window := func(engine, phase, median string) string {
		return `{"engine":"` + engine + `","phase":"` + phase + `","event":"cycles","warm":{"n":30,"min":5,"max":200,"median":` +
			median + `,"process_medians":[` + median + `,` + median + `,` + median + `]}}`
	}
	overhead := new(record.Overhead)
	if err := json.Unmarshal([]byte(`{"arch":"x86_64","windows":[`+
		window("wasmtime", "Execution", "100")+`,`+window("wazero", "Execution", "200")+`],"brackets":[`+
		window("", "Compilation", "7")+`]}`), overhead); err != nil {
		t.Fatal(err)
	}
	d.Headers = []record.Header{{Overhead: overhead}}
	// As a reader of such a recording would have it.
	out, warnings, err := analysis.SubtractOverhead(withHeaders(d))
	if err != nil || len(warnings) != 2 || !strings.HasPrefix(warnings[0].Error(), "nothing was subtracted from cycles of Instantiation on wasmtime") {
		t.Fatalf("%v, %v", warnings, err)
	}
	return out
}

// withHeaders is the same data, of a recording that had its headers.
func withHeaders(d *analysis.Data) *analysis.Data {
	var b analysis.Builder
	for _, h := range d.Headers {
		b.Header(h)
	}
	for _, s := range d.Series {
		for _, p := range s.Processes() {
			for i, c := range p.Counts {
				b.Add(record.Row{Arch: s.Arch, Engine: s.Engine, EngineFlags: s.EngineFlags, Wasm: s.Wasm, Process: p.ID,
					Iteration: p.Iteration(i), Phase: s.Phase, Event: s.Event, Count: c})
			}
		}
	}
	return b.Data()
}

func TestOverheadInTables(t *testing.T) {
	d := lessOverhead(t)
	sums := analysis.Summarize(d)
	golden(t, "subtracted.table.txt", render(t, func(w io.Writer) error { return Table(w, sums, NewOptions(d)) }), true)
	golden(t, "subtracted.summarize.json", roundedIntervals(render(t, func(w io.Writer) error { return Summarize(w, sums, record.JSON) })), true)
	golden(t, "excerpt.header.csv", render(t, func(w io.Writer) error {
		return Summarize(w, nil, record.CSV)
	}), true) // CSV keeps its columns

	r, err := analysis.Compare(d, analysis.Options{})
	if err != nil {
		t.Fatal(err)
	}
	table := render(t, func(w io.Writer) error { return Compare(w, r, CompareTable, CompareOptions{}) })
	for _, want := range []string{
		"note: overhead subtracted: 100 cycles on wasmtime, 200 cycles on wazero (2 of ",
		"note: overhead subtracted: 7 cycles on wasmtime, 7 cycles on wazero (2 of ",
	} {
		if !strings.Contains(table, want) {
			t.Errorf("no %q in\n%s", want, table)
		}
	}
	for format, want := range map[CompareFormat]string{
		CompareMarkdown: "- note: overhead subtracted: 100 cycles on wasmtime, 200 cycles on wazero",
		CompareCSV:      "overhead-subtracted", CompareJSON: `"overhead_subtracted": {`,
	} {
		if got := render(t, func(w io.Writer) error { return Compare(w, r, format, CompareOptions{}) }); !strings.Contains(got, want) {
			t.Errorf("%s: no %q in %d bytes", format, want, len(got))
		}
	}
}

// TestSubtractedOfComponents: where modules and components of one engine had another window
// subtracted, the note says of which benchmark it is which.
func TestSubtractedOfComponents(t *testing.T) {
	summary := func(engine, wasm string, count uint64) analysis.Summary {
		return analysis.Summary{Key: analysis.Key{Engine: engine, Wasm: wasm, Phase: measure.Execution, Event: "cycles"},
			Subtracted: &analysis.Subtraction{Count: count, Times: 1}}
	}
	got := subtractions([]analysis.Summary{
		summary("wasmtime", "component.wasm", 956), summary("wasmtime", "a.wasm", 172), summary("wasmtime", "b.wasm", 172),
		summary("wazero", "a.wasm", 172), summary("wazero", "b.wasm", 172),
	}, map[string]measure.Event{"cycles": {Name: "cycles", Unit: "cycles"}})
	want := "overhead subtracted: 956 cycles on wasmtime of component.wasm, 172 cycles on wasmtime of a.wasm and 1 more, 172 cycles on wazero (Execution, cycles)"
	if len(got) != 1 || got[0] != want {
		t.Errorf("%q, want %q", got, want)
	}
}
