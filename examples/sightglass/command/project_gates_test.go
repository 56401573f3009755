//go:build unix

package command

import (
	"os"
	"path/filepath"
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

// TestProjectAB: ab and ci take benchmarks, what judges and settings from the file, and a
// second recording has the settings, too.
func TestProjectAB(t *testing.T) {
	if os.Getenv("SIGHTGLASS_TESTS") == "" {
		t.Skip("builds two programs; to run it: SIGHTGLASS_TESTS=all go test -run TestProjectAB ./examples/sightglass/command")
	}
	h := newCommits(t)
	h.commit(t, "one", cost(1000))
	h.commit(t, "two", cost(1030))
	t.Chdir(h.dir)
	t.Setenv("SIGHTGLASS_DATA_DIR", t.TempDir())
	put(t, "noop.wasm", read(t, h.guest))
	put(t, "other.wasm", read(t, h.guest))
	put(t, "sightglass.toml", `measure = ["fuel"]
iterations-per-process = 1
fail-on = "changed-worse"
[[engine]]
engine = "wazero"
[[benchmark]]
wasm = "noop.wasm"
iterations-per-process = 2
arg = ["own"]
tags = ["quick"]
[[benchmark]]
wasm = "other.wasm"
`)
	for what, args := range map[string]string{
		"ab":       "ab --head two --confirm --tag quick -o ab.jsonl one",
		"ci":       "ci --confirm --tag quick -o ci.jsonl --base one",
		"no gate":  "ab --head two --fail-on never -o never.jsonl one",
		"not more": "ab --head two --noise-threshold 5% --tag quick -o more.jsonl one",
	} {
		r := sightglass(t, "", append(strings.Fields(args), "--worker", "bench", "-e", "planted", "--layouts", "0", "--progress", "none")...)
		code := exitFailed
		if strings.HasPrefix(what, "no") {
			code = 0
		}
		if r.code != code || !strings.Contains(r.stderr, "note: from sightglass.toml: ") || strings.Contains(r.stderr, "1 engine") {
			t.Errorf("%s: code %d\n%s\n%s", what, r.code, r.stdout, r.stderr)
		}
		if !strings.Contains(args, "--confirm") {
			continue
		}
		first := what + ".jsonl"
		for _, file := range []string{first, besideName(first)} {
			if _, err := os.Stat(file); err != nil {
				t.Errorf("%s: %v\n%s", what, err, r.stderr)
				continue
			}
			if _, plan := headerOf(t, file); len(plan.Benchmarks) != 1 || plan.Of("noop.wasm").Iterations != 2 || plan.Of("noop.wasm").Guest.Args[0] != "own" {
				t.Errorf("%s: %s: %+v", what, file, plan)
			}
		}
	}
	if names, err := filepath.Glob("*.jsonl"); err != nil || len(names) != 6 {
		t.Errorf("recordings %q, %v", names, err)
	}
}
