package command

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// TestCalibrateKinds: the window of components is no share of modules, nor theirs of
// components, and nothing is measured where there is nothing to say.
func TestCalibrateKinds(t *testing.T) {
	folder(t)
	for name, component := range map[string]bool{"component.jsonl": true, "module.jsonl": false} {
		f, err := os.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		w := record.NewWriter(f, record.JSONL)
		if err := w.Begin(record.Header{Started: time.Unix(1700000000, 0), Modules: []record.Module{{Wasm: "a.wasm", Component: component}}}); err != nil {
			t.Fatal(err)
		}
		if err := w.Write(record.Row{Arch: "x86_64", Engine: "wazero", Wasm: "a.wasm", Process: 1, Phase: measure.Execution, Event: "cycles", Count: 1000}); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		f.Close()
	}
	for line, want := range map[string]string{
		"calibrate component.jsonl":          "all benchmarks of these recordings are components, whose window is another: give --component",
		"calibrate --component module.jsonl": "no benchmark of these recordings is a component: leave --component out",
		"calibrate --component -p 1 -i 1":    "engine runs no components: wazero: record this benchmark with an engine that runs components",
	} {
		if r := sightglass(t, "", strings.Fields(line)...); r.code == 0 || !strings.Contains(r.stderr, want) {
			t.Errorf("%s: code %d, %s", line, r.code, r.stderr)
		}
	}
}

// TestComponentFolder: a folder of components is one of benchmarks, and one without bench
// is measured as a whole.
func TestComponentFolder(t *testing.T) {
	folder(t)
	for _, name := range []string{"work", "command"} {
		put(t, "some/"+name+".wasm", string(guests.Wasm("components/"+name)))
	}
	r := sightglass(t, "", "benchmark", "--dry-run", "-e", "wazero", "some")
	if want := "1 benchmark in some: some/work.wasm; skipped: some/command.wasm is a component that does not import bench"; !strings.Contains(r.stderr, want) {
		t.Errorf("%+v", r)
	}
	if r := sightglass(t, "", "init", "some"); r.code != 0 {
		t.Errorf("%+v", r)
	}
	text, err := os.ReadFile("some/sightglass.toml")
	if err != nil {
		text, err = os.ReadFile("sightglass.toml")
	}
	if err != nil || !strings.Contains(string(text), "command.wasm\"\nwhole = true") || strings.Count(string(text), "whole = true") != 1 {
		t.Errorf("%v\n%s", err, text)
	}
}
