package nodejs

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/enginetest"
	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/engines/program"
	"github.com/sightglass-go/sightglass/engines/wazero"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	_ "github.com/sightglass-go/sightglass/measure/walltime"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// runtimes are the commands that run the script.
var runtimes = []struct {
	name, install string
	args          []string
}{
	{"node", "apt-get install nodejs", []string{"engine.mjs"}},
	{"deno", "npm install --global deno", []string{"run", "--quiet", "--allow-all", "engine.mjs"}},
	{"bun", "npm install --global bun", []string{"engine.mjs"}},
}

// each runs a test with each that is installed.
func each(t *testing.T, test func(t *testing.T, open engines.Opener)) {
	for _, r := range runtimes {
		t.Run(r.name, func(t *testing.T) {
			if _, err := exec.LookPath(r.name); err != nil {
				t.Skipf("there is no %s: %s", r.name, r.install)
			}
			test(t, program.Opener(r.name, r.args...))
		})
	}
}

// TestConformance: V8 is an engine like others.
func TestConformance(t *testing.T) {
	if os.Getenv("SIGHTGLASS_TESTS") == "" {
		t.Skip("thousands of requests through a pipe: run with SIGHTGLASS_TESTS=all")
	}
	if runtime.GOOS != "linux" {
		t.Skip("a folder is known by its name here, and so is another one when that is changed: run it on Linux")
	}
	each(t, func(t *testing.T, open engines.Opener) { enginetest.Run(t, open, "") })
}

// rows keeps what was recorded.
type rows struct{ list []record.Row }

func (*rows) Begin(record.Header) error { return nil }

func (r *rows) Write(row record.Row) error { r.list = append(r.list, row); return nil }

func (*rows) Flush() error { return nil }

// TestOnePlan: in one plan with another engine there is a nanosecond count of each phase of each
// iteration on both, and both execute as many operators.
func TestOnePlan(t *testing.T) {
	each(t, func(t *testing.T, open engines.Opener) {
		wasm := filepath.Join(t.TempDir(), "work.wasm")
		if err := os.WriteFile(wasm, guests.Wasm("work"), 0o644); err != nil {
			t.Fatal(err)
		}
		counted := func(measure string, phase measure.Phase) map[string][]uint64 {
			t.Helper()
			var rows rows
			report, err := recorder.InProcess{}.Record(t.Context(), recorder.Plan{
				Engines:    []job.Engine{{Name: "wazero", Open: wazero.Open}, {Name: "program", Open: open}},
				Benchmarks: []string{wasm}, Measures: []string{measure}, Phase: phase, Processes: 1, Iterations: 2,
			}, &rows)
			if err := errors.Join(err, report.Err()); err != nil {
				t.Fatal(err)
			}
			counts := map[string][]uint64{}
			for _, row := range rows.list {
				if row.Event != "cpu-nanoseconds" {
					counts[row.Engine] = append(counts[row.Engine], row.Count)
				}
			}
			return counts
		}
		for engine, counts := range counted("time", 0) {
			if len(counts) != 2*3 || slices.Contains(counts, 0) {
				t.Errorf("%s: %d", engine, counts)
			}
		}
		const operators = 11*1_000_000 + 3 // as enginetest counts them in the text of work
		if got := counted("operators", measure.Execution); !slices.Equal(got["program"], []uint64{operators, operators}) || !slices.Equal(got["wazero"], got["program"]) {
			t.Errorf("%v", got)
		}
	})
}
