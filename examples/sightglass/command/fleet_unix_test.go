//go:build unix

package command

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// standIns are programs of schedulers that do as little as they may: sbatch runs its
// tasks at once, squeue knows none any more, and a host of ssh is a folder.
var standIns = map[string]string{
	"sbatch": `[ -z "$FLEET_GONE" ] || rm -f "$FLEET_GONE"
echo "$@" >>"$FLEET_TEST/sbatch"
for arg; do case $arg in
--array=*) tasks=${arg#--array=} ;;
--output=*) log=${arg#--output=} ;;
--partition=mian) echo "sbatch: error: invalid partition specified: mian" >&2; exit 1 ;;
--*) ;;
*) break ;;
esac; shift; done
for task in $(echo "$tasks" | tr , ' '); do
	if [ -e "$FLEET_TEST/die" ] || [ -e "$FLEET_TEST/run" ]; then continue; fi
	if [ "$task" = "$(cat "$FLEET_TEST/lose" 2>/dev/null)" ]; then rm "$FLEET_TEST/lose"; continue; fi
	SLURM_ARRAY_TASK_ID=$task sh "$@" >>"$(echo "$log" | sed "s/%a/$task/")" 2>&1
done
echo 7`,
	"squeue": `if [ -e "$FLEET_TEST/run" ] && [ -e "$FLEET_TEST/sbatch" ]; then printf '1|RUNNING|n1|None\n2|RUNNING|n2|None\n'; fi`,
	"sinfo":  `printf 'main\nlong\nmain\n'`,
	"ssh": `[ -z "$FLEET_GONE" ] || rm -f "$FLEET_GONE"
[ "$1 $2 $3 $4" = "-o BatchMode=yes -T --" ] || exit 255
case $5 in away*) echo "ssh: connect to host $5: No route to host" >&2; exit 255 ;; esac
case "$5 $6" in "two "*" 'start' "*)
	if [ -e "$FLEET_TEST/change" ]; then for f in "$FLEET_TEST"/two/*/*/2/files/noop.wasm; do printf x >>"$f"; done; fi ;;
esac
mkdir -p "$FLEET_TEST/$5" && cd "$FLEET_TEST/$5" && exec sh -c "$6"`,
}

// playFleet puts stand-ins first in PATH, and makes copies of this program the command.
func playFleet(t *testing.T) (state string) {
	t.Helper()
	state, bin := t.TempDir(), t.TempDir()
	for name, text := range standIns {
		if err := os.WriteFile(filepath.Join(bin, name), []byte("#!/bin/sh\n"+text+"\n"), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("FLEET_TEST", state)
	t.Setenv("PATH", bin+":"+os.Getenv("PATH"))
	t.Setenv(asCommand, "1")
	return state
}

// fleetOf runs a fleet of two engines and five rounds.
func fleetOf(t *testing.T, args string, more ...string) result {
	t.Helper()
	return sightglass(t, "", append(strings.Fields("fleet "+args+" --interval 10ms -e wazero,wazero:interpreter -i 1 --phase execution -m time --seed 7 -p 5"), more...)...)
}

// wholeFleet is whether three shares in a folder have each of five rounds once.
func wholeFleet(t *testing.T, folder string) {
	t.Helper()
	var rounds []int
	for i := 1; i <= 3; i++ {
		rec := recoveredFrom(t, filepath.Join(folder, fmt.Sprintf("share-%d.jsonl", i)))
		if s := rec.Header.Share; s == nil || s.Index != i || s.Of != 3 || !rec.Finished {
			t.Errorf("share %d: %+v, finished %v", i, s, rec.Finished)
		}
		for _, e := range rec.Ended {
			rounds = append(rounds, e.Round)
		}
	}
	slices.Sort(rounds)
	if want := []int{0, 0, 1, 1, 2, 2, 3, 3, 4, 4}; !slices.Equal(rounds, want) { // of two engines
		t.Errorf("rounds %v", rounds)
	}
}

// TestFleetSlurm: through the stand-in of sbatch, which loses a task. A real Slurm is in
// the tests of recorder/fleet.
func TestFleetSlurm(t *testing.T) {
	folder(t)
	state := playFleet(t)
	put(t, filepath.Join(state, "lose"), "2")
	r := fleetOf(t, "slurm --nodes 3 --sbatch=--time=5 noop.wasm")
	for _, want := range []string{"share 2 lost: starting again", "3 of 3 shares recorded", "Next: sightglass report sightglass-fleet/share-*.jsonl"} {
		if r.code != 0 || !strings.Contains(r.stderr, want) {
			t.Fatalf("%+v; want %q", r, want)
		}
	}
	if !strings.Contains(r.stdout, "wazero:interpreter") {
		t.Errorf("no comparison: %s", r.stdout)
	}
	wholeFleet(t, "sightglass-fleet")
	lines := strings.Split(strings.TrimSpace(read(t, filepath.Join(state, "sbatch"))), "\n")
	for _, want := range []string{"--array=1,2,3 ", "--exclusive ", "--requeue ", "--nodes=1 ", "--time=5 "} {
		if len(lines) != 2 || !strings.Contains(lines[0], want) {
			t.Errorf("sbatch %q; want %s", lines, want)
		}
	}
	if !strings.Contains(lines[1], "--array=2 ") {
		t.Errorf("sbatch %s", lines[1])
	}

	// The same command line finds all of it, and another is refused.
	again := fleetOf(t, "slurm --nodes 3 --partition main noop.wasm")
	if again.code != 0 || again.stdout != r.stdout || !strings.Contains(again.stderr, "following what was started before") {
		t.Errorf("%+v", again)
	}
	if now := read(t, filepath.Join(state, "sbatch")); strings.Count(now, "\n") != 2 {
		t.Errorf("sbatch %s", now)
	}
	if other := fleetOf(t, "slurm --nodes 4 noop.wasm"); other.code != exitRefuse || !strings.Contains(other.stderr, "belongs to another fleet") {
		t.Errorf("%+v", other)
	}
}

// TestFleetSSH: through a stand-in of ssh, on hosts that are folders. Real connections
// are in the tests of recorder/fleet.
func TestFleetSSH(t *testing.T) {
	folder(t)
	playFleet(t)
	r := fleetOf(t, "ssh one two me@three noop.wasm")
	if r.code != 0 || !strings.Contains(r.stderr, "3 of 3 shares recorded") || !strings.Contains(r.stdout, "wazero:interpreter") {
		t.Fatalf("%+v", r)
	}
	wholeFleet(t, "sightglass-fleet")
	if r := fleetOf(t, "ssh one away noop.wasm", "--folder", "other"); r.code != exitRefuse || !strings.Contains(r.stderr, "No route to host") || strings.Contains(r.stderr, "goes on") {
		t.Errorf("%+v", r)
	}
}

// TestFleetBuilds: machines are given the programs of builds, and need not have them where
// they were built.
func TestFleetBuilds(t *testing.T) {
	folder(t)
	playFleet(t)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	old, err := filepath.Abs("old")
	if err != nil {
		t.Fatal(err)
	}
	for _, where := range []string{"ssh one two", "slurm --nodes 2"} {
		kind, _, _ := strings.Cut(where, " ")
		copyTo(t, old, self, where) // two programs that differ
		t.Setenv("FLEET_GONE", old) // by the first that is asked of a machine
		r := sightglass(t, "", strings.Fields("fleet "+where+" --interval 10ms --folder "+kind+" -e wazero@./old,wazero -i 1 --phase execution -m time -p 2 noop.wasm")...)
		if _, err := os.Stat(old); r.code != 0 || !os.IsNotExist(err) || !strings.Contains(r.stderr, "2 of 2 shares recorded") || !strings.Contains(r.stdout, "wazero@./old") {
			t.Fatalf("%s: %+v, error %v", where, r, err)
		}
		rec := recoveredFrom(t, filepath.Join(kind, "share-2.jsonl"))
		sums := rec.Header.Engines[0].Programs
		if len(sums) != 1 || !rec.Finished {
			t.Fatalf("%s: %+v", where, rec.Header.Engines)
		}
		if _, err := os.Stat(filepath.Join(kind, "programs", sums[0])); err != nil {
			t.Error(err)
		}
	}
	// Where the program is nowhere, it is said what is missing, and nothing is recorded; an
	// other program under its name is not run.
	program := filepath.Join("slurm", "programs", recoveredFrom(t, "slurm/share-1.jsonl").Header.Engines[0].Programs[0])
	args := strings.Fields("benchmark --plan slurm/plan.json --share 1/2 -o x.jsonl")
	if err := os.WriteFile(program, []byte("#!/bin/sh\n"), 0o777); err != nil {
		t.Fatal(err)
	}
	if r := sightglass(t, "", args...); r.code != exitRefuse {
		t.Errorf("%+v", r)
	}
	if err := os.Remove(program); err != nil {
		t.Fatal(err)
	}
	if r := sightglass(t, "", args...); r.code != exitRefuse || !strings.Contains(r.stderr, "old") {
		t.Errorf("%+v", r)
	}
	// Nor is the fleet followed: that its files are still the same cannot be seen.
	if r := sightglass(t, "", strings.Fields("fleet slurm --nodes 2 --interval 10ms --folder slurm -e wazero@./old,wazero -i 1 --phase execution -m time -p 2 noop.wasm")...); r.code != exitRefuse || r.stdout != "" || !strings.Contains(r.stderr, "--folder: slurm: to see whether the fleet's files are still those it was started with, its plan is begun here, and cannot be: not a worker program: ") {
		t.Errorf("%+v", r)
	}
	if _, err := os.Stat("x.jsonl"); err == nil {
		t.Error("x.jsonl was left behind")
	}
	// An image has to be given it; a library elsewhere is refused before anything is made.
	copyTo(t, old, self)
	r := sightglass(t, "", strings.Fields("fleet kubernetes --nodes 2 --image a --claim b --dry-run --folder cluster -e wazero@./old,wazero -i 1 -p 2 noop.wasm")...)
	const then = "note: wazero@./old is what was built when the fleet was started"
	if strings.Contains(r.stderr, then) {
		t.Errorf("it was started just now: %s", r.stderr)
	}
	if r := sightglass(t, "", strings.Fields("fleet kubernetes --nodes 2 --image a --claim b --dry-run --folder cluster -e wazero@./old,wazero -i 1 -p 2 noop.wasm")...); r.code != 0 || strings.Count(r.stderr, then) != 1 {
		t.Errorf("followed: %+v", r)
	}
	// Another program under that name is not what the fleet was started with.
	copyTo(t, old, self, "another")
	if r := sightglass(t, "", strings.Fields("fleet kubernetes --nodes 2 --image a --claim b --dry-run --folder cluster -e wazero@./old,wazero -i 1 -p 2 noop.wasm")...); r.code != exitRefuse || r.stdout != "" || !strings.Contains(r.stderr, "--folder: cluster: wazero@./old is not what the fleet was started with: that was the program ") {
		t.Errorf("followed with another program: %+v", r)
	}
	if entries, err := os.ReadDir("cluster/programs"); r.code != 0 || err != nil || len(entries) != 1 || !strings.Contains(r.stderr, "COPY cluster/programs /fleet/programs") {
		t.Errorf("%+v, error %v", r, err)
	}
}

// TestFleetEngines: an engine's file is found by other machines below the current folder.
func TestFleetEngines(t *testing.T) {
	folder(t)
	for engine, want := range map[string]string{"./libengine.so": "", "./sub/engine": "", "/usr/lib/libengine.so": "name it ./libengine.so", "../engine": "name it ./engine", "wazero": ""} {
		p := &recorder.Planned{Plan: recorder.Plan{Engines: []job.Engine{{Engine: engine}}}}
		if err := elsewhere(p); (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", engine, err, want)
		}
		if files, err := filesOf(p); want == "" && (err != nil || len(files) != strings.Count(engine, "./")) {
			t.Errorf("%s: files %v, error %v", engine, files, err)
		}
	}
}

func copyTo(t *testing.T, to, from string, more ...string) {
	t.Helper()
	text, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, append(text, strings.Join(more, "")...), 0o755)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestFleetFails: a share that is missing, and benchmarks that fail.
func TestFleetFails(t *testing.T) {
	folder(t, "trap-inside")
	playFleet(t)
	r := fleetOf(t, "slurm --nodes 2 trap-inside.wasm noop.wasm")
	if r.code != exitFailed || !strings.Contains(r.stderr, "2 of 2 shares recorded") || !strings.Contains(r.stderr, "benchmarks failed") {
		t.Errorf("%+v", r)
	}
	if file, err := record.RecoverFile("sightglass-fleet/share-1.jsonl"); err != nil || len(file.Ended) == 0 {
		t.Errorf("%+v, error %v", file, err)
	} else if err := file.Release(); err != nil {
		t.Error(err)
	}
	// What is where a recording should go cannot be replaced: that share is missing.
	for _, gate := range []string{"", "--fail-on=changed-worse"} {
		name := "broken" + gate
		if r := fleetOf(t, "slurm --nodes 2 --partition mian noop.wasm", "--folder", name, "-p", "8"); r.code != exitRefuse || !strings.Contains(r.stderr, "there are: long, main") {
			t.Fatalf("%+v", r)
		}
		mkdir(t, filepath.Join(name, "share-2.jsonl", "a"))
		args := []string{"--folder", name, "-p", "8"}
		want := exitFailed
		if gate != "" {
			args, want = append(args, gate), exitRefuse
		}
		r := fleetOf(t, "slurm --nodes 2 noop.wasm", args...)
		if r.code != want || !strings.Contains(r.stderr, "share 2: sightglass refused, exit code 3, and was started 3 times") || !strings.Contains(r.stderr, "1 share missing of 2") {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

// TestFleetRefused: before anything is made.
func TestFleetRefused(t *testing.T) {
	folder(t)
	playFleet(t)
	for args, want := range map[string]string{
		"fleet":                                  "name where",
		"fleet nosuch":                           "slurm, ssh or kubernetes",
		"fleet slrum --nodes 2":                  "did you mean slurm",
		"fleet slurm noop.wasm":                  "--nodes",
		"fleet slurm --nodes 0 noop.wasm":        "--nodes",
		"fleet slurm --nodes 11 -p 10 noop.wasm": "has 10 rounds",
		"fleet slurm --nodes 2 --sbatch=--array=1-3 noop.wasm":                               "--array=1-3",
		"fleet slurm --nodes 2 --sbatch=fast noop.wasm":                                      "not an option of sbatch",
		"fleet slurm --nodes 2 --host-folder x noop.wasm":                                    "it is for ssh",
		"fleet slurm --nodes 2 --dry-run noop.wasm":                                          "it is for kubernetes",
		"fleet kubernetes --nodes 2 noop.wasm":                                               "no image",
		"fleet kubernetes --nodes 2 --image a noop.wasm":                                     "PersistentVolumeClaim",
		"fleet kubernetes --nodes 2 --image a --claim b --memory 4GB noop.wasm":              "quantities",
		"fleet ssh noop.wasm":                                                                "name the hosts",
		"fleet ssh a a noop.wasm":                                                            "named twice",
		"fleet ssh --nodes 2 a b noop.wasm":                                                  "--nodes is not for fleet ssh",
		"fleet ssh a noop.wasm -- -oProxyCommand=ls":                                         "not the name of a host",
		"fleet ssh a nosuch.wasm":                                                            "nosuch.wasm",
		"fleet ssh a noop.wasm --max-time 1m":                                                "--max-time",
		"fleet ssh a ./nosuch":                                                               "no such benchmark",
		"fleet slurm --nodes 2 noop.wasm --fail-on changed-worse":                            "nothing to compare",
		"fleet slurm --nodes 2 -e wazero,wazero:interpreter -p 5 --fail-on unsure noop.wasm": "5 rounds for 1 benchmark, and a gate needs 8", // as benchmark has it
	} {
		r := sightglass(t, "", strings.Fields(args)...)
		if r.code != exitRefuse || !strings.Contains(r.stderr, want) || strings.Contains(r.stderr, "--folder") {
			t.Errorf("%s: %+v; want %q", args, r, want)
		}
		if _, err := os.Stat("sightglass-fleet/fleet.json"); err == nil {
			t.Errorf("%s: a fleet was made", args)
			os.RemoveAll("sightglass-fleet")
		}
	}
	t.Setenv("PATH", t.TempDir())
	for _, args := range []string{"fleet slurm --nodes 2 noop.wasm", "fleet ssh a noop.wasm", "fleet kubernetes --nodes 2 --image a --claim b noop.wasm"} {
		if r := sightglass(t, "", strings.Fields(args)...); r.code != exitRefuse || !strings.Contains(r.stderr, "not installed here") {
			t.Errorf("%s: %+v", args, r)
		}
	}
}

// TestFleetGate: one engine leaves a gate nothing to judge, also where what is judged was
// recorded before without a gate.
func TestFleetGate(t *testing.T) {
	folder(t)
	playFleet(t)
	args := strings.Fields("fleet slurm --nodes 2 --interval 10ms -i 1 --phase execution -m time -p 2 noop.wasm")
	succeeds(t, args...)
	for gate, code := range map[string]int{"changed-worse": exitRefuse, "unsure": exitRefuse, "never": 0} {
		if r := sightglass(t, "", append(args, "--fail-on", gate)...); r.code != code || code != 0 && !strings.Contains(r.stderr, "nothing to compare") {
			t.Errorf("%s: %+v", gate, r)
		}
	}
	// As few rounds as a gate cannot judge are refused before anything is recorded, and where
	// they were recorded without a gate.
	state := playFleet(t)
	two := strings.Fields("slurm --nodes 2 --folder two --fail-on unsure noop.wasm")
	for range 2 {
		if r := fleetOf(t, strings.Join(two, " ")); r.code != exitRefuse || !strings.Contains(r.stderr, "a gate needs 8") {
			t.Errorf("%+v", r)
		}
		if _, err := os.Stat(filepath.Join(state, "sbatch")); err == nil {
			t.Error("a job was submitted")
		}
		if _, err := os.Stat("two/fleet.json"); err == nil {
			t.Error("the folder was claimed")
		}
	}
	if r := fleetOf(t, "slurm --nodes 2 --folder recorded noop.wasm"); r.code != 0 {
		t.Fatalf("%+v", r)
	}
	if r := fleetOf(t, "slurm --nodes 2 --folder recorded --fail-on unsure noop.wasm"); r.code != exitRefuse || !strings.Contains(r.stderr, "a gate needs 8") {
		t.Errorf("a gate for what is recorded: %+v", r)
	}
}

// TestFleetManifest: what is shown is kept, so that it is what is submitted; the types of
// Kubernetes are in the tests of recorder/fleet.
func TestFleetManifest(t *testing.T) {
	folder(t)
	args := "kubernetes --nodes 3 --image registry.example/bench --claim results noop.wasm"
	r := fleetOf(t, args, "--dry-run")
	for _, want := range []string{"completions: 3\n", `image: "registry.example/bench"`, `workingDir: "/srv"`, "claimName: \"results\"", "sightglass-plan/1"} {
		if r.code != 0 || !strings.Contains(r.stdout, want) {
			t.Errorf("%+v; want %s", r, want)
		}
	}
	if again := fleetOf(t, args, "--dry-run"); again.code != 0 || again.stdout != r.stdout {
		t.Errorf("%+v", again)
	}
}
