package command

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/project"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
)

const aProject = `
baseline = "interp"
processes = 2
iterations-per-process = 2
measure = ["cycles"]
noise-threshold = "5%"

[[engine]]
engine = "wazero"
[[engine]]
engine = "wazero"
engine-flags = "interpreter"
name = "interp"

[[benchmark]]
wasm = "noop.wasm"
tags = ["quick"]
[[benchmark]]
wasm = "echo-args.wasm"
arg = ["own", "two words"]
iterations-per-process = 3
expected = true
[[benchmark]]
wasm = "echo-stdin.wasm"
tags = ["slow", "quick"]
stdin = "in.txt"
[[benchmark]]
wasm = "funcs.wasm"
entry = "fib"
arg = ["10"]
expect-result = ["55"]
`

// projectFolder is a folder with the project and what it names.
func projectFolder(t *testing.T, text string) {
	t.Helper()
	folder(t, "echo-args", "echo-stdin", "funcs", "work")
	t.Setenv("SIGHTGLASS_DATA_DIR", t.TempDir())
	put(t, "in.txt", "hello\n")
	put(t, "echo-args.stdout.expected", "echo-args.wasm\nown\ntwo words\n")
	put(t, "echo-stdin.stdout.expected", "hello\n")
	put(t, "sightglass.toml", text)
}

// headerOf is the header of a recording, and rowsOf the number of its rows.
func headerOf(t *testing.T, file string) (h record.Header, plan recorder.Plan) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := record.NewReader(f, file, record.JSONL)
	if err := r.Identify(); err != nil {
		t.Fatal(err)
	}
	for _, err := range r.All() {
		if err != nil {
			t.Fatal(err)
		}
	}
	if plan, err = recorder.PlanOf(r.Header()); err != nil {
		t.Fatal(err)
	}
	return *r.Header(), plan
}

// TestProject: a project is recorded as it says, with settings of single benchmarks in
// the recording, and flags win over it.
func TestProject(t *testing.T) {
	projectFolder(t, aProject)
	r := sightglass(t, "", "benchmark", "-o", "a.jsonl", "--progress", "none")
	if r.code != 0 || strings.Count(r.stderr, "from sightglass.toml: 2 engines interp, wazero; 4 benchmarks; processes 2;") != 1 {
		t.Fatalf("%+v", r)
	}
	h, plan := headerOf(t, "a.jsonl")
	if strings.Join(plan.Benchmarks, " ") != "noop.wasm echo-args.wasm echo-stdin.wasm funcs.wasm" || plan.Processes != 2 || plan.Iterations != 2 {
		t.Errorf("%+v", plan)
	}
	if plan.Engines[0].Name != "interp" || plan.Engines[1].Engine != "wazero" { // the baseline is first
		t.Errorf("%+v", plan.Engines)
	}
	if got := h.Fact("args", "echo-args.wasm") + h.Fact("entry", "funcs.wasm") + h.Fact("args", "noop.wasm"); got != `["own" "two words"]fibnone` || plan.Of("echo-args.wasm").Iterations != 3 {
		t.Error(got, plan.Settings)
	}
	if in := h.Ran("echo-stdin.wasm").Stdin; in == nil || in.Bytes != 6 || in.SHA256 == "" {
		t.Errorf("%+v", in)
	}
	// By hand: 2 rounds, 2 engines, 3 phases; 2, 3, 2 and 2 iterations.
	if n := strings.Count(read(t, "a.jsonl"), `"wasm":"echo-args.wasm","process"`); n < 2*2*3*3 {
		t.Errorf("%d rows of echo-args", n)
	}
	if r := sightglass(t, "", "compare", "-o", "json", "a.jsonl"); r.code != 0 || !strings.Contains(r.stderr, "from sightglass.toml: noise-threshold 5%; baseline interp (") {
		t.Errorf("%+v", r)
	}
	// Resumed, it keeps its own plan, and restated, that of the project.
	for _, args := range []string{"benchmark --resume a.jsonl -p 3", "benchmark --resume a.jsonl -p 3 noop.wasm echo-args.wasm echo-stdin.wasm funcs.wasm"} {
		if r := sightglass(t, "", strings.Fields(args)...); r.code != 0 {
			t.Errorf("%s: %+v", args, r)
		}
	}
	put(t, "sightglass.toml", strings.Replace(aProject, `"own"`, `"other"`, 1))
	if r := sightglass(t, "", strings.Fields("benchmark --resume a.jsonl -p 4 noop.wasm echo-args.wasm echo-stdin.wasm funcs.wasm")...); r.code != exitRefuse || !strings.Contains(r.stderr, "the plan has other settings") {
		t.Errorf("%+v", r)
	}
	if err := os.Remove("sightglass.toml"); err != nil {
		t.Fatal(err)
	}
	if r := sightglass(t, "", "benchmark", "-p", "2", "-e", "wazero", "-o", "b.jsonl", "echo-args.wasm", "--arg", "x", "--fail-fast"); r.code != exitFailed {
		t.Errorf("without the project its arguments are not known: %+v", r)
	}
}

// TestProjectFlags: a flag wins over the file, of a benchmark's own settings, too.
func TestProjectFlags(t *testing.T) {
	projectFolder(t, aProject)
	for _, tt := range []struct {
		args string
		says string // on stderr
		ok   func(recorder.Plan) bool
	}{
		{"-i 1 -p 1", "", func(p recorder.Plan) bool { return p.Of("echo-args.wasm").Iterations == 1 && p.Processes == 1 }},
		{"-e wazero -p 1", "", func(p recorder.Plan) bool { return len(p.Engines) == 1 && p.Engines[0].Name == "wazero" }},
		{"--tag quick", "2 benchmarks;", func(p recorder.Plan) bool { return strings.Join(p.Benchmarks, " ") == "noop.wasm echo-stdin.wasm" }},
		{"--tag slow,quick", "2 benchmarks;", func(p recorder.Plan) bool { return len(p.Benchmarks) == 2 }},
		{"./echo-args.wasm", "2 engines", func(p recorder.Plan) bool { return p.Of("./echo-args.wasm").Guest.Args[0] == "own" }},
		{"work.wasm", "2 engines", func(p recorder.Plan) bool { return len(p.Settings) == 0 && p.Iterations == 2 }},
		{"--project none -p 1 work.wasm", "", func(p recorder.Plan) bool { return len(p.Engines) == 1 && p.Iterations == 10 }},
		{"--small-workloads --tag quick", "", func(p recorder.Plan) bool { return p.Of("echo-stdin.wasm").Guest.SmallWorkload }},
	} {
		file := filepath.Join(t.TempDir(), "r.jsonl")
		r := sightglass(t, "", append([]string{"benchmark", "-o", file}, strings.Fields(tt.args)...)...)
		if !strings.Contains(r.stderr, tt.says) || strings.Contains(tt.args, "none") == strings.Contains(r.stderr, "from sightglass.toml") {
			t.Errorf("%s: %+v", tt.args, r)
		}
		if _, plan := headerOf(t, file); !tt.ok(plan) {
			t.Errorf("%s: %+v", tt.args, plan)
		}
	}
	t.Run("another entry", func(t *testing.T) { // to which the file's arguments and results do not belong
		const call = "entry = \"fib\"\narg = [\"10\"]\nexpect-result = [\"55\"]\n"
		for _, text := range []string{call, "[[benchmark]]\nwasm = \"funcs.wasm\"\n" + call, call + "[[benchmark]]\nwasm = \"funcs.wasm\"\n"} {
			put(t, "other.toml", text)
			for args, want := range map[string]string{"": "fib [10] [55]", "--entry fib": "fib [10] [55]", "--entry nores --arg 1": "nores [1] []", "--entry fib --arg 3": "fib [3] [55]"} {
				file := filepath.Join(t.TempDir(), "r.jsonl")
				r := sightglass(t, "", append(strings.Fields("benchmark --project other.toml -e wazero -p 1 -i 1 funcs.wasm -o "+file), strings.Fields(args)...)...)
				_, plan := headerOf(t, file)
				g := plan.Of("funcs.wasm").Guest
				if got := fmt.Sprint(g.Call.Entry, " ", g.Call.Args, " ", g.Results); got != want || (r.code == 0) == strings.Contains(args, "--arg 3") {
					t.Errorf("%s%s: %s, want %s; %+v", text, args, got, want, r)
				}
			}
		}
	})
	t.Run("below", func(t *testing.T) { // found above, with paths that hold there
		if err := errors.Join(os.Mkdir(".git", 0o755), os.MkdirAll("a folder/b", 0o755)); err != nil {
			t.Fatal(err)
		}
		t.Chdir("a folder/b")
		r := sightglass(t, "", "benchmark", "-p", "1", "-o", "r.jsonl")
		if _, plan := headerOf(t, "r.jsonl"); r.code != 0 || plan.Benchmarks[1] != "../../echo-args.wasm" || plan.Of("../../echo-stdin.wasm").Guest.Stdin != "../../in.txt" {
			t.Errorf("%+v, %+v", r, plan)
		}
	})
}

// TestProjectRefused: what is wrong is refused, all of it, with its place, before
// anything runs. The golden files have what is said.
func TestProjectRefused(t *testing.T) {
	for name, tt := range map[string]struct{ text, args string }{
		"values":       {"processes = 0\nmax-time = \"300\"\nphase = \"exec\"\nnoise-threshold = 5\nfail-on = \"worse\"\nmemory-limit = \"2 GiB\"\n", "benchmark noop.wasm"},
		"files":        {"stdin = \"nosuch.txt\"\n[[benchmark]]\nwasm = \"nosuch.wasm\"\n[[benchmark]]\nwasm = \"dir\"\n[[benchmark]]\nsuite = \"nosuch.suite\"\n[[benchmark]]\nwasm = \"noop.wasm\"\nworking-dir = \"nosuch\"\n", "benchmark"},
		"pattern":      {"[[benchmark]]\nwasm = \"*.wasm\"\n", "benchmark"},
		"twice":        {"[[benchmark]]\nsuite = \"x.suite\"\n[[benchmark]]\nwasm = \"noop.wasm\"\n", "benchmark"},
		"engines":      {"baseline = \"wazreo\"\n[[engine]]\nengine = \"wazreo\"\n[[engine]]\nengine = \"wazero@\"\n[[engine]]\nengine = \"wazero@../nosuch\"\n[[engine]]\nengine = \"./nosuch.so\"\n", "benchmark noop.wasm"},
		"settings":     {"[[benchmark]]\nwasm = \"noop.wasm\"\nexpect-result = [\"1\"]\n[[benchmark]]\nwasm = \"work.wasm\"\nentry = \"x\"\nwhole = true\n[[benchmark]]\nwasm = \"funcs.wasm\"\niterations-per-process = 0\n", "compare r.jsonl"},
		"expected":     {"[[benchmark]]\nwasm = \"work.wasm\"\nexpected = true\n[[benchmark]]\nwasm = \"funcs.wasm\"\nentry = \"fib\"\nexpected = true\n", "benchmark -p 1"},
		"tag":          {"[[benchmark]]\nwasm = \"noop.wasm\"\ntags = [\"quick\"]\n", "benchmark --tag quik"},
		"no tags":      {"[[benchmark]]\nwasm = \"noop.wasm\"\n", "benchmark --tag quick"},
		"tag and name": {"[[benchmark]]\nwasm = \"noop.wasm\"\ntags = [\"quick\"]\n", "benchmark --tag quick noop.wasm"},
		"gate":         {"# a comment\nfail-on = \"changed-worse\"\nprocesses = 3\n[[engine]]\nengine = \"wazero\"\n[[engine]]\nengine = \"wazero\"\nname = \"b\"\n", "benchmark noop.wasm"},
		"one":          {"fail-on = \"changed-worse\"\n", "benchmark noop.wasm"},
		"unread":       {"budget = \"5m\"\n", "gobench main"},
		"syntax":       {"processes = ten\n", "ab main noop.wasm"},
		"no file":      {"", "benchmark --project nosuch.toml noop.wasm"},
		"none":         {"", "benchmark --project none --tag a"},
	} {
		t.Run(name, func(t *testing.T) {
			golden, err := filepath.Abs(filepath.Join("testdata", "project", strings.ReplaceAll(name, " ", "-")+".golden"))
			if err != nil {
				t.Fatal(err)
			}
			projectFolder(t, tt.text)
			put(t, "x.suite", "noop.wasm\n")
			mkdir(t, "dir")
			r := sightglass(t, "", strings.Fields(tt.args)...)
			if r.code != exitRefuse || r.stdout != "" {
				t.Errorf("%+v", r)
			}
			if *update {
				put(t, golden, r.stderr)
			} else if want := read(t, golden); r.stderr != want {
				t.Errorf("got\n%s\nwant\n%s", r.stderr, want)
			}
		})
	}
}

// TestProjectGate: compare judges as the file says, unless a flag says otherwise; a gate
// that is the file's fails as one that was asked for.
func TestProjectGate(t *testing.T) {
	projectFolder(t, "")
	if r := sightglass(t, "", "benchmark", "-p", "2", "-i", "1", "-e", "wazero", "-e", "wazero:interpreter", "-o", "r.jsonl", "noop.wasm"); r.code != 0 || strings.Contains(r.stderr, "sightglass.toml") {
		t.Fatalf("an empty file says nothing: %+v", r)
	}
	put(t, "sightglass.toml", "baseline = \"wazero:interpreter\"\nfail-on = \"changed-worse\"\n")
	for args, want := range map[string]struct {
		code int
		says string
	}{
		"compare r.jsonl":                                    {exitRefuse, "(fail-on is set in sightglass.toml:2)"},
		"compare --fail-on never r.jsonl":                    {0, "from sightglass.toml: baseline wazero:interpreter ("},
		"compare --fail-on never -b wazero r.jsonl":          {0, ""},
		"compare --project none r.jsonl":                     {0, ""},
		"compare --project sightglass.toml r.jsonl":          {exitRefuse, "it needs 8 rounds"},
		"benchmark -p 1 -e wazero noop.wasm":                 {exitRefuse, "there is nothing to compare"},
		"benchmark -p 1 -e wazero --fail-on never noop.wasm": {0, ""},
	} {
		if r := sightglass(t, "", strings.Fields(args)...); r.code != want.code || !strings.Contains(r.stderr, want.says) {
			t.Errorf("%s: %+v, want %+v", args, r, want)
		}
	}
}

// TestProjectBaseline: a baseline that is none of the engines of the command line is not
// left out without a word, as what is better and what is worse would change places.
func TestProjectBaseline(t *testing.T) {
	const two = "benchmark -p 1 -i 1 -e wazero -e wazero:interpreter noop.wasm"
	const engine = "[[engine]]\nengine = \"wazero\"\nname = \"released\"\n"
	for _, tt := range []struct {
		text, args string
		code       int
		says       string // "" if nothing of a baseline
	}{
		{"baseline = \"wazreo\"\n", two, exitRefuse, `sightglass.toml:1:1: baseline: cannot compare like that: no engine is called "wazreo": there are "wazero", "wazero:interpreter" (did you mean wazero?)`},
		{"baseline = \"wazreo\"\n", two + " -b wazero", 0, ""},
		{"baseline = \"wazreo\"\n", "benchmark -p 1 -i 1 -e wazero noop.wasm", 0, ""}, // nothing is compared
		{"baseline = \"released\"\n" + engine, two, 0, "warning: sightglass.toml:1: baseline released is none of the engines here, and is left out; --baseline names one of them"},
		{"baseline = \"released\"\n" + engine, "compare r.jsonl", 0, "warning: sightglass.toml:1: baseline released is none of the engines here"},
		{"baseline = \"wazero:interpreter\"\n", two, 0, "note: from sightglass.toml: baseline wazero:interpreter"},
	} {
		projectFolder(t, "")
		succeeds(t, append(strings.Fields(two), "-o", "r.jsonl")...)
		put(t, "sightglass.toml", tt.text)
		r := sightglass(t, "", strings.Fields(tt.args)...)
		if r.code != tt.code || !strings.Contains(r.stderr, tt.says) || tt.says == "" && strings.Contains(r.stderr, "baseline") {
			t.Errorf("%q: %s: %+v, want %d, %q", tt.text, tt.args, r, tt.code, tt.says)
		}
	}
}

// TestProjectKeys: each key of the file is a flag of benchmark, and so checked by it.
func TestProjectKeys(t *testing.T) {
	projectFolder(t, "nosuch = 1\n")
	r := sightglass(t, "", "benchmark")
	_, list, ok := strings.Cut(strings.TrimSpace(r.stderr), "known are ")
	if !ok {
		t.Fatalf("%+v", r)
	}
	for _, key := range strings.Split(list, ", ") {
		if key != "benchmark" && newBenchmark().Flags().Lookup(key) == nil {
			t.Errorf("%s is no flag of benchmark", key)
		}
	}
}

// TestProjectDocumented: the file that the documentation shows is one, and its table has
// every key.
func TestProjectDocumented(t *testing.T) {
	text := read(t, "../README.md")
	_, section, _ := strings.Cut(text, "\n## A project\n")
	section, _, _ = strings.Cut(section, "\n## ")
	_, shown, _ := strings.Cut(section, "```toml\n")
	shown, _, ok := strings.Cut(shown, "```")
	if !ok {
		t.Fatalf("no file is shown in\n%s", section)
	}
	if _, problems := project.Parse("README.md", []byte(shown), flags.DidYouMean); len(problems) > 0 {
		t.Error(problems)
	}
	_, problems := project.Parse("x", []byte("nosuch = 1\n[[engine]]\nnosuch = 1\n[[benchmark]]\nnosuch = 1\n"), flags.DidYouMean)
	for _, p := range problems {
		_, list, ok := strings.Cut(p.Error(), "known are ")
		for _, key := range strings.Split(list, ", ") {
			if ok && key != "engine" && key != "benchmark" && !strings.Contains(section, "`"+key+"`") {
				t.Errorf("%s is not documented", key)
			}
		}
	}
}
