package command

import (
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/recorder"
)

// TestProjectGoBench: gobench judges as the file says, and leaves its benchmarks and rounds
// out.
func TestProjectGoBench(t *testing.T) {
	folder(t)
	t.Setenv("SIGHTGLASS_DATA_DIR", t.TempDir())
	testBinaries(t, "old", "new")
	put(t, "sightglass.toml", "noise-threshold = \"5%\"\nfail-on = \"changed-worse\"\nprocesses = 9\n[[benchmark]]\nwasm = \"noop.wasm\"\n")
	const run = " ./old.test ./new.test -- -bench=GoBench$ -benchtime=1x"
	for flags, want := range map[string]struct {
		code int
		says string
	}{
		"-p 2":                 {exitRefuse, "a gate needs 8: the gate cannot decide (fail-on is set in sightglass.toml:2)"},
		"-p 1 --fail-on never": {0, "from sightglass.toml: noise-threshold 5% ("},
	} {
		r := sightglass(t, "", strings.Fields("gobench "+flags+run)...)
		if r.code != want.code || !strings.Contains(r.stderr, want.says) {
			t.Errorf("%s: %+v, want %+v", flags, r, want)
		}
	}
}

// TestAgain: what is recorded again has the settings that it had.
func TestAgain(t *testing.T) {
	plan := recorder.Plan{Benchmarks: []string{"a.wasm", "b.wasm", "c.wasm"}, Seed: 7,
		Settings: map[string]recorder.Settings{"a.wasm": {Iterations: 3}, "b.wasm": {Iterations: 4}}}
	second := again(plan, []string{"b.wasm", "c.wasm"})
	if len(second.Settings) != 1 || second.Of("b.wasm").Iterations != 4 || second.Seed != 8 || len(second.Benchmarks) != 2 {
		t.Errorf("%+v", second)
	}
	if len(plan.Settings) != 2 || len(plan.Benchmarks) != 3 {
		t.Errorf("the first changed: %+v", plan)
	}
}
