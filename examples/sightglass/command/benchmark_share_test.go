package command

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/live"
	"github.com/sightglass-go/sightglass/measure/record"
)

// recoveredFrom is what a recording's file has: its header, and the processes that ended.
func recoveredFrom(t *testing.T, name string) *record.Recovered {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rec, err := record.Recover(f, name)
	if err != nil {
		t.Fatal(err)
	}
	return rec
}

// planned writes a plan of so many rounds of two engines and two benchmarks.
func planned(t *testing.T, name string, rounds int) {
	t.Helper()
	put(t, "other.wasm", read(t, "noop.wasm"))
	args := fmt.Sprintf("plan -e wazero,wazero:interpreter -i 1 --phase execution --seed 7 -p %d -o %s noop.wasm other.wasm", rounds, name)
	if r := sightglass(t, "", strings.Fields(args)...); r.code != 0 || !strings.Contains(r.stdout, "how long it takes is unknown") {
		t.Fatalf("%+v", r)
	}
}

// TestShares: three shares of five rounds have each round once, in the order in which
// one recording with that seed has it, and no number of a process twice. One that was
// cut off in the middle goes on under the same command line.
func TestShares(t *testing.T) {
	folder(t)
	planned(t, "plan.json", 5)
	whole := "benchmark -e wazero,wazero:interpreter -i 1 --phase execution --seed 7 -p 5 -o whole.jsonl noop.wasm other.wasm"
	succeeds(t, strings.Fields(whole)...)
	order := func(of []record.Ended) map[int][]string {
		rounds := map[int][]string{}
		last := map[string]uint64{} // of a block, which runs again as a whole
		for _, e := range of {
			last[fmt.Sprint(e.Round, e.Wasm)] = e.Process
		}
		for _, e := range of {
			if last[fmt.Sprint(e.Round, e.Wasm)] != e.Process {
				continue
			}
			rounds[e.Round] = append(rounds[e.Round], e.EngineFlags+e.Wasm)
		}
		return rounds
	}
	want := order(recoveredFrom(t, "whole.jsonl").Ended)
	got, numbers := map[int][]string{}, map[uint64]int{}
	for i := 1; i <= 3; i++ {
		name := fmt.Sprintf("share %d.jsonl", i)
		again := func() result {
			return sightglass(t, "", "benchmark", "--plan", "plan.json", "--share", fmt.Sprintf("%d/3", i), "-o", name)
		}
		if r := again(); r.code != 0 {
			t.Fatalf("share %d: %+v", i, r)
		}
		complete := read(t, name)
		// Of 5 rounds of 2 engines and 2 benchmarks, shares 1 and 2 have two, and 3 has one.
		if r := sightglass(t, "", "check", name); r.code != 0 || !strings.Contains(r.stdout, fmt.Sprintf("whole: %d processes ended", map[int]int{1: 8, 2: 8, 3: 4}[i])) {
			t.Errorf("check of share %d: %+v", i, r)
		}
		if lines := strings.SplitAfter(complete, "\n"); i == 2 {
			put(t, name, strings.Join(lines[:4], "")+lines[4][:9])
			if r := again(); r.code != 0 || recoveredFrom(t, name).Resumptions != 1 {
				t.Errorf("cut off: %+v", r)
			}
			complete = read(t, name)
		}
		if r := again(); r.code != 0 || read(t, name) != complete || !strings.Contains(r.stderr, "nothing left to record") {
			t.Errorf("complete: %+v", r)
		}
		rec := recoveredFrom(t, name)
		if s := rec.Header.Share; s == nil || s.Index != i || s.Of != 3 || s.Rounds != 5 || len(s.Plan) != 64 {
			t.Errorf("share %d: %+v", i, s)
		}
		first := rec.Header.FirstProcess
		for _, e := range rec.Ended {
			if e.Process < first {
				t.Errorf("share %d: process %d before the first, %d", i, e.Process, first)
			}
			if was, ok := numbers[e.Process]; ok && was != i {
				t.Errorf("shares %d and %d have a process %d", was, i, e.Process)
			}
			numbers[e.Process] = i
		}
		for round, of := range order(rec.Ended) {
			if round%3 != i-1 || got[round] != nil {
				t.Errorf("share %d has round %d", i, round)
			}
			got[round] = of
		}
	}
	for round := range want {
		if !slices.Equal(got[round], want[round]) {
			t.Errorf("round %d: %q, want %q", round, got[round], want[round])
		}
	}
	all := []string{"share 1.jsonl", "share 2.jsonl", "share 3.jsonl"}
	mkdir(t, "nights")
	for _, name := range append(all[:3:3], "whole.jsonl") {
		r := sightglass(t, "", "convert", "--output-format", "parquet", name)
		if err := os.WriteFile(filepath.Join("nights", strings.TrimSuffix(name, ".jsonl")+".parquet"), []byte(r.stdout), 0o644); err != nil || r.code != 0 {
			t.Fatal(err, r.code, r.stderr)
		}
	}
	for _, tt := range []struct {
		args  []string
		files []string
		code  int
		want  string // in what is printed, to either stream
	}{
		{[]string{"summarize", "-o", "csv"}, all, 0, ""},
		{[]string{"summarize", "-o", "csv"}, all[1:], 0, "of 3 shares of the plan"},
		{[]string{"compare"}, all[:2], 0, "1 is missing: 3"},
		{[]string{"compare", "-o", "json"}, all[:1], 0, "2 are missing: 2-3"},
		{[]string{"compare", "--fail-on", "unsure"}, all[:2], exitRefuse, "--allow-incomplete lets it decide"},
		{[]string{"compare", "--fail-on", "unsure", "--allow-incomplete"}, all[:2], exitRefuse, "it needs 8 rounds"},
		{[]string{"report", "-o", "page.html"}, all[:2], 0, "1 is missing: 3"},
		{[]string{"history"}, append(all[:3:3], "whole.jsonl"), 0, "2 recordings, from"},
		{[]string{"history"}, []string{"nights"}, 0, "2 recordings, from"}, // the same, in Parquet
	} {
		r := sightglass(t, "", append(tt.args, tt.files...)...)
		if text := r.stdout + r.stderr; r.code != tt.code || !strings.Contains(strings.Join(strings.Fields(text), " "), tt.want) || tt.want == "" && strings.Contains(text, "missing") {
			t.Errorf("%q %q: %+v, want %d, %q", tt.args, tt.files, r, tt.code, tt.want)
		}
	}
}

// TestShareRefused: what would not be the plan's share is not recorded, and what is
// there stays.
func TestShareRefused(t *testing.T) {
	folder(t)
	planned(t, "plan.json", 4)
	planned(t, "other.json", 4)
	succeeds(t, strings.Fields("benchmark --plan plan.json --share 1/2 -o one.jsonl")...)
	one := read(t, "one.jsonl")
	edit := func(name, from, to string) {
		text := read(t, "plan.json")
		if !strings.Contains(text, from) {
			t.Fatalf("no %s in %s", from, text)
		}
		put(t, name, strings.Replace(text, from, to, 1))
	}
	edit("rounds.json", `"processes": 4`, `"processes": 6`)
	edit("unknown.json", `"version"`, `"surprise": 1, "version"`)
	edit("format.json", "sightglass-plan/1", "sightglass-plan/2")
	edit("broken.json", `"plan": {`, `"plan": [`)
	edit("hash.json", recoveredFrom(t, "one.jsonl").Header.Modules[0].SHA256, strings.Repeat("0", 64))
	edit("program.json", `"binary": "`, `"binary": "0`)
	edit("engine.json", `"version": "`+recoveredFrom(t, "one.jsonl").Header.Engines[0].Version, `"version": "v0.0.1`)
	held, err := record.RecoverFile("one.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	busy := sightglass(t, "", strings.Fields("benchmark --plan plan.json --share 1/2 -o one.jsonl --wait 1ms")...)
	if err := held.Release(); err != nil {
		t.Fatal(err)
	}
	if busy.code != exitBusy || !strings.Contains(busy.stderr, record.ErrBusy.Error()) || !strings.Contains(busy.stderr, "try again later") {
		t.Errorf("two processes: %+v", busy)
	}
	for args, want := range map[string]string{
		"--share 1/2": "--plan",
		"--plan plan.json --share 0/8 -o x.jsonl":                    "numbered from 1 to 8",
		"--plan plan.json --share 9/8 -o x.jsonl":                    "numbered from 1 to 8",
		"--plan plan.json --share 3/0 -o x.jsonl":                    "1 share at least",
		"--plan plan.json --share 3/8 -o x.jsonl":                    "has 4 rounds",
		"--plan plan.json --share 3 -o x.jsonl":                      "such as 3/8",
		"--plan plan.json --share 2/2 -o one.jsonl":                  "is share 1/2, and 2/2 was asked for",
		"--plan plan.json --share 1/3 -o one.jsonl":                  "is share 1/2, and 1/3 was asked for",
		"--plan plan.json -o one.jsonl":                              "is share 1/2, and 1/1 was asked for",
		"--plan other.json --share 1/2 -o one.jsonl":                 "of another plan",
		"--plan rounds.json --share 1/2 -o one.jsonl":                "of another plan",
		"--plan unknown.json --share 1/2 -o x.jsonl":                 "surprise",
		"--plan format.json --share 1/2 -o x.jsonl":                  "sightglass-plan/2",
		"--plan broken.json --share 1/2 -o x.jsonl":                  "not a plan",
		"--plan one.jsonl --share 1/2 -o x.jsonl":                    "it is a recording",
		"--plan hash.json --share 1/2 -o x.jsonl":                    "has changed: its hash was 000000000000, and is " + record.ShortHash(recoveredFrom(t, "one.jsonl").Header.Modules[0].SHA256) + "; to record it nevertheless, add --resume-despite benchmarks",
		"--plan program.json --share 1/2 -o x.jsonl":                 "program is another build",
		"--plan engine.json --share 1/2 -o x.jsonl":                  "v0.0.1",
		"--plan plan.json --share 1/2 -o x.csv":                      "FILE.jsonl",
		"--plan plan.json --share 1/2 -o x.jsonl -o y.jsonl":         "one file",
		"--plan plan.json --share 1/2 -o plan.json":                  "FILE.jsonl",
		"--plan plan.json --share 1/2 -o x.jsonl noop.wasm":          "leave out noop.wasm",
		"--plan plan.json --share 1/2 -o x.jsonl -p 4":               "leave out --processes",
		"--plan plan.json --share 1/2 -o x.jsonl -e wazero":          "leave out --engine",
		"--plan plan.json --share 1/2 -o x.jsonl --seed 7":           "leave out --seed",
		"--plan plan.json --share 1/2 -o x.jsonl --until decided":    "leave out --until",
		"--plan plan.json --share 1/2 -o x.jsonl --fail-on unsure":   "leave out --fail-on",
		"--plan plan.json --share 1/2 -o x.jsonl --resume one.jsonl": "leave out --resume",
		"--wait 1s noop.wasm":                                        "--plan",
		"--resume one.jsonl":                                         "--plan FILE --share 1/2",
	} {
		r := sightglass(t, "", append([]string{"benchmark"}, strings.Fields(args)...)...)
		if r.code != exitRefuse || !strings.Contains(r.stderr, want) || r.stdout != "" {
			t.Errorf("%s: %+v, want %q", args, r, want)
		}
		if _, err := os.Stat("x.jsonl"); err == nil {
			t.Errorf("%s: x.jsonl was left behind", args)
			os.Remove("x.jsonl")
		}
	}
	if err := errors.Join(os.Mkdir("elsewhere", 0o755), os.Rename("other.wasm", "elsewhere/other.wasm")); err != nil {
		t.Fatal(err)
	}
	gone := sightglass(t, "", strings.Fields("benchmark --plan plan.json --share 2/2 -o x.jsonl")...)
	if _, err := os.Stat("x.jsonl"); err == nil || gone.code != exitRefuse || !strings.Contains(gone.stderr, "other.wasm cannot be read here") {
		t.Errorf("without a benchmark: %+v", gone)
	}
	if err := os.Rename("elsewhere/other.wasm", "other.wasm"); err != nil {
		t.Fatal(err)
	}
	if read(t, "one.jsonl") != one {
		t.Error("one.jsonl was changed")
	}
	if r := sightglass(t, "", strings.Fields("benchmark --plan hash.json --share 1/2 -o x.jsonl --resume-despite benchmarks")...); r.code != 0 || !strings.Contains(r.stderr, "allowed: benchmarks") {
		t.Errorf("allowed: %+v", r)
	}
	if r := sightglass(t, "", "plan", "noop.wasm"); r.code != exitRefuse || !strings.Contains(r.stderr, "--force") {
		t.Errorf("a second plan: %+v", r)
	}
}

// TestShareWaits: a share whose recording another process holds says which, and goes on
// when that lets go of it.
func TestShareWaits(t *testing.T) {
	folder(t)
	planned(t, "plan.json", 4)
	held, err := record.Create("one.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	said := &onWrite{part: "one.jsonl is locked by", do: func() {
		if err := held.Close(); err != nil {
			t.Error(err)
		}
	}}
	if code := Run(t.Context(), strings.Fields("benchmark --plan plan.json --share 1/2 -o one.jsonl --wait 1h"), strings.NewReader(""), io.Discard, said); code != 0 || said.do != nil {
		t.Errorf("code %d: %s", code, said.text.String())
	}
	if _, err := os.Stat("/proc/self/fdinfo"); err == nil && !strings.Contains(said.text.String(), fmt.Sprintf("process %d (", os.Getpid())) {
		t.Errorf("who holds it: %s", said.text.String())
	}
	if rec := recoveredFrom(t, "one.jsonl"); !rec.Finished {
		t.Error("it is not complete")
	}

	// A signal ends the waiting.
	taken, err := record.RecoverFile("one.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Release()
	ctx, cancel := context.WithCancelCause(t.Context())
	said = &onWrite{part: "is locked by", do: func() { cancel(&live.SignalError{Signal: syscall.SIGTERM}) }}
	if code := Run(ctx, strings.Fields("benchmark --plan plan.json --share 1/2 -o one.jsonl --wait 1h"), strings.NewReader(""), io.Discard, said); code != 128+int(syscall.SIGTERM) {
		t.Errorf("code %d: %s", code, said.text.String())
	}
}

// onWrite does something once, when a text has been written.
type onWrite struct {
	text bytes.Buffer
	part string
	do   func()
}

func (w *onWrite) Write(b []byte) (int, error) {
	w.text.Write(b)
	if do := w.do; do != nil && strings.Contains(w.text.String(), w.part) {
		w.do = nil
		do()
	}
	return len(b), nil
}

// TestPlanEstimate: how long a plan takes follows from a recording of the same, and is
// not known from one of something else.
func TestPlanEstimate(t *testing.T) {
	folder(t)
	for _, args := range []string{"benchmark -e wazero -p 2 -i 1 -m noop -o rows.jsonl noop.wasm", "benchmark -e wazero -p 2 -i 2 -m noop -o two.jsonl noop.wasm"} {
		succeeds(t, strings.Fields(args)...)
	}
	for args, want := range map[string]string{
		"--trial":           "each process tried once",
		"--like rows.jsonl": "6 rounds of",
		"":                  "unknown",
	} {
		r := sightglass(t, "", append(strings.Fields("plan --force -e wazero -p 6 -i 1 -m noop noop.wasm"), strings.Fields(args)...)...)
		if r.code != 0 || !strings.Contains(r.stdout, want) {
			t.Errorf("%s: %+v, want %q", args, r, want)
		}
	}
	r := sightglass(t, "", strings.Fields("plan -e wazero -p 6 -i 1 -m noop --like two.jsonl -o - noop.wasm")...)
	var plan struct{ Format string }
	if err := json.Unmarshal([]byte(r.stdout), &plan); r.code != exitFailed || err != nil || plan.Format != "sightglass-plan/1" || !strings.Contains(r.stderr, "other iterations") {
		t.Errorf("%v, %+v", err, r)
	}
	if r := sightglass(t, "", strings.Fields("plan -e wazero --stdin - -o in.json noop.wasm")...); r.code != exitRefuse || !strings.Contains(r.stderr, "stream") {
		t.Errorf("%+v", r)
	}
}

// TestShareOf: the variables as schedulers document them.
func TestShareOf(t *testing.T) {
	slurm := func(id, least, most, step, count string) map[string]string {
		return map[string]string{"SLURM_ARRAY_TASK_ID": id, "SLURM_ARRAY_TASK_MIN": least, "SLURM_ARRAY_TASK_MAX": most, "SLURM_ARRAY_TASK_STEP": step, "SLURM_ARRAY_TASK_COUNT": count}
	}
	for _, tt := range []struct {
		text string
		env  map[string]string
		want string // a share, else an error's words
	}{
		{"3/8", slurm("1", "1", "4", "1", "4"), "3/8"}, // what is written counts
		{"auto", slurm("1", "1", "4", "1", "4"), "1/4"},
		{"auto", slurm("4", "1", "4", "1", "4"), "4/4"},
		{"auto", slurm("0", "0", "3", "1", "4"), "1/4"},
		{"auto", slurm("3", "0", "3", "1", "4"), "4/4"},
		{"auto", slurm("5", "1", "7", "2", "4"), "3/4"}, // --array=1-7:2
		{"auto", slurm("5", "3", "5", "1", "2"), "may be a part of another"},
		{"auto", slurm("5", "1", "5", "1", "2"), "may be a part of another"}, // --array=1,5
		{"auto", slurm("5", "1", "5", "0", "5"), "may be a part of another"},
		{"auto/8", slurm("5", "3", "5", "1", "2"), "5/8"},
		{"auto/8", slurm("0", "0", "5", "1", "2"), "numbered from 1"},
		{"auto", slurm("x", "1", "4", "1", "4"), `"x", not a number`},
		{"auto", map[string]string{"JOB_COMPLETION_INDEX": "2"}, "auto/8"},
		{"auto/8", map[string]string{"JOB_COMPLETION_INDEX": "2"}, "3/8"},
		{"auto/2", map[string]string{"JOB_COMPLETION_INDEX": "2"}, "numbered from 1 to 2"},
		{"auto", map[string]string{"CI_NODE_INDEX": "2", "CI_NODE_TOTAL": "5"}, "2/5"},
		{"auto", map[string]string{"CI_NODE_INDEX": "2"}, "CI_NODE_TOTAL is not set"},
		{"auto", map[string]string{"SIGHTGLASS_SHARE_INDEX": "0", "SIGHTGLASS_SHARE_COUNT": "5", "CI_NODE_INDEX": "2"}, "1/5"},
		{"auto", map[string]string{"SIGHTGLASS_SHARE_INDEX": "0"}, "SIGHTGLASS_SHARE_COUNT"},
		{"auto", nil, "no variable says"},
		{"auto/x", map[string]string{"JOB_COMPLETION_INDEX": "2"}, "no number"},
		{"auto/2", map[string]string{"JOB_COMPLETION_INDEX": "2"}, "which JOB_COMPLETION_INDEX says"},
		{"auto", slurm("3", "3", "3", "1", "1"), "has 1 task from 3 to 3"},
		{"auto/0", map[string]string{"JOB_COMPLETION_INDEX": "2"}, "1 share at least"},
	} {
		share, from, err := shareOf(tt.text, func(name string) string { return tt.env[name] })
		if err == nil && (share.String() != tt.want || (from == "") == strings.HasPrefix(tt.text, "auto")) || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s, %v: %v, %q, %v; want %q", tt.text, tt.env, &share, from, err, tt.want)
		}
	}
}

// TestConvertShares: rows of one plan are written once, and what is missing is said.
func TestConvertShares(t *testing.T) {
	folder(t)
	planned(t, "plan.json", 4)
	for file, share := range map[string]string{"1.jsonl": "1/2", "again.jsonl": "1/2", "2.jsonl": "2/2", "third.jsonl": "1/3"} {
		if r := sightglass(t, "", "benchmark", "--plan", "plan.json", "--share", share, "-o", file); r.code != 0 {
			t.Fatalf("%s: %+v", file, r)
		}
	}
	for args, want := range map[string]struct {
		code   int
		rows   int // 4 rounds of 2 engines and 2 benchmarks
		stderr string
	}{
		"1.jsonl 2.jsonl":             {0, 16, ""},
		"1.jsonl":                     {0, 8, "of 2 shares of the plan"},
		"1.jsonl 2.jsonl again.jsonl": {exitRefuse, 0, "1.jsonl and again.jsonl have rounds of one plan in common, as shares 1/2 and 1/2 of it"},
		"2.jsonl third.jsonl":         {exitRefuse, 0, "as shares 2/2 and 1/3 of it"},
	} {
		r := sightglass(t, "", append([]string{"convert"}, strings.Fields(args)...)...)
		if r.code != want.code || max(0, strings.Count(r.stdout, "\n")-1) != want.rows || !strings.Contains(r.stderr, want.stderr) || (want.stderr == "") != (r.stderr == "") {
			t.Errorf("%s: %+v, want %+v", args, r, want)
		}
	}
}

// TestShareOver: a file that holds nothing of use, as a kill leaves it before anything
// was measured, is begun anew.
func TestShareOver(t *testing.T) {
	folder(t)
	planned(t, "plan.json", 4)
	args := strings.Fields("benchmark --plan plan.json --share 2/4")
	succeeds(t, args...)
	const name = "plan-share-2-of-4.jsonl" // which no flag names
	whole := read(t, name)
	for _, size := range []int{0, 1, 20, strings.Index(whole, "\n"), strings.Index(whole, "\n") + 1} {
		put(t, name, whole[:size])
		if r := sightglass(t, "", args...); r.code != 0 || len(recoveredFrom(t, name).Ended) != 4 {
			t.Errorf("%d bytes: %+v", size, r)
		}
	}
}
