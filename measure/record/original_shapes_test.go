package record

import (
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/measure"
)

// TestOriginalShapes: the shapes of the original's other fixtures, in rows written by
// hand: old-vs-new-backend.json has two events and no flags; multi_engine_v38_epoch.json
// has flags as the last key, and its twin null.
func TestOriginalShapes(t *testing.T) {
	const head, cmark = `"wasm":"benchmarks/pulldown-cmark/benchmark.wasm","process":82048,"iteration":99,`, "benchmarks/pulldown-cmark/benchmark.wasm"
	row := func(arch, engine, flags, event string, count uint64) Row {
		return Row{Arch: arch, Engine: engine, EngineFlags: flags, Wasm: cmark, Process: 82048, Iteration: 99, Phase: measure.Execution, Event: event, Count: count}
	}
	for text, want := range map[string][]Row{
		`[{"arch":"x86_64","engine":"/tmp/new_backend.so",` + head + `"phase":"Execution","event":"cycles","count":9112598},` +
			`{"arch":"x86_64","engine":"/tmp/new_backend.so",` + head + `"phase":"Execution","event":"nanoseconds","count":3137851}]`: {
			row("x86_64", "/tmp/new_backend.so", "", "cycles", 9112598), row("x86_64", "/tmp/new_backend.so", "", "nanoseconds", 3137851)},
		`[{"arch":"aarch64","engine":"engines/v38/libengine.dylib",` + head + `"phase":"Execution","event":"cycles","count":2574411,"engine_flags":"-W epoch-interruption=y"},` +
			`{"arch":"aarch64","engine":"engines/v38/libengine.dylib",` + head + `"phase":"Execution","event":"cycles","count":2173057,"engine_flags":null}]`: {
			row("aarch64", "engines/v38/libengine.dylib", "-W epoch-interruption=y", "cycles", 2574411), row("aarch64", "engines/v38/libengine.dylib", "", "cycles", 2173057)},
	} {
		got, err := ReadAll(NewReader(strings.NewReader(text), "it", Auto))
		if err != nil || len(got) != len(want) {
			t.Errorf("%s: %d rows, %v", text, len(got), err)
			continue
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("row %d: %+v, want %+v", i+1, got[i], want[i])
			}
		}
	}
}
