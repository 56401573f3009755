package command

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
)

// TestEveryProblem: what is wrong with a command line is said at once, all of it,
// before the first process.
func TestEveryProblem(t *testing.T) {
	folder(t)
	put(t, "my.suite", "noop.wasm\nnop.wasm # misspelt\nno*.wasm\n")
	put(t, "bad.suite", "noop.wasm\nother.suite\nanother.suite\n")
	files := []string{
		"my.suite:2: nop.wasm: there is no such benchmark (did you mean noop.wasm?)",
		"my.suite:3: no*.wasm: there is no such benchmark: a suite lists files, not patterns",
		"suite cannot be read: bad.suite:2: other.suite: a suite lists benchmarks, not suites",
		"suite cannot be read: bad.suite:3: another.suite: a suite lists benchmarks, not suites",
		"x*.wasm: no file has such a name",
		"noop.wsm: there is no such benchmark (did you mean noop.wasm?)",
	}
	for args, want := range map[string][]string{
		"benchmark my.suite bad.suite x*.wasm noop.wsm -m cyles -m joules -e wazro -e wazero:interpretr --label a": append(slices.Clone(files),
			`unknown measure "cyles" (did you mean cycles?): known are `, `unknown measure "joules": known are `, "--label a: want KEY=VALUE",
			`unknown engine "wazro" (did you mean wazero?): known are wazero`, `engine wazero: engine flag refused: unknown flag "interpretr"; known are `),
		// A flag that cannot be read is no reason to be silent about the rest.
		"benchmark my.suite bad.suite x*.wasm noop.wsm -m cyles -p 0 --phase executon --timeout 5": append(slices.Clone(files),
			`invalid argument "0" for "-p, --processes" flag: must be 1 to `, `"executon" for "--phase" flag: use compilation, instantiation or execution (did you mean execution?)`,
			`invalid argument "5" for "--timeout" flag: a time needs a unit`, `unknown measure "cyles" (did you mean cycles?): known are `),
		"benchmark --engine= -p 0 noop.wasm":                   {`invalid argument "0" for "-p, --processes" flag: must be 1 to `, "--engine is empty: is a shell variable not set?"},
		"compare --phase executon --unit tick --event= x.json": {"(did you mean execution?)", "(did you mean ticks?)", "--event is empty"},
		"validate nop.wasm noop.wsm -e wazro":                  {"nop.wasm: there is no such", "noop.wsm: there is no such", "did you mean wazero?"},
		"selfcheck nop.wasm noop.wsm -m cyles -e wazro":        {"nop.wasm: there is no such", "noop.wsm: there is no such", "did you mean cycles?", "did you mean wazero?"},
		"calibrate -m cyles -e wazro":                          {"did you mean cycles?", "did you mean wazero?"},
	} {
		r := sightglass(t, "", strings.Fields(args)...)
		lines := strings.Split(strings.TrimSuffix(r.stderr, "\n"), "\n")
		if r.code != exitRefuse || r.stdout != "" || len(lines) != len(want) {
			t.Errorf("%s: %+v, want %d lines", args, r, len(want))
		}
		for _, line := range want {
			if strings.Count(r.stderr, line) != 1 {
				t.Errorf("%s: not once: %s\nin\n%s", args, line, r.stderr)
			}
		}
	}
	if left, _ := filepath.Glob("sightglass-*"); len(left) > 0 {
		t.Errorf("something was recorded: %q", left)
	}
}

// TestSuggestions: a word that is nearly one of a fixed set is told which.
func TestSuggestions(t *testing.T) {
	folder(t)
	succeeds(t, strings.Fields("benchmark -p 1 -i 1 -f jsonl -o rows.jsonl noop.wasm")...)
	for args, want := range map[string]string{
		"benchmrk":                                     "benchmark",
		"benchmrk --foo":                               "benchmark",
		"sumarize rows.jsonl":                          "summarize",
		"effect-siz rows.jsonl":                        "effect-size",
		"help comparee":                                "compare",
		"help flgs":                                    "flags",
		"completion bsh":                               "bash",
		"benchmark --itrations 3 noop.wasm":            "--iterations-per-process",
		"compare --signifcance-level 1 rows.jsonl":     "--significance-level",
		"benchmark -e wazro noop.wasm":                 "wazero",
		"benchmark -e wazero,wazro noop.wasm":          "wazero",
		"soak -e wazro":                                "wazero",
		"benchmark -e wazero:interpreted noop.wasm":    "interpreter",
		"benchmark -b wazro noop.wasm":                 "wazero",
		"compare -b wazro rows.jsonl":                  "wazero",
		"benchmark -m tme noop.wasm":                   "time",
		"benchmark --phase compile noop.wasm":          "compilation",
		"report --phase execute rows.jsonl":            "execution",
		"benchmark -f jsnl noop.wasm":                  "jsonl",
		"convert -o bnf rows.jsonl":                    "bmf",
		"check --input-format jsnl rows.jsonl":         "jsonl",
		"compare --unit tick rows.jsonl":               "ticks",
		"compare --fail-on changed-worst rows.jsonl":   "changed-worse",
		"history --fail-on changed-wors rows.jsonl":    "changed-worse",
		"compare --event cycls rows.jsonl":             "cycles",
		"report --event cycls rows.jsonl":              "cycles",
		"history --event cycls rows.jsonl":             "cycles",
		"compare --compare-despite modul rows.jsonl":   "module",
		"benchmark --resume x --resume-despite machin": "machine",
		"benchmark --progress plian noop.wasm":         "plain",
		"benchmark --until decidd noop.wasm":           "decided",
		"benchmark --color alway noop.wasm":            "always",
		"report --plot-format pngg rows.jsonl":         "png",
		"compare --method pooled-welsh rows.jsonl":     "pooled-welch",
		"benchmark noop.wsm":                           "noop.wasm",
	} {
		r := sightglass(t, "", strings.Fields(args)...)
		if r.code != exitRefuse || !strings.Contains(r.stderr, "did you mean "+want+"?") {
			t.Errorf("%s: %+v, want %s", args, r, want)
		}
	}
}

// TestArgumentCounts: one too many, or too few, is said in the command's own words.
func TestArgumentCounts(t *testing.T) {
	folder(t)
	for args, want := range map[string]string{
		"version foo":           `sightglass version takes no arguments, and got "foo"; see: sightglass version --help`,
		"doctor foo bar":        `sightglass doctor takes no arguments, and got "foo"`,
		"engines wazero":        `sightglass engines takes no arguments, and got "wazero"`,
		"init a b":              `sightglass init takes one folder at most, and got 2: ["a" "b"]; see: sightglass init --help`,
		"man a b c":             `sightglass man takes one folder at most, and got 3`,
		"soak a.wasm b.wasm":    `sightglass soak takes one benchmark at most`,
		"profile":               `name one benchmark or two; see: sightglass profile --help`,
		"profile a.wasm b c":    `sightglass profile takes one benchmark or two at most, and got 3`,
		"upload-elastic a b c":  `sightglass upload-elastic takes a recording and a server at most, and got 3`,
		"validate":              `name a benchmark (.wasm) or a suite; see: sightglass validate --help`,
		"history --max-age -1h": `must be 0s to 876000h`,
		"benchmark --timeout 9": `a time needs a unit`,
	} {
		if r := sightglass(t, "", strings.Fields(args)...); r.code != exitRefuse || !strings.Contains(r.stderr, want) {
			t.Errorf("%s: %+v, want %q", args, r, want)
		}
	}
}

// TestEnginesInOneFlag: -e a,b is -e a -e b.
func TestEnginesInOneFlag(t *testing.T) {
	folder(t)
	var engines []string
	for _, args := range []string{"-e wazero,wazero:interpreter", "-e wazero -e wazero:interpreter"} {
		r := sightglass(t, "", append(strings.Fields("benchmark -p 2 -i 1 --phase execution --seed 1 -f csv noop.wasm"), strings.Fields(args)...)...)
		columns := ""
		for line := range strings.Lines(r.stdout) {
			columns += strings.Join(strings.Split(line, ",")[1:3], ",") + "\n"
		}
		if r.code != 0 || strings.Count(columns, "wazero,interpreter") != 2 || strings.Count(columns, "wazero,\n") != 2 {
			t.Errorf("%s: %+v", args, r)
		}
		engines = append(engines, columns)
	}
	if engines[0] != engines[1] {
		t.Errorf("%q", engines)
	}
	if r := sightglass(t, "", strings.Fields("benchmark -p 1 -i 1 -e wazero,wazero noop.wasm")...); r.code != exitRefuse || !strings.Contains(r.stderr, "is listed twice") {
		t.Errorf("%+v", r)
	}
}

// TestFolders: a folder stands for the benchmarks in it, by what they import, and it
// is said which were taken and which not; what cannot be read is not skipped.
func TestFolders(t *testing.T) {
	folder(t, "bench-none", "funcs")
	put(t, "a b/noop.wasm", guests.Wasm("noop"))
	put(t, "a b/deep/er/NOOP.WASM", guests.Wasm("noop"))
	put(t, "a b/none.wasm", guests.Wasm("bench-none"))
	put(t, "a b/component.wasm", []byte("\x00asm\x0d\x00\x01\x00"))
	put(t, "a b/.git/noop.wasm", guests.Wasm("noop"))
	put(t, "a b/README.md", "")
	put(t, "broken/noop.wasm", guests.Wasm("noop"))
	put(t, "broken/cut.wasm", guests.Wasm("noop")[:20])
	put(t, "none/none.wasm", guests.Wasm("bench-none"))
	put(t, "empty/x.txt", "")
	for args, want := range map[string]string{
		"a b": "note: 2 benchmarks in a b: a b/deep/er/NOOP.WASM, a b/noop.wasm; skipped: a b/component.wasm is a component that does not import bench, a b/none.wasm imports neither bench.start nor bench.end\n",
		"a b|a b/noop.wasm|./a b/../a b/noop.wasm": "note: ./a b/../a b/noop.wasm is a b/noop.wasm, and is recorded once\n",
		"a b|--whole":             "note: 3 benchmarks in a b: a b/deep/er/NOOP.WASM, a b/none.wasm, a b/noop.wasm; skipped: a b/component.wasm does not export wasi:cli/run\n",
		".|--entry=fib|--arg=3":   "note: 2 benchmarks in .: broken/cut.wasm, funcs.wasm; skipped: a b/component.wasm is a component, whose functions are not called by name, a b/deep/er/NOOP.WASM does not export fib, ",
		"noop.wasm|./noop.wasm":   "note: ./noop.wasm is noop.wasm, and is recorded once\n",
		"a b/no*.wasm|noop.wasm":  "", // the pattern has two, of which one is none
		"broken":                  "error: broken/cut.wasm on wazero: cannot be recorded: ",
		"none":                    "none: there is no benchmark in this folder or below it: none/none.wasm imports neither ",
		"empty":                   "empty: there is no .wasm file in this folder or below it",
		"noop.wasm/x.wasm":        "noop.wasm/x.wasm",
		"empty|none|missing.wasm": "missing.wasm: there is no such benchmark",
	} {
		code := map[string]int{"broken": exitFailed, ".|--entry=fib|--arg=3": exitFailed, "a b/no*.wasm|noop.wasm": exitFailed, "none": exitRefuse, "empty": exitRefuse, "empty|none|missing.wasm": exitRefuse, "noop.wasm/x.wasm": exitFailed}[args]
		r := sightglass(t, "", append(strings.Fields("benchmark -p 1 -i 1 -f csv --phase execution"), strings.Split(args, "|")...)...)
		if r.code != code || !strings.Contains(filepath.ToSlash(r.stderr), want) {
			t.Errorf("%s: code %d, want %d: %s", args, r.code, code, r.stderr)
		}
		if args == "a b" && (strings.Count(r.stdout, "\n") != 3 || strings.Contains(r.stdout, ".git")) {
			t.Errorf("%s: %s", args, r.stdout)
		}
	}
}

// TestPatterns: a pattern in quotation marks names the recordings that a shell's
// would.
func TestPatterns(t *testing.T) {
	folder(t)
	for _, name := range []string{"a.jsonl", "b.jsonl"} {
		succeeds(t, strings.Fields("benchmark -p 1 -i 1 -f jsonl noop.wasm -o "+name)...)
	}
	if r := sightglass(t, "", "convert", "*.jsonl"); r.code != 0 || strings.Count(r.stdout, "\n") != 1+2*3 {
		t.Errorf("%+v", r)
	}
	if r := sightglass(t, "", "summarize", "c*.jsonl"); r.code != exitRefuse || !strings.Contains(r.stderr, "c*.jsonl: no file has such a name") {
		t.Errorf("%+v", r)
	}
}
