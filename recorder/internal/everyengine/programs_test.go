//go:build unix

package everyengine

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

// planted builds the worker program in testdata with another cost, which its file
// alone tells: the build has the same settings.
func planted(t *testing.T, cost int, more ...string) string {
	t.Helper()
	dir := t.TempDir()
	source, err := filepath.Abs("testdata/planted/cost.go")
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "cost.go"), fmt.Sprintf("package main\n\nconst (\n\tcost = %d\n\tversion = %q\n)\n", cost, "v1"))
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{source: filepath.Join(dir, "cost.go")}})
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "overlay.json"), string(overlay))
	path := filepath.Join(dir, fmt.Sprint("costs ", cost)) // with a space
	args := append([]string{"build", "-buildvcs=false", "-overlay", filepath.Join(dir, "overlay.json"), "-o", path}, more...)
	if out, err := exec.CommandContext(t.Context(), "go", append(args, "./testdata/planted")...).CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return path
}

// plantedPlan counts exactly.
func plantedPlan(t *testing.T, programs ...string) recorder.Plan {
	plan := wazeroPlan(guest(t, "noop"), guest(t, "work"))
	plan.Engines, plan.Measures, plan.Processes, plan.Seed = nil, []string{"fuel"}, 3, 7
	for _, path := range programs {
		plan.Engines = append(plan.Engines, job.Engine{Name: filepath.Base(path), Engine: "planted", Programs: []string{path}})
	}
	return plan
}

// executed are the counts of Execution, by engine.
func executed(rows []record.Row) map[string][]uint64 {
	counts := map[string][]uint64{}
	for _, r := range rows {
		if r.Phase.String() == "Execution" {
			counts[r.Engine] = append(counts[r.Engine], r.Count)
		}
	}
	return counts
}

// TestPrograms records engines of several programs in one recording: the rows of
// each engine come from its own, and the header says of each what it is.
func TestPrograms(t *testing.T) {
	one, two := planted(t, 1000), planted(t, 1300, "-tags", "other")
	plan := plantedPlan(t, one, two)
	for name, r := range map[string]worker.Recorder{"here": {}, "through a command": {Exec: prefix(t, "env", "A=b")}} {
		rows, report := recordBy(t, r, plan)
		if report.Err() != nil {
			t.Fatal(report.Err())
		}
		counts := executed(rows)
		for engine, want := range map[string]uint64{"costs 1000": 1000, "costs 1300": 1300} {
			if got := counts[engine]; len(got) != 6 || slices.Min(got) != want || slices.Max(got) != want {
				t.Errorf("%s: %s: %d, want %d six times", name, engine, got, want)
			}
		}
		h := report.Header
		if len(h.Programs) != 2 || h.Binary != "" || len(h.Engines) != 2 {
			t.Fatalf("%s: %+v, binary %q", name, h.Programs, h.Binary)
		}
		for i, e := range h.Engines {
			of := h.ProgramsOf(&e)
			if len(of) != 1 || of[0] != &h.Programs[i] || len(of[0].SHA256) != 64 || of[0].Protocol != 2 || of[0].Go == "" || of[0].Settings["GOARCH"] == "" ||
				!strings.HasSuffix(of[0].Main, "testdata/planted") || of[0].Library == "" {
				t.Errorf("%s: %v: %+v", name, e, of)
			}
		}
		if got := h.Programs[1].Settings["-tags"]; got != "other" {
			t.Errorf("tags %q", got)
		}
		const want = "costs 1000 and costs 1300: their programs differ by more than the engine: -tags none, other"
		if !slices.Contains(h.Warnings, want) {
			t.Errorf("%s: %q lack %q", name, h.Warnings, want)
		}
	}

	t.Run("resumed", func(t *testing.T) {
		plan := plantedPlan(t, one, two)
		_, report := recordPlan(t, plan)
		plan.FirstProcess = report.Header.FirstProcess
		resume := func(despite ...string) error {
			r := worker.Recorder{Options: recorder.Options{Resume: &record.Recovered{Name: "before", Header: report.Header}, Despite: despite}}
			_, err := r.Record(t.Context(), plan, new(record.Collector))
			return err
		}
		moved := filepath.Join(t.TempDir(), "moved")
		if err := os.Rename(two, moved); err != nil {
			t.Fatal(err)
		}
		plan.Engines[1].Programs = []string{moved} // the same program elsewhere
		if err := resume(); err != nil {
			t.Errorf("a program that was moved: %v", err)
		}
		plan.Engines[1].Programs = []string{one}
		err := resume()
		var changed *recorder.ChangedError
		if !errors.As(err, &changed) || fmt.Sprint(changed.Changes) != "[binary]" || !strings.HasPrefix(changed.Texts[0], "costs 1300 is run by another program: ") {
			t.Errorf("%v", err)
		}
		if err := resume("binary"); err != nil {
			t.Errorf("allowed: %v", err)
		}
		if err := os.Rename(moved, two); err != nil {
			t.Fatal(err)
		}
	})

	t.Run("several for an engine", func(t *testing.T) {
		plan := plantedPlan(t, one)
		plan.Processes = 12
		plan.Engines[0].Programs = []string{one, two}
		plan.Engines = append(plan.Engines, plan.Engines[0])
		plan.Engines[1].Name = "itself"
		var c record.Collector
		drawn := drawnPrograms{Collector: &c}
		report, err := worker.Recorder{}.Record(t.Context(), plan, &drawn)
		if err != nil {
			t.Fatal(err)
		}
		h := report.Header
		costs := map[string]uint64{h.Programs[0].SHA256: 1000, h.Programs[1].SHA256: 1300}
		counts, both := executed(c.Rows), map[string]bool{}
		for name, programs := range drawn.of {
			for i := 0; i < len(programs); i += 2 {
				if programs[i] != programs[i+1] {
					t.Errorf("%s: round %d has one program for each benchmark", name, i/2)
				}
			}
			for i, p := range programs {
				if costs[p] == 0 || counts[name][i] != costs[p] {
					t.Errorf("%s: process %d counted %d, and its mark names %s", name, i, counts[name][i], p)
				}
				both[name+p] = true
			}
		}
		if len(both) != 4 || slices.Equal(drawn.of[plan.Engines[0].Name], drawn.of["itself"]) {
			t.Errorf("drawn %v", drawn.of)
		}
		again := drawnPrograms{Collector: new(record.Collector)}
		if _, err := (worker.Recorder{}).Record(t.Context(), plan, &again); err != nil || fmt.Sprint(again.of) != fmt.Sprint(drawn.of) {
			t.Errorf("the same seed draws %v, and drew %v (%v)", again.of, drawn.of, err)
		}
		if !slices.ContainsFunc(h.Warnings, func(w string) bool {
			return strings.Contains(w, "its programs differ by more than their layout: -tags none, other")
		}) {
			t.Errorf("%q", h.Warnings)
		}
	})

	t.Run("with the recorder's own", func(t *testing.T) {
		plan := plantedPlan(t, two)
		plan.Measures = []string{"noop"}
		plan.Engines = append(plan.Engines, job.Engine{Engine: "wazero"})
		_, report := recordPlan(t, plan)
		if len(report.Header.Programs) != 2 || report.Header.Engines[1].Module != "github.com/tetratelabs/wazero" ||
			report.Header.Programs[1].Dependency("github.com/tetratelabs/wazero") == nil && len(report.Header.Programs[1].Dependencies) > 0 {
			t.Errorf("%+v", report.Header)
		}
	})

	t.Run("swapped", func(t *testing.T) {
		for _, tt := range meanwhile[1:] {
			path := filepath.Join(t.TempDir(), "planted")
			text, err := os.ReadFile(two)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, text, 0o755); err != nil {
				t.Fatal(err)
			}
			plan := plantedPlan(t, one, path)
			r := worker.Recorder{Options: recorder.Options{Progress: func(p recorder.Progress) {
				if p.Begins && p.Done == 4 {
					if err := tt.do(path); err != nil {
						t.Error(err)
					}
				}
			}}}
			var c record.Collector
			_, err = r.Record(t.Context(), plan, &c)
			for _, n := range executed(c.Rows)["planted"] {
				if n != 1300 {
					t.Errorf("%s: %d", tt.name, n)
				}
			}
			if (err != nil) != tt.other || tt.other && (!errors.Is(err, worker.ErrProgram) || !strings.Contains(err.Error(), path)) {
				t.Errorf("%s: %v", tt.name, err)
			}
		}
	})
}

// drawnPrograms are those that marks name, by engine, in the order of rows.
type drawnPrograms struct {
	*record.Collector
	of map[string][]string
}

func (d *drawnPrograms) Mark(m record.Mark) error {
	if m.Ended != nil {
		if d.of == nil {
			d.of = map[string][]string{}
		}
		d.of[m.Ended.Engine] = append(d.of[m.Ended.Engine], m.Ended.Program)
	}
	return nil
}

// worksAs is a worker of another version: a script that answers as it would.
func worksAs(t *testing.T, protocol int, library, sum string) string {
	t.Helper()
	return says(t, fmt.Sprintf(`read -r request
echo '{"hello":{"protocol":%d,"library":"%s","program":{"sha256":"%s"}}}' >&3
case $request in
*'"probe"'*) echo '{"setup":{"machine":{"os":"linux","arch":"x86_64"},"arch":"%s","engines":[{"name":"old","engine":"planted","version":"v1"}],"measures":[{"name":"noop"}],"modules":[{"wasm":"other","bytes":1}]}}' >&3 ;;
*'"programs"'*) echo '{"error":{"text":"it was told of programs"}}' >&3 ;;
*) echo '{"outcome":{}}' >&3 ;;
esac`, protocol, library, sum, record.Arch()))
}

// TestOtherVersions: a worker of another version of this module works if both speak
// one protocol, and the recording says so; else it is refused, and named.
func TestOtherVersions(t *testing.T) {
	plan := wazeroPlan(guest(t, "noop"))
	plan.Measures = []string{"noop"}
	old := worksAs(t, 2, "v0.0.7", strings.Repeat("a", 64))
	plan.Engines = []job.Engine{{Name: "old", Engine: "planted", Programs: []string{old}}, {Engine: "wazero"}}
	var c record.Collector
	report, err := worker.Recorder{}.Record(t.Context(), plan, &c)
	if err != nil || report.Err() != nil || report.Processes != 2 {
		t.Fatalf("%v, %v", err, report.Err())
	}
	warned := strings.Join(report.Header.Warnings, "\n")
	for _, want := range []string{
		"old: the program has version v0.0.7 of github.com/sightglass-go/sightglass, and the recorder " + recorder.Version(),
		"old and wazero: their programs differ by more than the engine: library v0.0.7, " + recorder.Version(),
	} {
		if !strings.Contains(warned, want) {
			t.Errorf("%s\nlacks %s", warned, want)
		}
	}
	if p := report.Header.Programs[0]; p.Library != "v0.0.7" || p.SHA256 != strings.Repeat("a", 64) || p.Protocol != 2 {
		t.Errorf("%+v", p)
	}
	for name, tt := range map[string]struct {
		path string
		want string
	}{
		"another protocol": {worksAs(t, 3, "v9.0.0", "aa"), "the worker v9.0.0 (protocol 3)"},
		"no hash":          {worksAs(t, 2, "v0.0.7", ""), "hash"},
	} {
		plan.Engines[0].Programs = []string{tt.path}
		if _, err := (worker.Recorder{}).Record(t.Context(), plan, &c); err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), tt.path) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestNoPrograms: what is no worker program is named, with what to do, before
// anything is recorded.
func TestNoPrograms(t *testing.T) {
	text := filepath.Join(t.TempDir(), "text")
	write(t, text, "hello\n")
	if err := os.Chmod(text, 0o755); err != nil {
		t.Fatal(err)
	}
	const do = "calls worker.Main"
	for name, tt := range map[string]struct {
		programs []string
		is       error
		want     string
	}{
		"true":          {[]string{"/bin/true"}, worker.ErrNoWorker, do},
		"text":          {[]string{text}, worker.ErrNoWorker, do},
		"missing":       {[]string{text + ".nonesuch"}, worker.ErrNoWorker, "no such file"},
		"a folder":      {[]string{filepath.Dir(text)}, worker.ErrNoWorker, "not a regular file"},
		"rubbish":       {[]string{says(t, "echo rubbish >&3")}, worker.ErrNoWorker, "rubbish"},
		"prints":        {[]string{says(t, "echo Usage: x")}, worker.ErrNoWorker, "Usage: x"},
		"hangs":         {[]string{says(t, "sleep 60")}, worker.ErrNoWorker, "not started a worker within 2s"},
		"no engine":     {[]string{copyOfSelf(t)}, nil, "planted"},
		"no path":       {[]string{""}, job.ErrPlan, "without a path"},
		"twice":         {[]string{text, text}, job.ErrPlan, "listed twice"},
		"not a go name": {[]string{"\xff"}, job.ErrPlan, "UTF-8"},
	} {
		plan := plantedPlan(t, text)
		plan.Engines[0].Programs = tt.programs
		plan.Engines = append(plan.Engines, job.Engine{Engine: "wazero"})
		var c record.Collector
		r := worker.Recorder{}
		if name == "hangs" {
			r.StartTimeout = 2 * time.Second
		}
		_, err := r.Record(t.Context(), plan, &c)
		if err == nil || tt.is != nil && !errors.Is(err, tt.is) || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), tt.programs[0]) && name != "not a go name" || len(c.Headers) > 0 {
			t.Errorf("%s: %v; want %v with %q", name, err, tt.is, tt.want)
		}
	}
	plan := plantedPlan(t, text)
	plan.Processes = 1
	refuses(t, "in process", recorder.InProcess{}, plan, job.ErrPlan, text)
}
