package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/measure/record"
)

// originalFolder is a folder as the Rust original's documentation has it: a
// default suite, and rows of two engines in two files of its format.
func originalFolder(t *testing.T) {
	t.Helper()
	folder(t)
	rows := func(engine, counts string) string {
		var b strings.Builder
		b.WriteString("[")
		for i, count := range strings.Fields(counts) {
			if i > 0 {
				b.WriteString(",")
			}
			b.WriteString(`{"arch":"x86_64","engine":"` + engine + `","engine_flags":null,"wasm":"noop.wasm","process":` + count[:1] +
				`,"iteration":0,"phase":"Execution","event":"cycles","count":` + count + "}")
		}
		return b.String() + "]\n"
	}
	for name, text := range map[string]string{
		"benchmarks/noop/benchmark.wasm": string(guests.Wasm("noop")),
		"benchmarks/default.suite":       "# the default\nnoop/benchmark.wasm\n",
		"a.json":                         rows("a.so", "1100 2101 3099 4102 5100 6101"),
		"b.json":                         rows("b.so", "1200 2201 3199 4202 5200 6201"),
		"a.csv":                          "arch,engine,wasm,process,iteration,phase,event,count\nx86_64,a.so,noop.wasm,1,0,Execution,cycles,7\n",
	} {
		put(t, name, text)
	}
}

// TestOriginalCommandLines: the command lines of the Rust original's README, its
// help and its own tests, word for word but for the engine's name.
func TestOriginalCommandLines(t *testing.T) {
	originalFolder(t)
	const few = "--processes 2 --iterations-per-process 1 "
	for args, want := range map[string]string{
		// What is measured.
		few + "--engine wazero -- benchmarks/noop/benchmark.wasm":                                                          "Execution",
		few + "--engine wazero -- benchmarks/default.suite":                                                                "Execution",
		few + "-e wazero --raw --benchmark-phase compilation benchmarks/noop/benchmark.wasm":                               "Compilation",
		few + "-e wazero --raw --output-format json -- benchmarks/noop/benchmark.wasm":                                     `"phase":"Execution"`,
		few + "-e wazero --raw -f csv -- benchmarks/noop/benchmark.wasm":                                                   "arch,engine,",
		few + "-e wazero -r -f csv --small-workload --pin -- noop.wasm":                                                    ",noop.wasm,",
		few + "-e wazero -r --small-workloads -m cycles -m noop -- noop.wasm":                                              ",cycles,",
		few + "-e wazero -n mine -r -- noop.wasm":                                                                          ",mine,",
		few + "-e wazero -e wazero -n one -n two --significance-level 0.05 noop.wasm":                                      "two",
		few + "-e wazero -e wazero -n one -n two -s 0.05 -- noop.wasm":                                                     "two",
		few + "-e wazero --engine-flags interpreter -r -- noop.wasm":                                                       ",wazero,interpreter,",
		few + "-e wazero --engine-flags-common interpreter -r -- noop.wasm":                                                ",wazero,interpreter,",
		few + "-e wazero -e wazero --engine-flags interpreter=on --engine-flags interpreter=off -n a -n b -r -- noop.wasm": ",b,interpreter=off,",
		"--processes 1 --num-iterations-per-process 1 -e wazero -r -- noop.wasm":                                           ",noop.wasm,",
		few + "-e wazero --color ansi -- noop.wasm":                                                                        "noop.wasm",
		few + "-e wazero --color=never -- noop.wasm":                                                                       "noop.wasm",
	} {
		if r := sightglass(t, "", append([]string{"benchmark"}, strings.Fields(args)...)...); r.code != 0 || !strings.Contains(r.stdout, want) {
			t.Errorf("benchmark %s: %+v, want %q", args, r, want)
		}
	}
	if r := sightglass(t, "", strings.Fields("benchmark -e wazero -r "+few)...); r.code != 0 || strings.Count(r.stdout, filepath.Join("benchmarks", "noop", "benchmark.wasm")) != 6 {
		t.Errorf("the default suite: %+v", r)
	}

	// What is read. The numbers are by hand: (1100+2101+3099+4102+5100+6101)/6.
	a := read(t, "a.json")
	for _, tt := range []struct{ stdin, args, want string }{
		{a, "analyze -i json -o csv", "x86_64,a.so,noop.wasm,Execution,cycles,1100,6101,3600.5,"},
		{"x86_64,a.so,noop.wasm,1,0,Execution,cycles,7\n", "analyze -i csv -o csv", "x86_64,a.so,noop.wasm,Execution,cycles,7,7,7.0,0.0\n"},
		{"x86_64,a.so,noop.wasm,1,0,Execution,cycles,7\n", "analyze --input-format csv --output-format csv", ",7.0,0.0\n"},
		{"", "summarize -f a.json", "a.so"},
		{"", "summarize -f a.json -f b.json -o json", `"engine":"b.so"`},
		{"", "summarize -i csv -f a.csv -o csv", "x86_64,a.so,,noop.wasm,Execution,cycles,7,7,7,7.0,0.0\n"},
		{a, "summarize -i json -o csv", "x86_64,a.so,,noop.wasm,Execution,cycles,1100,6101,"},
		{a, "summarize", "a.so"},
		{"", "effect-size -f a.json -f b.json", "noop.wasm"},
		{"", "effect-size -f a.json -f b.json --output-format json", `"comparisons"`},
		{"", "effect-size -f a.json -f b.json --output-format csv", "a_mean"},
		{"", "effect-size -i json -o csv -s 0.05 -f a.json -f b.json", ",0.05,"},
		{"", "report a.json b.json", ""},
		{"", "report -i json -b a.so --significance-level 0.1 --event cycles --phase execution --output-file out.html a.json b.json", ""},
		{"", "report --baseline-engine b.so -o out2.html a.json b.json", ""},
		{"", "validate benchmarks/noop/benchmark.wasm", "well-formed"},
		{"", "--version", "sightglass version "},
		{"", "-V", "sightglass version "},
		{"", "help", "benchmark"},
	} {
		if r := sightglass(t, tt.stdin, strings.Fields(tt.args)...); r.code != 0 || !strings.Contains(r.stdout, tt.want) {
			t.Errorf("%s: %+v, want %q", tt.args, r, tt.want)
		}
	}
	for _, page := range []string{"report.html", "out.html", "out2.html"} {
		if b, err := os.ReadFile(page); err != nil || !strings.Contains(string(b), "<html") {
			t.Errorf("%s: %v", page, err)
		}
	}
}

// TestReplaced: what the original has and this program has not is refused with
// what there is in its place; so are mistyped names, with the one that is near,
// and what a letter meant before it meant what it does in the original.
func TestReplaced(t *testing.T) {
	originalFolder(t)
	for args, want := range map[string]string{
		"benchmark --engine engines/wasmtime/libengine.so -- noop.wasm": "import engines/library in package main",
		"benchmark -e libengine.so noop.wasm":                           "import engines/library in package main",
		"benchmark -e wasmtime@main noop.wasm":                          "built as an engine library, and this program loads none",
		"benchmark -e wazero,wasmtime noop.wasm":                        `unknown engine "wasmtime": known are wazero`, // which is not linked in
		"benchmark -e wazerro noop.wasm":                                "did you mean wazero?",
		"benchmark -k noop.wasm":                                        "--keep-logs: what benchmarks print is checked against",
		"benchmark --keep-logs noop.wasm":                               "kept only where that fails",
		"benchmark -d nosuch noop.wasm":                                 "the working folder nosuch: ",
		"benchmark -d noop.wasm noop.wasm":                              "the working folder noop.wasm: it is not a folder",
		"benchmark --stop-after compilation noop.wasm":                  "use --phase",
		"benchmark -s noop.wasm":                                        "the small workloads are --small-workloads",
		"benchmark -m wall-cycles noop.wasm":                            "it is called cycles now",
		"benchmark -m vtune noop.wasm":                                  "import measure/vtune in package main",
		"benchmark -m cylces noop.wasm":                                 "did you mean cycles?",
		"benchmark -m peak-memory noop.wasm":                            `unknown measure "peak-memory": it is an event, which --measure memory counts`,
		"calibrate -m memory-growth":                                    "it is an event, which --measure memory counts",
		"calibrate -m perf-counter":                                     "did you mean perf-counters?",
		"selfcheck -m tiem noop.wasm":                                   "did you mean time?",
		"benchmark --itterations 3 noop.wasm":                           "did you mean --iterations-per-process?",
		"benchmark --proceses 3 noop.wasm":                              "did you mean --processes?",
		"compare --nosuch a.json":                                       "see: sightglass compare --help",
		"compare -x a.json":                                             "see: sightglass compare --help",
		"compair a.json":                                                "compare",
		"benchmark --pin 9999 noop.wasm":                                "write --pin=9999",
		"benchmark --pin auto noop.wasm":                                "write --pin=auto",
		"calibrate --pin 1":                                             "write --pin=1",
		"benchmark --args 1 --arg 2 noop.wasm":                          "cannot be combined",
		"summarize -f csv a.json":                                       "the format is --output-format csv",
		"analyze -f json":                                               "the format is --output-format json",
		"compare -f markdown a.json":                                    "the format is --output-format markdown",
		"history -f json a.json":                                        "the format is --output-format json",
		"convert -f gobench a.json":                                     "the format is --output-format gobench",
		"effect-size -f nonexistent_file_xyz.json":                      "nonexistent_file_xyz.json",
		"report --output-file x.html nonexistent.json":                  "nonexistent.json",
		"report --significance-level 1.5 a.json":                        "at most 0.5",
		"benchmark --color sometimes noop.wasm":                         "use auto, always or never",
	} {
		if r := sightglass(t, "", strings.Fields(args)...); r.code != exitRefuse || r.stdout != "" || !strings.Contains(r.stderr, want) {
			t.Errorf("%s: %+v, want %q", args, r, want)
		}
	}
	if err := os.Rename("a.json", "csv"); err != nil {
		t.Fatal(err)
	}
	if r := sightglass(t, "", "summarize", "-f", "csv"); r.code != 0 {
		t.Errorf("a file that is called like a format: %+v", r)
	}
}

// TestDataDir: recordings are kept in the folder that the variable names, which is made.
func TestDataDir(t *testing.T) {
	folder(t)
	there := filepath.Join(t.TempDir(), "of", "mine")
	t.Setenv(dataDir, there)
	for range 2 {
		succeeds(t, strings.Fields("benchmark -p 1 -i 1 noop.wasm")...)
	}
	if names, _ := filepath.Glob(filepath.Join(there, "sightglass-*.jsonl")); len(names) != 2 {
		t.Errorf("kept %v", names)
	}
	if names, _ := filepath.Glob("sightglass-*"); len(names) > 0 {
		t.Errorf("kept %v here, too", names)
	}
}

// TestWorkingDir: guests see the folder that is given, and it is what the header
// knows the files of; what they should print is beside them.
func TestWorkingDir(t *testing.T) {
	folder(t, "read-file")
	for name, text := range map[string]string{"read-file.stdout.expected": "elsewhere\n", "input.txt": "here\n", "data/input.txt": "elsewhere\n"} {
		put(t, name, text)
	}
	for _, args := range []string{"-d data", "--working-dir=data", "--in-process -d data"} {
		r := sightglass(t, "", strings.Fields("benchmark -p 1 -i 2 -f jsonl read-file.wasm "+args)...)
		reader := record.NewReader(strings.NewReader(r.stdout), "output", record.JSONL)
		rows, err := record.ReadAll(reader)
		if r.code != 0 || err != nil || len(rows) != 6 {
			t.Fatalf("%s: %+v, %v", args, r, err)
		}
		if h := reader.Header(); len(h.Folders) != 1 || len(h.Folders[0].Files) != 1 || h.Folders[0].Files[0].Bytes != int64(len("elsewhere\n")) {
			t.Errorf("%s: folders %+v", args, h.Folders)
		}
	}
	if r := sightglass(t, "", strings.Fields("benchmark -p 1 -i 1 -r read-file.wasm")...); r.code != exitFailed {
		t.Errorf("the file of its own folder: %+v", r)
	}
}

// TestArguments: one flag, one argument, as it is.
func TestArguments(t *testing.T) {
	folder(t, "funcs")
	recorded := func(args ...string) *record.Header {
		t.Helper()
		r := sightglass(t, "", append(strings.Fields("benchmark -p 1 -i 1 -f jsonl"), args...)...)
		reader := record.NewReader(strings.NewReader(r.stdout), "output", record.JSONL)
		if _, err := record.ReadAll(reader); err != nil || r.code != 0 || reader.Header() == nil {
			t.Fatalf("%q: %+v, %v", args, r, err)
		}
		return reader.Header()
	}
	h := recorded("noop.wasm", "--arg", "two words", "--arg", "", "--arg", "a,b", "--arg", "-x", "--arg", "--")
	if !strings.Contains(string(h.Plan), `"args":["two words","","a,b","-x","--"]`) {
		t.Errorf("%s", h.Plan)
	}
	h = recorded("funcs.wasm", "--entry", "add", "--arg=-5", "--arg", "22")
	if !strings.Contains(string(h.Plan), `"args":["-5","22"]`) {
		t.Errorf("%s", h.Plan)
	}
	r := sightglass(t, "", "benchmark", "-p", "1", "--raw", "--entry", "fib", "--arg", "1,5", "funcs.wasm")
	if r.code != exitFailed || !strings.Contains(r.stderr, `argument 1, "1,5": is not an i32`) {
		t.Errorf("%+v", r)
	}
	if r := sightglass(t, "", strings.Fields("benchmark -p 1 -i 1 --raw --entry fib --args 5 funcs.wasm")...); r.code != 0 || !strings.Contains(r.stderr, "note: --args splits at spaces") {
		t.Errorf("%+v", r)
	}
}

// TestNotRecordings: a file that is something else is named with what it is, in
// one line, by every command that reads recordings, and nothing is done.
func TestNotRecordings(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join("..", "..", "..", "README.md"))
	if err != nil {
		t.Skipf("needs the whole repository around it: %v", err)
	}
	originalFolder(t)
	for name, text := range map[string]string{
		"README.md": string(readme), "rows.csv.gz": "\x1f\x8b\x08\x00\x00\x00\x00\x00", "page.html": "<!doctype html>\n<title>x</title>\n",
		"binary": "\x7fELF\x02\x01\x01", "package.json": "{\n  \"name\": \"x\",\n  \"count\": 3\n}\n", "fields.csv": "name,size\nx,1\n",
	} {
		put(t, name, text)
	}
	for file, want := range map[string]string{
		"noop.wasm": "it is a WebAssembly module", "README.md": "it is text", "rows.csv.gz": "compressed with gzip: decompress it first",
		"page.html": "a page in HTML", "binary": "it is a program", "package.json": "JSON without rows", "fields.csv": "CSV, but not with the columns",
		"benchmarks": "a folder",
	} {
		for _, command := range []string{"compare", "compare --before-after a.json", "summarize", "summarize -f a.json", "summarize -i csv", "analyze -i json", "convert -o jsonl", "report", "history",
			"selfcheck --from", "calibrate", "benchmark --resume"} {
			if file == "benchmarks" && (command == "history" || command == "benchmark --resume") {
				continue // a folder is what the one takes, and the other has words of its own for it
			}
			r := sightglass(t, "", append(strings.Fields(command), file)...)
			if r.code != exitRefuse || r.stdout != "" || strings.Count(r.stderr, "\n") != 1 || !strings.Contains(r.stderr, "not a recording: it is ") || !strings.Contains(r.stderr, want) ||
				strings.Count(r.stderr, file) != 1 && !strings.Contains(command, "--resume") {
				t.Errorf("%s %s: %+v, want %q", command, file, r, want)
			}
		}
	}
	if _, err := os.Stat("report.html"); err == nil {
		t.Error("a page of nothing")
	}
}

// TestRefusedByAll: a flag that there is not, and a file that there is not, are
// exit code 2 from every command, with one line on standard error.
func TestRefusedByAll(t *testing.T) {
	folder(t)
	for _, command := range []string{"benchmark", "validate", "mix", "compare", "effect-size", "summarize", "analyze", "convert", "report", "history", "selfcheck --from", "calibrate", "benchmark --resume"} {
		for args, want := range map[string]string{"missing.jsonl": "missing.jsonl", "--nosuch x": "--nosuch"} {
			if command == "benchmark" && args == "missing.jsonl" || command == "validate" || command == "mix" {
				args = strings.Replace(args, "missing.jsonl", "missing.suite", 1)
				want = strings.Replace(want, "missing.jsonl", "missing.suite", 1)
			}
			r := sightglass(t, "", strings.Fields(command+" "+args)...)
			if strings.HasSuffix(command, "--from") || strings.HasSuffix(command, "--resume") {
				if args != "missing.jsonl" {
					continue // its value
				}
			}
			if r.code != exitRefuse || r.stdout != "" || strings.Count(r.stderr, "\n") != 1 || !strings.Contains(r.stderr, want) {
				t.Errorf("%s %s: %+v, want %q", command, args, r, want)
			}
		}
	}
	for _, command := range []string{"doctor", "soak", "help", "completion"} {
		if r := sightglass(t, "", command, "--nosuch"); r.code != exitRefuse || r.stdout != "" || !strings.Contains(r.stderr, "--nosuch") {
			t.Errorf("%s: %+v", command, r)
		}
	}
}

// TestNamelessRows: rows that lack the name of their benchmark never pass in silence.
func TestNamelessRows(t *testing.T) {
	text := read(t, filepath.Join("..", "..", "..", "measure", "record", "testdata", "original", "results-no-headers.csv"))
	folder(t)
	other := strings.ReplaceAll(text, "wasmtime", "wazero")
	put(t, "rows.csv", text+other)
	for _, command := range []string{"analyze", "summarize", "compare", "report", "check", "convert", "convert -o bmf"} {
		r := sightglass(t, "", append(strings.Fields(command), "rows.csv")...)
		if r.code != 0 || !strings.Contains(strings.Join(strings.Fields(r.stdout+r.stderr), " "), "rows.csv: 18 rows without a name of the benchmark") {
			t.Errorf("%s: %+v", command, r)
		}
	}
}
