package command

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/build"
)

// repositoryTop is the folder of this module.
func repositoryTop() string {
	_, file, _, _ := runtime.Caller(0)
	for range 4 {
		file = filepath.Dir(file)
	}
	return file
}

// ownWorker makes the main package ./cmd/bench, a worker with wazero.
func ownWorker(t *testing.T) {
	t.Helper()
	t.Setenv(build.Variable, t.TempDir())
	const library = "github.com/sightglass-go/sightglass"
	read := func(name string) string { return read(t, filepath.Join(repositoryTop(), name)) }
	for name, text := range map[string]string{
		"go.sum": read("go.sum"),
		"go.mod": strings.Replace(read("go.mod"), "module "+library, "module example.com/mine", 1) +
			fmt.Sprintf("\nrequire %s v0.0.0\n\nreplace %[1]s => %[2]q\n", library, repositoryTop()),
		"cmd/bench/main.go": fmt.Sprintf("package main\n\nimport (\n\t_ %q\n\t_ %q\n\t%q\n)\n\nfunc main() { worker.Main() }\n",
			library+"/engines/wazero", library+"/measure/cycles", library+"/recorder/worker"),
	} {
		put(t, filepath.FromSlash(name), text)
	}
}

// TestEngineBuilds: a build is recorded in the same rounds as what is linked
// in, and called as it was typed.
func TestEngineBuilds(t *testing.T) {
	folder(t)
	ownWorker(t)
	r := sightglass(t, "", strings.Fields("benchmark -p 2 -i 1 -f csv -e wazero@./cmd/bench -e wazero noop.wasm -e wazero@./cmd/bench:interpreter")...)
	if r.code != 0 || !strings.Contains(r.stderr, "building wazero@./cmd/bench\n") {
		t.Fatalf("%+v", r)
	}
	rows, err := record.ReadAll(record.NewReader(strings.NewReader(r.stdout), "", record.CSV))
	if err != nil {
		t.Fatal(err)
	}
	rounds := map[string][]uint64{}
	for _, row := range rows {
		name := strings.TrimSuffix(row.Engine+":"+row.EngineFlags, ":")
		if !slices.Contains(rounds[name], row.Process) {
			rounds[name] = append(rounds[name], row.Process)
		}
	}
	if len(rounds) != 3 || len(rounds["wazero"]) != 2 {
		t.Fatalf("%v", rounds)
	}
	for name := range rounds {
		slices.Sort(rounds[name])
	}
	for _, name := range []string{"wazero@./cmd/bench", "wazero@./cmd/bench:interpreter"} {
		if !slices.Equal(rounds[name], rounds["wazero"]) {
			t.Errorf("%v", rounds)
		}
	}
	also := []string{"validate -e wazero@./cmd/bench noop.wasm", "calibrate -p 1 -i 1 -e wazero@./cmd/bench", "benchmark -p 1 -i 1 -e wazero@./cmd/bench -n mine noop.wasm"}
	if os.Getenv("SIGHTGLASS_TESTS") == "" {
		also = nil
	}
	for _, line := range also {
		if r := sightglass(t, "", strings.Fields(line)...); r.code != 0 {
			t.Errorf("%s: %+v", line, r)
		}
	}
	for line, want := range map[string]string{
		"benchmark --in-process -p 1 -e wazero@./cmd/bench noop.wasm":                      "record in worker processes",
		"soak -e wazero@./cmd/bench":                                                       "soak runs engines that are linked in",
		"benchmark -e wazero@ noop.wasm":                                                   "nothing behind @",
		"benchmark -e nosuch@v1.0.0 noop.wasm":                                             "nosuch@v1.0.0: cannot build",
		"benchmark -e wazero@./nosuch noop.wasm":                                           "./nosuch: cannot build",
		"benchmark -e ./libengine.so@v1 noop.wasm":                                         "an engine library is a build already",
		"benchmark --layouts 2 -e ./libengine.so noop.wasm":                                "this is a library already",
		"benchmark -p 1 --exec env -e wazero@/nosuch/program noop.wasm":                    "/nosuch/program",
		"benchmark -p 1 -e wazero@./cmd/bench nosuch.wasm":                                 "nosuch.wasm",
		"benchmark -p 1 -e wazero@./cmd -n a -e wazero@./cmd/bench -n b noop.wasm -m time": "neither a main package nor a module",
	} {
		r := sightglass(t, "", strings.Fields(line)...)
		if r.code == 0 || !strings.Contains(strings.ReplaceAll(r.stderr, `\`, "/"), want) {
			t.Errorf("%s: exit %d, %s; want %q", line, r.code, r.stderr, want)
		}
	}

	var list []build.Entry
	if r := sightglass(t, "", "builds", "-f", "json"); json.Unmarshal([]byte(r.stdout), &list) != nil || len(list) != 1 || list[0].Name != "wazero@./cmd/bench" {
		t.Errorf("%+v", r)
	}
	for _, step := range []struct{ line, want string }{
		{"builds", "1 build, "},
		{"builds wazero@./cmd/bench", "1 build, "},
		{"builds --clear wazero@./cmd/bench", "1 build, "},
		{"builds", "0 builds, "},
	} {
		if r := sightglass(t, "", strings.Fields(step.line)...); r.code != 0 || !strings.Contains(r.stdout, step.want) {
			t.Errorf("%s: %+v", step.line, r)
		}
	}
}

// TestLayoutsApart: each layout is an engine of its own, run by a program of its
// own; otherwise all of them run one engine.
func TestLayoutsApart(t *testing.T) {
	folder(t)
	for line, want := range map[string]string{
		"benchmark -e wazero --layouts-apart noop.wasm":                                    "--layouts-apart would have no effect",
		"benchmark -e wazero --layouts 2 --layouts-apart --baseline nosuch noop.wasm -p 1": "",
	} {
		if want == "" && os.Getenv("SIGHTGLASS_TESTS") == "" {
			continue // it builds
		}
		want = cmp.Or(want, `"wazero layout 1", "wazero layout 2"`)
		if r := sightglass(t, "", strings.Fields(line)...); r.code != exitRefuse || !strings.Contains(r.stderr, want) {
			t.Errorf("%s: %+v; want %q", line, r, want)
		}
	}
	if os.Getenv("SIGHTGLASS_TESTS") == "" {
		t.Skip("links two programs: run with SIGHTGLASS_TESTS=all")
	}
	succeeds(t, strings.Fields("benchmark -e wazero --layouts 2 noop.wasm -p 4 -i 1 -o rows.jsonl")...)
	text := read(t, "rows.jsonl")
	var header record.Header
	line, _, _ := strings.Cut(text, "\n")
	if err := json.Unmarshal([]byte(line), &header); err != nil || len(header.Engines) != 1 || len(header.Programs) != 2 || header.Engines[0].Name != "wazero" {
		t.Errorf("%v, %+v", err, header)
	}
}

// TestWazeroVersions: the adapter compiles with all of these, and they are
// recorded side by side; what an older one lacks is a flag that it refuses.
func TestWazeroVersions(t *testing.T) {
	if os.Getenv("SIGHTGLASS_TESTS") == "" {
		t.Skip("downloads and builds four versions of wazero: run with SIGHTGLASS_TESTS=all")
	}
	folder(t)
	t.Setenv(build.Variable, t.TempDir())
	line := "benchmark -p 2 -i 1 -f csv noop.wasm"
	var versions []string
	for _, v := range []string{"v1.9.0", "v1.10.1", "v1.11.0", "v1.12.0"} {
		fetch := exec.Command("go", "mod", "download", "github.com/tetratelabs/wazero@"+v)
		fetch.Dir = repositoryTop()
		if out, err := fetch.CombinedOutput(); err != nil {
			t.Skipf("cannot download wazero %s: %s", v, out)
		}
		versions = append(versions, "wazero@"+v)
		line += " -e wazero@" + v
	}
	r := succeeds(t, strings.Fields(line)...)
	for _, name := range versions {
		if strings.Count(r.stdout, ","+name+",") < 2*3 {
			t.Errorf("no rows of %s in\n%s", name, r.stdout)
		}
	}
	if r := sightglass(t, "", strings.Fields("benchmark -p 1 -i 1 -e wazero@v1.9.0:compilation-workers=2 noop.wasm")...); r.code == 0 || !strings.Contains(r.stderr, "unknown flag") {
		t.Errorf("a flag that v1.9.0 lacks: %+v", r)
	}
	if r := sightglass(t, "", strings.Fields("benchmark -p 1 -i 1 -e wazero@v1.10.1:compilation-workers=2 noop.wasm")...); r.code != 0 {
		t.Errorf("a flag that v1.10.1 has: %+v", r)
	}
	if r := sightglass(t, "", strings.Fields("benchmark -p 1 -e wazero@v1.99.0 noop.wasm")...); r.code != exitRefuse || !strings.Contains(r.stderr, "v1.99.0: cannot build") {
		t.Errorf("a version that there is not: %+v", r)
	}
}

// TestResumeCleared: a program that the cache has no longer is named as such, and comes
// back from what it was built from, so that the recording is completed.
func TestResumeCleared(t *testing.T) {
	folder(t)
	ownWorker(t)
	record := []string{"benchmark", "-e", "wazero@./cmd/bench", "-p", "1", "-i", "1", "-m", "noop", "noop.wasm", "-o"}
	resume := []string{"benchmark", "--resume", "run.jsonl", "-p", "2"}
	succeeds(t, append(record, "run.jsonl")...)
	succeeds(t, "builds", "--clear")
	if r := sightglass(t, "", resume...); r.code != exitRefuse || !strings.Contains(r.stderr, "no longer in the cache of builds") {
		t.Errorf("cleared: %+v", r)
	}
	succeeds(t, append(record, "again.jsonl")...)
	if r := sightglass(t, "", resume...); r.code != 0 {
		t.Errorf("built again: %+v", r)
	}
}
