package command

import (
	"cmp"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/recorder"
)

// cut makes a recording of four processes and cuts the last two off.
func cut(t *testing.T, file string) string {
	t.Helper()
	_ = os.Remove(file)
	succeeds(t, "benchmark", "-e", "wazero", "-e", "wazero:interpreter", "-p", "2", "-i", "1", "--label", "commit=abc", "-o", file, "noop.wasm")
	text := read(t, file)
	lines := strings.SplitAfter(text, "\n")
	short := strings.Join(lines[:1+2*4+1], "") + lines[1+2*4+1][:20] // and a torn row behind a whole one
	put(t, file, short)
	return short
}

// TestResume resumes with nothing but the file's name, with more rounds, and
// with the command line said again.
func TestResume(t *testing.T) {
	folder(t)
	for _, args := range []string{
		"--resume rows.jsonl",
		"--resume rows.jsonl -p 3 --timeout 1m --retries 1 --output-limit 1MiB",
		"--resume rows.jsonl -e wazero -e wazero:interpreter -p 2 -i 1 noop.wasm",
		"--resume rows.jsonl --noise-threshold 0.05 --significance-level 0.0001",
	} {
		cut(t, "rows.jsonl")
		r := sightglass(t, "", append([]string{"benchmark"}, strings.Fields(args)...)...)
		want := 4
		if strings.Contains(args, "-p 3") {
			want = 6
		}
		if r.code != 0 || !strings.Contains(r.stderr, "note: resuming rows.jsonl: 2 processes had ended; dropped: 1 row of the one that was running; rows.jsonl:11: the object does not end") {
			t.Errorf("%s: %+v", args, r)
		}
		if n := strings.Count(read(t, "rows.jsonl"), `{"ended"`); n != want {
			t.Errorf("%s: %d processes ended, want %d", args, n, want)
		}
		if s := sightglass(t, "", "summarize", "rows.jsonl"); s.code != 0 || !strings.Contains(strings.Join(strings.Fields(s.stderr+s.stdout), " "), "was interrupted, and resumed at") {
			t.Errorf("%s: %+v", args, s)
		}
	}
}

// TestResumeTriesAgain: a process that timed out is tried again if the user asks for
// that, and the message says how.
func TestResumeTriesAgain(t *testing.T) {
	folder(t, "loop-forever")
	if r := sightglass(t, "", strings.Fields("benchmark -p 1 -i 1 --timeout 1s -o rows.jsonl noop.wasm loop-forever.wasm")...); r.code != exitFailed {
		t.Fatalf("%+v", r)
	}
	for _, tt := range []struct {
		args, says string
		ended      int
	}{
		{"", "2 processes had ended, 1 of them by dying or timing out; to try those again: --retries 1\n", 2},
		{" --retries 1", "2 processes had ended\n", 3},
		{" --retries 1", "3 processes had ended, 1 of them by dying or timing out; to try those again: --retries 2\n", 3},
	} {
		r := sightglass(t, "", strings.Fields("benchmark --resume rows.jsonl"+tt.args)...)
		if n := strings.Count(read(t, "rows.jsonl"), `{"ended"`); r.code != exitFailed || !strings.Contains(r.stderr, tt.says) || n != tt.ended {
			t.Errorf("%s: %d ended: %+v", tt.args, n, r)
		}
	}
}

// otherNames are the flags of those fields of a plan, by their names in JSON,
// that are not called like the field; "" has none. Those of fields that may change
// are in flagsOf.
var otherNames = map[string]string{
	"engines": "engine", "benchmarks": "", "measures": "measure", "iterations": "iterations-per-process", "call": "entry", "results": "expect-result",
	"args": "arg", "settings": "", "dir": "working-dir", "small_workload": "small-workloads", "first_process": "", "policy": "until", "labels": "label",
}

// TestResumeFlags: a field of a plan has a flag of its name, with dashes, or is
// in otherNames; and --resume alone knows the flags of what may change.
func TestResumeFlags(t *testing.T) {
	folder(t)
	seen := map[string]bool{}
	for _, f := range reflect.VisibleFields(reflect.TypeFor[recorder.Plan]()) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous || name == "" {
			continue
		}
		seen[name] = true
		other, differs := otherNames[name]
		flag := cmp.Or(other, strings.ReplaceAll(name, "_", "-"))
		if differs && other == "" {
			continue
		}
		if newBenchmark().Flags().Lookup(flag) == nil {
			t.Errorf("%s: benchmark has no flag --%s: name it like the field, or list it in otherNames", name, flag)
		}
		if differs && f.Tag.Get("resume") == "may-change" && !slices.Contains(flagsOf[name], flag) {
			t.Errorf("%s: --resume does not know its flag, --%s: list it in flagsOf", name, flag)
		}
	}
	for name := range otherNames {
		if !seen[name] {
			t.Errorf("a plan has no %s", name)
		}
	}
}

// TestResumeUntil: a recording that was begun with a number of rounds is resumed until it
// is decided, and a comparison knows afterwards that somebody looked.
func TestResumeUntil(t *testing.T) {
	folder(t)
	cut(t, "rows.jsonl")
	succeeds(t, strings.Fields("benchmark --resume rows.jsonl --until decided -p 8 --significance-level 0.05")...)
	if n := strings.Count(read(t, "rows.jsonl"), `{"ended"`); n != 16 {
		t.Errorf("%d processes ended, want 8 of each engine", n)
	}
	if c := sightglass(t, "", "compare", "--output-format", "json", "rows.jsonl"); !strings.Contains(c.stdout, `"anytime-t"`) {
		t.Errorf("compare does not know that the number of rounds was decided on the way: %+v", c)
	}
}

// TestResumeDefault: of a recording that went on until decided without anybody asking for
// it, a refusal does not speak of flags that nobody typed.
func TestResumeDefault(t *testing.T) {
	folder(t, "work")
	if r := sightglass(t, "", strings.Fields("benchmark -e wazero,wazero:interpreter --max-time 1ms -o rows.jsonl noop.wasm")...); r.code != exitFailed {
		t.Fatalf("%+v", r)
	}
	for args, want := range map[string]string{
		"-p 3":         "--processes 3: the recording goes on until decided, and nothing is decided before 8 rounds in all",
		"work.wasm":    "where a benchmark is named, --engine names what it runs on, too",
		"-p 9 -i 3":    "leave --iterations-per-process out",
		"-e wazero":    "leave --engine out",
		"-o rows.json": "appends to the recording",
	} {
		r := sightglass(t, "", append(strings.Fields("benchmark --resume rows.jsonl"), strings.Fields(args)...)...)
		if r.code != exitRefuse || !strings.Contains(r.stderr, want) || strings.Contains(r.stderr, "--until") {
			t.Errorf("%s: %+v, want %q", args, r, want)
		}
	}
}

// TestResumeRefusals: the recording stays as it is.
func TestResumeRefusals(t *testing.T) {
	folder(t, "work")
	was := cut(t, "rows.jsonl")
	put(t, "rows.csv", "x86_64,e,,b.wasm,1,0,Execution,cycles,10\n")
	for args, want := range map[string]string{
		"--resume missing.jsonl":                          "missing.jsonl",
		"--resume rows.csv":                               "record to a .jsonl file",
		"--resume rows.jsonl -i 7":                        "leave --iterations-per-process out",
		"--resume rows.jsonl -e wazero noop.wasm":         "the plan has other engines",
		"--resume rows.jsonl work.wasm":                   "the plan has other benchmarks",
		"--resume rows.jsonl -o other.jsonl noop.wasm":    "appends to the recording",
		"--resume rows.jsonl --resume-despite everything": "use plan, machine, binary, benchmarks, stdin or files",
		"--resume-despite plan noop.wasm":                 "needs --resume",
		"--resume rows.jsonl --label a=b":                 "--label would have no effect: --resume keeps what the recording began with",
		"--resume rows.jsonl --until decided -p 4":        "nothing is decided before 8 rounds",
		"--resume rows.jsonl --expect-result 1":           "results [\"1\"] expected of a function, but no function named",
	} {
		r := sightglass(t, "", append([]string{"benchmark"}, strings.Fields(args)...)...)
		if r.code != exitRefuse || !strings.Contains(r.stderr, want) {
			t.Errorf("%s: %+v, want %q", args, r, want)
		}
	}
	if err := os.WriteFile("noop.wasm", append(guests.Wasm("noop"), 0, 3, 1, 'x', 0), 0o644); err != nil { // a custom section
		t.Fatal(err)
	}
	r := sightglass(t, "", "benchmark", "--resume", "rows.jsonl")
	if r.code != exitRefuse || !strings.Contains(r.stderr, "the content of noop.wasm has changed: its hash was ") || !strings.Contains(r.stderr, "; to resume it nevertheless, add --resume-despite benchmarks") {
		t.Errorf("%+v", r)
	}
	if now := read(t, "rows.jsonl"); now != was {
		t.Errorf("a refusal changed the recording: %q", now)
	}
	if r := sightglass(t, "", "benchmark", "--resume", "rows.jsonl", "--resume-despite", "benchmarks"); r.code != 0 || !strings.Contains(r.stderr, "resumed although the content of noop.wasm has changed") {
		t.Errorf("%+v", r)
	}
}

// TestResumeNoticesOtherInputs: rows before and after would be of other work.
func TestResumeNoticesOtherInputs(t *testing.T) {
	for file, want := range map[string]string{
		"in.txt":    `the standard input has changed: "in.txt" 7692c3ad3540, "in.txt" 3fc4ccfe7458; to resume it nevertheless, add --resume-despite stdin`, // sha256sum of one, two
		"input.txt": `a file beside a benchmark has changed: "input.txt" 7692c3ad3540, "input.txt" 3fc4ccfe7458; to resume it nevertheless, add --resume-despite files`,
	} {
		folder(t, "read-file")
		put(t, "in.txt", "one")
		put(t, "d/x.wasm", read(t, "read-file.wasm"))
		put(t, "d/input.txt", "one")
		succeeds(t, "benchmark", "-e", "wazero", "-p", "2", "-i", "1", "--stdin", "in.txt", "-o", "rows.jsonl", "d/x.wasm")
		if file == "input.txt" {
			put(t, "d/input.txt", "two")
		} else {
			put(t, file, "two")
		}
		was := read(t, "rows.jsonl")
		r := sightglass(t, "", "benchmark", "--resume", "rows.jsonl", "-p", "3")
		if r.code != exitRefuse || !strings.Contains(r.stderr, want) || read(t, "rows.jsonl") != was {
			t.Errorf("%s: %+v, want %q", file, r, want)
		}
		name := map[string]string{"in.txt": "stdin", "input.txt": "files"}[file]
		if r := sightglass(t, "", "benchmark", "--resume", "rows.jsonl", "-p", "3", "--resume-despite", name); r.code != 0 || !strings.Contains(r.stderr, "resumed although") {
			t.Errorf("%s: %+v", file, r)
		}
	}
}
