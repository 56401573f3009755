package recorder

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// planOfMachines is a plan as a file has it.
func planOfMachines(t *testing.T, plan Plan, setup job.Setup) *Planned {
	t.Helper()
	var c record.Collector
	if _, err := Record(t.Context(), plan, &c, &setupRunner{setup: setup}, Options{}); err != nil {
		t.Fatal(err)
	}
	p, err := NewPlanned(plan, &c.Headers[0])
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	if err := p.Write(&text); err != nil {
		t.Fatal(err)
	}
	read, err := ReadPlanned(&text)
	if err != nil {
		t.Fatal(err)
	}
	if read.Hash() != p.Hash() {
		t.Fatalf("hash %s, and %s after reading", p.Hash(), read.Hash())
	}
	return read
}

func setupOf(machine string) job.Setup {
	return job.Setup{
		Machine: record.Machine{Fingerprint: machine}, Binary: "b1",
		Engines: []record.Engine{{Name: "a", Engine: "a", Version: "1"}, {Name: "b", Engine: "b", Version: "1"}},
		Modules: []record.Module{{Wasm: "x", SHA256: "x1"}, {Wasm: "y", SHA256: "y1"}, {Wasm: "z", SHA256: "z1"}},
		Folders: []record.Folder{{Modules: []string{"x"}, Files: []record.Input{{Name: "x.input", Bytes: 1, SHA256: "i1"}}}},
	}
}

// TestShareMoves kills a share before each of its processes and resumes it on another
// machine, twice: nothing is lost, no number is used twice, no block lies on two
// machines, and the marks say where it went on.
func TestShareMoves(t *testing.T) {
	plan := resumePlan()
	of := planOfMachines(t, plan, setupOf("planner"))
	const perRound, all = 6, 2 * 6 // rounds 1 and 3 of four
	for kill := 1; kill <= all; kill++ {
		var text bytes.Buffer
		machine := map[uint64]string{}
		o := Options{Share: &Share{Of: of, Index: 2, Total: 2}}
		for _, runner := range []*setupRunner{{killed: kill, setup: setupOf("m1")}, {killed: 2, setup: setupOf("m2")}, {setup: setupOf("m3")}} {
			var w *record.Writer
			w, o.Resume = goOn(t, &text)
			report, err := Record(t.Context(), of.Plan, w, runner, o)
			if err != nil && !errors.Is(err, errKilled) {
				t.Fatalf("killed before %d: %v", kill, err)
			}
			if report.Header.FirstProcess != plan.FirstProcess+numbersOfShare {
				t.Fatalf("first process %d", report.Header.FirstProcess)
			}
			for _, j := range runner.jobs {
				if was := machine[j.Process]; was != "" && was != runner.setup.Machine.Fingerprint {
					t.Errorf("killed before %d: process %d on %s and %s", kill, j.Process, was, runner.setup.Machine.Fingerprint)
				}
				machine[j.Process] = runner.setup.Machine.Fingerprint
			}
		}
		end := recovered(t, &text)
		whole := map[slot]map[string]bool{}
		for _, e := range end.Ended {
			at := slot{e.Round, int(e.Wasm[0])}
			if whole[at] == nil {
				whole[at] = map[string]bool{}
			}
			whole[at][e.Engine] = true
		}
		if len(whole) != all/2 || !end.Finished || end.Machine().Fingerprint != "m3" && kill < all {
			t.Errorf("killed before %d: %d blocks, finished %v on %q", kill, len(whole), end.Finished, end.Machine().Fingerprint)
		}
		for at, engines := range whole {
			if at.round%2 != 1 || len(engines) != 2 {
				t.Errorf("killed before %d: %v has %v", kill, at, engines)
			}
		}
	}
}

// TestShareReplaced: a file that is replaced while a share is recorded ends that, before
// each of its processes, and does not fail the benchmark: with the file back, all of it is
// recorded, once.
func TestShareReplaced(t *testing.T) {
	of := planOfMachines(t, resumePlan(), setupOf("planner"))
	const all = 2 * 6 // rounds 2 and 4 of four
	for at := 1; at <= all; at++ {
		var text bytes.Buffer
		o := Options{Share: &Share{Of: of, Index: 2, Total: 2}}
		changing := &setupRunner{setup: setupOf("m1")}
		changing.fail = func(job.Job) error {
			if len(changing.jobs) == at {
				return fmt.Errorf("%w: the benchmark", job.ErrReplaced)
			}
			return nil
		}
		report, err := Record(t.Context(), of.Plan, record.NewWriter(&text, record.JSONL), changing, o)
		if !errors.Is(err, job.ErrReplaced) || len(report.Failures) > 0 || len(changing.jobs) != at {
			t.Fatalf("at %d: %d jobs, %+v, error %v", at, len(changing.jobs), report.Failures, err)
		}
		o.Resume = recovered(t, &text)
		if len(o.Resume.Ended) != at-1 || o.Resume.Finished {
			t.Errorf("at %d: %d processes, finished %v", at, len(o.Resume.Ended), o.Resume.Finished)
		}
		text.Truncate(int(o.Resume.Size))
		if report, err := Record(t.Context(), of.Plan, record.ResumeWriter(&text, o.Resume), &setupRunner{setup: setupOf("m1")}, o); err != nil || len(report.Failures) > 0 {
			t.Fatalf("at %d: %+v, error %v", at, report.Failures, err)
		}
		end := recovered(t, &text)
		once := map[slot]map[string]uint64{}
		for _, e := range end.Ended {
			at := slot{e.Round, int(e.Wasm[0])}
			if once[at] == nil {
				once[at] = map[string]uint64{}
			}
			once[at][e.Engine] = max(e.Process, once[at][e.Engine])
		}
		for block, engines := range once { // of the last attempt, back to back
			if block.round%2 != 1 || len(engines) != 2 || engines["a"] != engines["b"] {
				t.Errorf("at %d: %v has %v", at, block, engines)
			}
		}
		if len(once) != all/2 || !end.Finished {
			t.Errorf("at %d: %d blocks, finished %v", at, len(once), end.Finished)
		}
	}
}

// TestSharePadding: what a share runs in a round is what a recording of the whole plan
// runs there, padding included.
func TestSharePadding(t *testing.T) {
	plan := resumePlan()
	plan.Padding = -1 // none, which a file has as 0
	of := planOfMachines(t, plan, setupOf("planner"))
	runner := &setupRunner{setup: setupOf("m1")}
	if _, err := Record(t.Context(), of.Plan, new(record.Collector), runner, Options{Share: &Share{Of: of, Index: 1, Total: 4}}); err != nil {
		t.Fatal(err)
	}
	for _, j := range runner.jobs {
		if j.Padding != 0 {
			t.Errorf("padding %d", j.Padding)
		}
	}
}

// TestShareDiffers: what is not as the plan says is named, and allowed by its name; a
// machine is another in any case, and chooses its CPU by itself.
func TestShareDiffers(t *testing.T) {
	plan := resumePlan()
	plan.Pin = "auto"
	pinned := setupOf("planner")
	pinned.Pin = "3"
	of := planOfMachines(t, plan, pinned)
	for name, tt := range map[string]struct {
		setup func(*job.Setup)
		plan  func(*Plan)
		want  string
	}{
		"nothing":                    {func(*job.Setup) {}, nil, ""},
		"pin":                        {func(s *job.Setup) { s.Pin = "5" }, nil, ""},
		"binary":                     {func(s *job.Setup) { s.Binary = "b2" }, nil, "binary"},
		"engine":                     {func(s *job.Setup) { s.Engines[1].Version = "2" }, nil, "binary"},
		"benchmark":                  {func(s *job.Setup) { s.Modules[1].SHA256 = "y2" }, nil, "benchmarks"},
		"benchmark that is not here": {func(s *job.Setup) { s.Modules[1].SHA256 = "" }, nil, "benchmarks"},
		"file that is not here":      {func(s *job.Setup) { s.Folders = nil }, nil, "files"},
		"another file is here": {func(s *job.Setup) {
			s.Folders = []record.Folder{{Modules: s.Folders[0].Modules, Files: append([]record.Input{{Name: "a.log", Bytes: 1, SHA256: "a1"}}, s.Folders[0].Files...)}}
		}, nil, ""},
		"seed": {func(*job.Setup) {}, func(p *Plan) { p.Seed = 99 }, "plan"},
	} {
		setup, now := setupOf("m1"), of.Plan
		setup.Pin = "7"
		tt.setup(&setup)
		if tt.plan != nil {
			tt.plan(&now)
		}
		o := Options{Share: &Share{Of: of, Index: 1, Total: 2}}
		var c record.Collector
		_, err := Record(t.Context(), now, &c, &setupRunner{setup: setup}, o)
		var changed *ChangedError
		if tt.want == "" {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if !errors.Is(err, ErrDiffers) || !errors.As(err, &changed) || strings.Join(changed.Changes, " ") != tt.want || len(c.Headers) > 0 {
			t.Errorf("%s: %v, want %s", name, err, tt.want)
		}
		o.Despite = []string{tt.want}
		if report, err := Record(t.Context(), now, &c, &setupRunner{setup: setup}, o); err != nil || len(report.Warnings) == 0 {
			t.Errorf("%s: allowed, but %v, warnings %q", name, err, report.Warnings)
		}
	}
}

// TestOldPlannedFile: a plan that a released version wrote means what it meant, to the
// hash that its shares have in their headers (sha256sum of the file without its white
// space). The file is never mended.
func TestOldPlannedFile(t *testing.T) {
	text, err := os.ReadFile("testdata/planned-1.json")
	if err != nil {
		t.Fatal(err)
	}
	p, err := ReadPlanned(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, text); err != nil {
		t.Fatal(err)
	}
	want := sha256.Sum256(compact.Bytes())
	if got := p.Hash(); got != hex.EncodeToString(want[:]) {
		t.Errorf("hash %s, want %x", got, want)
	}
	if p.Plan.Processes != 12 || p.Plan.Iterations != 3 || p.Plan.Seed != 7 || p.Plan.Benchmarks[0] != "noop.wasm" || p.Engines[1].Flags != "interpreter" || p.Plan.FirstProcess == 0 {
		t.Errorf("%+v", p)
	}
	var again bytes.Buffer
	if err := p.Write(&again); err != nil || again.String() != string(text) {
		t.Errorf("written again: %v\n%s", err, again.String())
	}
}

// FuzzReadPlanned: whatever a file holds is a plan or an error, and what is one is the
// same when it was written and read.
func FuzzReadPlanned(f *testing.F) {
	text, err := os.ReadFile("testdata/planned-1.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`{"format":"sightglass-plan/1"}`))
	f.Add([]byte("null"))
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := ReadPlanned(bytes.NewReader(text))
		if err != nil {
			return
		}
		var out bytes.Buffer
		if err := p.Write(&out); err != nil {
			t.Fatal(err)
		}
		again, err := ReadPlanned(&out)
		if err != nil || again.Hash() != p.Hash() {
			t.Errorf("%v: %s", err, out.String())
		}
	})
}
