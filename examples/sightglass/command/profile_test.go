package command

import (
	"encoding/json"
	"errors"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	pprof "github.com/google/pprof/profile"

	"github.com/sightglass-go/sightglass/analysis/profile"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/perfcounters"
	"github.com/sightglass-go/sightglass/measure/record"
)

// TestProfileRefuses: what cannot be is refused before anything runs.
func TestProfileRefuses(t *testing.T) {
	folder(t, "work")
	put(t, "rows.csv", "x86_64,e,,b.wasm,1,0,Execution,cycles,10\n")
	for args, want := range map[string]string{
		"":            "name one benchmark or two",
		"nosuch.wasm": "nosuch.wasm",
		"-e wazero,wazero:interpreter work.wasm noop.wasm": "these would be 4 profiles",
		"-o - noop.wasm":                        "leave it out, and say it with --output-format (-f)",
		"-o page.svg noop.wasm":                 "its ending does not say what to write: .txt, .pb.gz, .folded, .html, .csv or .json",
		"-o a.json -o ./a.json noop.wasm":       "are one file",
		"-o nosuch/a.json noop.wasm":            "nosuch",
		"-o rows.csv noop.wasm":                 "rows.csv: it holds something already",
		"--samples 200 noop.wasm":               "it is about --measure perf-samples",
		"-m perf-samples --samples 3 noop.wasm": "--samples",
		"-n a noop.wasm work.wasm":              "--name would have no effect",
		"-m cycles noop.wasm":                   "callgrind",
		"--whole --entry f noop.wasm":           "cannot be combined",
		"noop.wasm noop.wasm":                   "noop.wasm and noop.wasm are one file",
		"-e wazero noop.wasm ./noop.wasm":       "noop.wasm and ./noop.wasm are one file",
	} {
		r := sightglass(t, "", append([]string{"profile"}, strings.Fields(args)...)...)
		if r.code != exitRefuse && !(strings.Contains(args, "nosuch/") && r.code == exitOutput) || !strings.Contains(r.stderr, want) || r.stdout != "" {
			t.Errorf("%s: %+v, want %q", args, r, want)
		}
	}
	if read(t, "rows.csv") != "x86_64,e,,b.wasm,1,0,Execution,cycles,10\n" {
		t.Error("rows.csv was written to")
	}
	if left, _ := filepath.Glob("*.json"); len(left) > 0 {
		t.Errorf("%s was written", left)
	}
}

// TestProfileSamples: time by function, as far as samples tell. It needs a kernel that
// lets this user sample.
func TestProfileSamples(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	m, err := measure.Open(perfcounters.NameSamples)
	if err != nil {
		r := sightglass(t, "", "profile", "-m", perfcounters.NameSamples, "noop.wasm")
		if r.code != exitRefuse || r.stdout != "" || !errors.Is(err, measure.ErrUnavailable) {
			t.Errorf("%v: %+v", err, r)
		}
		t.Skip(err)
	}
	m.Close()
	folder(t, "work")
	r := sightglass(t, "", "profile", "-m", perfcounters.NameSamples, "--samples", "100", "-o", "p.json", "-o", "p.folded", "-e", "wazero,wazero", "-n", "one", "-n", "two", "work.wasm")
	if r.code != 0 || !strings.HasPrefix(r.stdout, "two, compared with one: ") {
		t.Fatalf("%+v", r)
	}
	var p struct {
		Period  float64
		Windows []int
		Totals  []float64
		Lines   []struct {
			Kind, Verdict string
			Counts        []float64
		}
	}
	if err := json.Unmarshal([]byte(read(t, "p.json")), &p); err != nil {
		t.Fatal(err)
	}
	var sums [2]float64
	for _, l := range p.Lines {
		for i, n := range l.Counts {
			sums[i] += n
			if s := n * float64(p.Windows[i]) / p.Period; math.Abs(s-math.Round(s)) > 1e-6 {
				t.Errorf("%v is no number of samples", s)
			}
		}
		if !slices.Contains([]string{"changed", "not changed", "unsure"}, l.Verdict) {
			t.Errorf("verdict %q", l.Verdict)
		}
	}
	for i := range sums {
		if math.Abs(sums[i]-p.Totals[i]) > 1e-6*p.Totals[i] || p.Windows[i] < 5 || p.Windows[i] != p.Windows[0] {
			t.Errorf("lines of %v, totals of %v, %d windows", sums, p.Totals, p.Windows)
		}
	}
	// A million steps take a million cycles at least, and so samples in some of the windows.
	if p.Totals[0] == 0 || p.Totals[1] == 0 || !strings.Contains(read(t, "p.folded"), "_start ") {
		t.Errorf("%+v\n%s", p, read(t, "p.folded"))
	}
}

// TestIterationsFor: as many samples of the arm that has fewer, and no more than there is
// time for. Numbers are worked out by hand.
func TestIterationsFor(t *testing.T) {
	arm := func(windows int, samples uint64) profile.Arm {
		return profile.Arm{Profile: &record.Profile{Windows: windows, Period: 500_000, Total: samples * 500_000}}
	}
	for _, tt := range []struct {
		samples int
		arms    []profile.Arm
		want    int
	}{
		{2000, []profile.Arm{arm(2, 8)}, 100},              // 4 in each, 2000 / 5 / 4
		{2000, []profile.Arm{arm(2, 8), arm(2, 4)}, 200},   // 2 in each of the second
		{2000, []profile.Arm{arm(2, 0)}, 1600},             // a quarter of one in each
		{2000, []profile.Arm{arm(2, 8_000_000)}, 1},        // 2000 s each
		{2000, []profile.Arm{arm(2, 8000), arm(2, 0)}, 12}, // 24 s, and 2 s each of the first
		{1_000_000, []profile.Arm{arm(2, 0)}, mostIterations},
	} {
		if got := iterationsFor(tt.samples, tt.arms); got != tt.want {
			t.Errorf("%d samples: %d iterations, want %d", tt.samples, got, tt.want)
		}
	}
}

// TestProfileWithoutValgrind: what is missing is said, with what to do.
func TestProfileWithoutValgrind(t *testing.T) {
	folder(t)
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, "profile", "-m", "callgrind", "noop.wasm") // a process of its own looks for Valgrind anew
	cmd.Env = append(os.Environ(), "SIGHTGLASS_TEST_AS_COMMAND=1", "PATH="+t.TempDir())
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState.ExitCode() != exitRefuse || !strings.Contains(string(out), "apt-get install valgrind") && !strings.Contains(string(out), "Callgrind is used on Linux") {
		t.Errorf("%v: %s", err, out)
	}
}

// needsCallgrind skips where there is no Valgrind, and in a plain go test.
func needsCallgrind(t *testing.T) {
	t.Helper()
	if os.Getenv("SIGHTGLASS_TESTS") == "" {
		t.Skip("Valgrind takes some seconds for each run: SIGHTGLASS_TESTS=all go test ./examples/sightglass/command -run TestProfile")
	}
	if _, err := exec.LookPath("valgrind"); err != nil {
		t.Skipf("needs Valgrind (apt-get install valgrind): %v", err)
	}
}

type profileResult struct {
	Totals []uint64
	ByName bool `json:"by_name"`
	Lines  []struct {
		Kind, Name string
		Index      int
		Counts     []int64
		Of         float64 `json:"share_of_difference"`
	}
}

func (p *profileResult) line(t *testing.T, name string) (counts []int64, of float64) {
	t.Helper()
	for _, l := range p.Lines {
		if l.Name == name {
			return l.Counts, l.Of
		}
	}
	t.Errorf("no function %s in %+v", name, p.Lines)
	return []int64{0, 0}, 0
}

// TestProfilePlanted: of two modules that differ in one function, that one has the
// difference, and what it adds up to is what measure callgrind records.
func TestProfilePlanted(t *testing.T) {
	needsCallgrind(t)
	folder(t, "functions", "functions-slow")
	r := sightglass(t, "", "profile", "-m", "callgrind", "-o", "p.json", "-o", "p.pb.gz", "-o", "p.folded", "functions.wasm", "functions-slow.wasm")
	if r.code != 0 || !strings.HasPrefix(r.stdout, "functions-slow.wasm, compared with functions.wasm: ") || !strings.Contains(strings.Join(strings.Fields(r.stdout), " "), "of the difference in text::fold(int).") {
		t.Fatalf("%+v", r)
	}
	var p profileResult
	if err := json.Unmarshal([]byte(read(t, "p.json")), &p); err != nil {
		t.Fatal(err)
	}
	fold, of := p.line(t, "text::fold(int)")
	// 2000 steps and 5000 of as many instructions each, beside what a call takes.
	if perStep := (fold[1] - fold[0]) / 3000; fold[1]-fold[0] != 3000*perStep || perStep < 3 || perStep > 30 || !p.ByName {
		t.Errorf("fold has %d", fold)
	}
	// All of what functions differ by, and of the whole as much as the runtime leaves, which
	// may grow a stack in one of the two.
	if want := float64(fold[1]-fold[0]) / float64(int64(p.Totals[1])-int64(p.Totals[0])); math.Abs(of-want) > 1e-9 || want < 0.5 || want > 2 {
		t.Errorf("fold has %v of the difference, want %v", of, want)
	}
	for _, name := range []string{"scan", "mix", "_start"} {
		if n, of := p.line(t, name); n[0] != n[1] || n[0] == 0 || of != 0 {
			t.Errorf("%s has %d, %v of the difference", name, n, of)
		}
	}
	var sums [2]int64
	for _, l := range p.Lines {
		sums[0], sums[1] = sums[0]+l.Counts[0], sums[1]+l.Counts[1]
	}
	if sums != [2]int64{int64(p.Totals[0]), int64(p.Totals[1])} {
		t.Errorf("lines of %d, and totals of %d", sums, p.Totals)
	}
	// The oracle of the totals is the measure without addresses.
	rows := sightglass(t, "", "benchmark", "-m", "callgrind", "--phase", "execution", "-p", "1", "-i", "1", "-f", "csv", "functions.wasm", "functions-slow.wasm")
	for i, file := range []string{"functions.wasm", "functions-slow.wasm"} {
		row := slices.IndexFunc(strings.Split(rows.stdout, "\n"), func(line string) bool {
			return strings.Contains(line, ","+file+",") && strings.Contains(line, ",instructions-retired,")
		})
		if row < 0 || !strings.HasSuffix(strings.Split(rows.stdout, "\n")[row], ","+jsonNumber(p.Totals[i])) {
			t.Errorf("%s has %d, and a recording\n%s", file, p.Totals[i], rows.stdout)
		}
	}
	f, err := os.Open("p.pb.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	of2, err := pprof.Parse(f)
	if err != nil || of2.DefaultSampleType != "difference" {
		t.Errorf("%v, %v", of2, err)
	}
	if folded := read(t, "p.folded"); !strings.Contains(folded, "text::fold(int) "+jsonNumber(uint64(fold[0]))+" "+jsonNumber(uint64(fold[1]))+"\n") {
		t.Errorf("%s", folded)
	}
}

func jsonNumber(n uint64) string {
	text, _ := json.Marshal(n) // a number always can be
	return string(text)
}

// TestProfileInterpreter: an engine without machine code of functions is refused.
func TestProfileInterpreter(t *testing.T) {
	needsCallgrind(t)
	folder(t)
	r := sightglass(t, "", "profile", "-m", "callgrind", "-e", "wazero:interpreter", "noop.wasm")
	if r.code != exitRefuse || r.stdout != "" || !strings.Contains(r.stderr, "leave the flag interpreter out") ||
		strings.Contains(r.stderr, "it printed") { // nobody printed anything, but Valgrind
		t.Errorf("%+v", r)
	}
}
