package command

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/measure/words"
	"github.com/sightglass-go/sightglass/recorder/calibrate"
	"github.com/sightglass-go/sightglass/recorder/doctor"
)

// TestPipeline is the command line of the Rust original, apart from its first
// word: it prints one row of nine columns.
func TestPipeline(t *testing.T) {
	folder(t)
	rows := succeeds(t, strings.Fields("benchmark --processes 1 --iterations-per-process 30 --engine wazero --output-format csv noop.wasm --measure cycles")...)
	lines := strings.Split(strings.TrimSuffix(rows.stdout, "\n"), "\n")
	if len(lines) != 1+90 || lines[0] != "arch,engine,engine_flags,wasm,process,iteration,phase,event,count" {
		t.Fatalf("%d lines, the first %q", len(lines), lines[0])
	}
	row := regexp.MustCompile(`^(x86_64|aarch64|[a-z0-9]+),wazero,,noop\.wasm,\d+,\d+,(Compilation|Instantiation|Execution),cycles,\d+$`)
	var execution []string
	for _, line := range lines[1:] {
		if !row.MatchString(line) {
			t.Errorf("row %q", line)
		}
		if strings.Contains(line, "Execution") {
			execution = append(execution, line)
		}
	}
	analyzed := sightglass(t, strings.Join(execution, "\n")+"\n", strings.Fields("analyze --input-format csv --output-format csv")...)
	fields := strings.Split(strings.TrimSuffix(analyzed.stdout, "\n"), ",")
	if analyzed.code != 0 || len(fields) != 9 || fields[3] != "Execution" {
		t.Errorf("%+v", analyzed)
	}
}

func TestTableKeepsRows(t *testing.T) {
	folder(t)
	args := strings.Fields("benchmark -v -p 2 -i 2 -e wazero -e wazero:interpreter noop.wasm")
	first := sightglass(t, "", args...)
	if first.code != 0 || !strings.Contains(first.stdout, "noop.wasm") || !strings.Contains(first.stdout, "│") {
		t.Fatalf("%+v", first)
	}
	// The engines stand in the order in which they were named.
	if a, b := strings.Index(first.stdout, "│ wazero "), strings.Index(first.stdout, ":interpreter"); a < 0 || b < a {
		t.Errorf("order of engines: %s", first.stdout)
	}
	if strings.Contains(first.stdout, "\x1b") || strings.Contains(first.stderr, "\x1b") {
		t.Error("colour where there is no terminal")
	}
	names := recordings(t)
	if len(names) != 1 || strings.Count(read(t, names[0]), `"count"`) != 2*2*2*3 || !strings.Contains(first.stdout, "\nNext: sightglass report "+names[0]+"\n") {
		t.Fatalf("kept %v: %s", names, first.stdout)
	}
	kept := read(t, names[0])
	if second := sightglass(t, "", args...); second.code != 0 {
		t.Fatalf("%+v", second)
	}
	// A run that is refused leaves nothing.
	if refused := sightglass(t, "", "benchmark", "-e", "v8", "noop.wasm"); refused.code != exitRefuse {
		t.Errorf("%+v", refused)
	}
	if now := recordings(t); len(now) != 2 || now[0] != names[0] || read(t, names[0]) != kept {
		t.Errorf("the recording of the run before is not as it was: %v", now)
	}
}

func TestNothingCounted(t *testing.T) {
	folder(t)
	r := sightglass(t, "", strings.Fields("benchmark -m noop -p 2 -i 1 noop.wasm")...)
	if r.code != 0 || r.stdout != "no events recorded; 2 processes completed\n" {
		t.Errorf("%+v", r)
	}
	if names := recordings(t); len(names) > 0 {
		t.Errorf("rows of nothing are kept in %v", names)
	}
}

func TestFormats(t *testing.T) {
	folder(t)
	for _, tt := range []struct {
		args string
		file string
		want record.Format
	}{
		{"--raw", "", record.CSV},
		{"--output-format csv", "", record.CSV},
		{"-f json", "", record.JSON},
		{"-f jsonl --label commit=abc --label x=", "", record.JSONL},
		{"-o rows.csv", "rows.csv", record.CSV},
		{"-o rows.json", "rows.json", record.JSON},
		{"-o rows.jsonl", "rows.jsonl", record.JSONL},
		{"-o rows.txt --raw", "rows.txt", record.CSV},
	} {
		r := sightglass(t, "", strings.Fields("benchmark -p 1 -i 2 noop.wasm "+tt.args)...)
		text := r.stdout
		if tt.file != "" {
			if !strings.Contains(text, "│ noop.wasm") {
				t.Errorf("%s: no table on standard output: %s", tt.args, text)
			}
			text = read(t, tt.file)
		}
		reader := record.NewReader(strings.NewReader(text), "output", tt.want)
		rows, err := record.ReadAll(reader)
		if r.code != 0 || err != nil || len(rows) != 6 {
			t.Errorf("%s: code %d, %d rows, %v: %s", tt.args, r.code, len(rows), err, r.stderr)
		}
		if h := reader.Header(); tt.want == record.JSONL && (h == nil || len(h.Measures) != 1) {
			t.Errorf("%s: header %+v", tt.args, h)
		}
		kept, said := tt.file, r.stdout // all of the recording
		if tt.want != record.JSONL || tt.file == "" {
			kept = recordings(t)[0]
		}
		if tt.file == "" {
			said = r.stderr
		}
		if want := fmt.Sprintf("Kept in %s (%s)\nNext: sightglass report %[1]s\n", kept, words.Bytes(int64(len(read(t, kept))))); !strings.HasSuffix(said, want) {
			t.Errorf("%s: said %q, want %q", tt.args, said, want)
		}
		for _, name := range recordings(t) {
			if kept == tt.file {
				t.Errorf("%s: it is kept twice, in %s, too", tt.args, name)
			}
			os.Remove(name)
		}
	}
}

// TestFailures: each is one line that names benchmark, engine and cause; the
// others are recorded; the exit code says that something failed.
func TestFailures(t *testing.T) {
	folder(t, "trap-inside", "bench-none", "end-first", "exit-three")
	suite := "# hostile\nnoop.wasm\ntrap-inside.wasm\nbench-none.wasm # no imports\nend-first.wasm\nexit-three.wasm\n"
	put(t, "my.suite", suite)
	r := sightglass(t, "", strings.Fields("benchmark -p 3 -i 1 --raw -e wazero my.suite")...)
	if r.code != exitFailed || strings.Count(r.stdout, "\n") != 1+3*3 {
		t.Errorf("code %d, %s", r.code, r.stdout)
	}
	for _, want := range []string{
		`error: trap-inside.wasm on wazero: Execution: guest trapped: wasm error: unreachable`,
		"error: bench-none.wasm on wazero: cannot be recorded: not a benchmark: the module does not import `bench.start` and `bench.end`",
		`error: end-first.wasm on wazero: Execution: bench.end was called before bench.start`,
		`error: exit-three.wasm on wazero: Execution: guest exited with code 3`,
		`sightglass: 4 of 5 benchmarks failed; the rows of all others were kept; without bench.start and bench.end, --whole measures all of _start, and --entry a function`,
	} {
		if strings.Count(r.stderr, want+"\n") != 1 {
			t.Errorf("not once: %s\nin\n%s", want, r.stderr)
		}
	}
	fast := sightglass(t, "", strings.Fields("benchmark -p 1 -i 1 --raw --fail-fast trap-inside.wasm bench-none.wasm")...)
	if fast.code != exitFailed || strings.Count("\n"+fast.stderr, "\nerror: ") != 1 {
		t.Errorf("%+v", fast)
	}
}

func TestRefusals(t *testing.T) {
	folder(t)
	for args, want := range map[string]string{
		"benchmark":                                     "without one it is " + filepath.FromSlash("benchmarks/default.suite") + ", which is not here",
		"benchmark -e v8 noop.wasm":                     `unknown engine "v8": known are `,
		"benchmark --engine-flags turbo noop.wasm":      `unknown flag "turbo"; known are interpreter=on|off`,
		"benchmark -e wazero -e wazero noop.wasm":       "is listed twice",
		"benchmark -m joules noop.wasm":                 `unknown measure "joules"`,
		"benchmark noop.wasm missing.wasm":              "missing.wasm: there is no such benchmark",
		"validate missing.wasm":                         "missing.wasm: there is no such benchmark",
		"selfcheck missing.wasm":                        "missing.wasm: there is no such benchmark",
		"benchmark missing.suite":                       "missing.suite",
		"selfcheck noop.wasm --file rows.csv":           "noop.wasm and --file cannot be combined",
		"history x.csv -o h.html --output-format json":  "--output-file and --output-format cannot be combined",
		"benchmark -p 0 noop.wasm":                      "must be 1 to 1000000",
		"benchmark -f yaml noop.wasm":                   "use csv, json, jsonl, gobench, table or markdown",
		"benchmark --phase Linking noop.wasm":           "use compilation, instantiation or execution",
		"benchmark --arg 1 --entry f --whole noop.wasm": "cannot be combined",
		"benchmark -e wazero,wasmtime -n a,b noop.wasm": `--name "a,b": that is one name, with a comma in it, for 2 engines: repeat --name for each`,
		"benchmark --name a --name b noop.wasm":         "2 names (--name) for 1 engine (",
		"benchmark nothing.suite":                       "nothing.suite",
		"benchmark --baseline v8 noop.wasm":             `no engine is called "v8": there are "wazero"`,
		"benchmark --in-process -p 2 noop.wasm":         "in-process",
		"analyze missing.csv":                           "missing.csv",
		"analyze -o yaml":                               "use table, csv, json or markdown",
		"summarize --input-format yaml":                 "use csv, json, jsonl, parquet or auto",
		"frobnicate":                                    "unknown command",
	} {
		r := sightglass(t, "", strings.Fields(args)...)
		if r.code == 0 || r.stdout != "" || !strings.Contains(r.stderr, want) {
			t.Errorf("%s: %+v, want %q", args, r, want)
		}
	}
}

func TestOnePhaseWholeEntry(t *testing.T) {
	folder(t, "funcs", "bench-none")
	for args, want := range map[string]int{
		"--phase execution noop.wasm":                      2,
		"--benchmark-phase=Instantiation noop.wasm":        2,
		"--whole bench-none.wasm":                          6,
		"--entry fib --arg 20 funcs.wasm":                  6,
		"--entry add --arg 20 --arg 22 funcs.wasm":         6,
		"--entry add --args 20 --args 22 funcs.wasm":       6,
		"--in-process noop.wasm":                           6,
		"-m time -m cycles noop.wasm":                      18,
		"-m time,cycles,noop noop.wasm":                    18,
		"--pin --small-workloads --seed 1 noop.wasm":       6,
		"--name mine --engine-flags interpreter noop.wasm": 6,
	} {
		if strings.Contains(args, "--pin") && runtime.GOOS != "linux" {
			continue
		}
		r := sightglass(t, "", append(strings.Fields("benchmark -p 1 -i 2 --raw"), strings.Fields(args)...)...)
		if n := strings.Count(r.stdout, "\n") - 1; r.code != 0 || n != want {
			t.Errorf("%s: %d rows, want %d: %+v", args, n, want, r)
		}
		if strings.Contains(args, "mine") && !strings.Contains(r.stdout, ",mine,interpreter,") {
			t.Errorf("%s: %s", args, r.stdout)
		}
	}
}

func TestValidate(t *testing.T) {
	folder(t, "bench-start-missing", "starts-twice", "start-typed")
	r := sightglass(t, "", "validate", "noop.wasm", "bench-start-missing.wasm", "starts-twice.wasm", "start-typed.wasm")
	if r.code != exitFailed || r.stdout != "noop.wasm: a well-formed benchmark\n" {
		t.Errorf("%+v", r)
	}
	for _, want := range []string{"bench.start", "called twice", "_start"} {
		if !strings.Contains(r.stderr, want) {
			t.Errorf("%q is not in %s", want, r.stderr)
		}
	}
}

// TestAnalyzeGolden: byte by byte. The expected numbers are by hand.
func TestAnalyzeGolden(t *testing.T) {
	const csv = "arch,engine,engine_flags,wasm,process,iteration,phase,event,count\n" +
		"x86_64,wasmtime,,noop.wasm,7,0,Execution,cycles,680\n" +
		"x86_64,wasmtime,,noop.wasm,7,1,Execution,cycles,1062\n" +
		"x86_64,wasmtime,,noop.wasm,8,0,Execution,cycles,700\n" +
		"x86_64,wasmtime,,noop.wasm,8,0,Execution,instructions-retired,470\n"
	for args, want := range map[string]string{
		// mean 2442/3 = 814; deviations 134, 248, 114: 496/3
		"analyze -o csv": "x86_64,wasmtime,noop.wasm,Execution,cycles,680,1062,814.0,165.33333333333334\n" +
			"x86_64,wasmtime,noop.wasm,Execution,instructions-retired,470,470,470.0,0.0\n",
		"summarize -o csv": "arch,engine,engine_flags,wasm,phase,event,min,max,median,mean,mean_deviation\n" +
			"x86_64,wasmtime,,noop.wasm,Execution,cycles,680,1062,700,814.0,165.33333333333334\n" +
			"x86_64,wasmtime,,noop.wasm,Execution,instructions-retired,470,470,470,470.0,0.0\n",
	} {
		if r := sightglass(t, csv, strings.Fields(args)...); r.code != 0 || r.stdout != want {
			t.Errorf("%s: %+v, want %s", args, r, want)
		}
	}
	r := sightglass(t, csv, "summarize", "-o", "json")
	var objects []map[string]any
	if err := json.Unmarshal([]byte(r.stdout), &objects); err != nil || len(objects) != 2 || objects[0]["median"] != 700.0 {
		t.Errorf("%+v, %v", r, err)
	}
}

// TestTotals: sums of samples, not of means. By hand: process 1 has 10+1 and
// 20+2; iteration 2 lacks b.wasm.
func TestTotals(t *testing.T) {
	const csv = "x86_64,e,,a.wasm,1,0,Execution,cycles,10\nx86_64,e,,a.wasm,1,1,Execution,cycles,20\n" +
		"x86_64,e,,a.wasm,1,2,Execution,cycles,90\n" +
		"x86_64,e,,b.wasm,1,0,Execution,cycles,1\nx86_64,e,,b.wasm,1,1,Execution,cycles,2\n"
	r := sightglass(t, csv, "analyze", "-o", "csv", "--totals")
	if !strings.HasSuffix(r.stdout, "x86_64,e,(suite total),Execution,cycles,11,22,16.5,5.5\n") || !strings.Contains(r.stderr, "b.wasm") {
		t.Errorf("%+v", r)
	}
}

// TestRefusedLines: named by file and line, the rest analysed, and the exit
// code says so.
func TestRefusedLines(t *testing.T) {
	t.Chdir(t.TempDir())
	const csv = "x86_64,e,,b.wasm,1,0,Execution,cycles,10\nx86_64,e,,b.wasm,1,1,Execution,cycles,-3\nx86_64,e,,b.wasm,1,2,Linking,cycles,5\n"
	put(t, "rows.csv", csv)
	r := sightglass(t, "", "analyze", "-o", "csv", "rows.csv")
	if r.code != exitFailed || r.stdout != "x86_64,e,b.wasm,Execution,cycles,10,10,10.0,0.0\n" ||
		!strings.Contains(r.stderr, "rows.csv:2") || !strings.Contains(r.stderr, "rows.csv:3") {
		t.Errorf("%+v", r)
	}
	if r := sightglass(t, "", "summarize", "-"); r.code != exitRefuse || !strings.Contains(r.stderr, "no rows") {
		t.Errorf("%+v", r)
	}
}

func TestCalibrate(t *testing.T) {
	folder(t, "work")
	succeeds(t, strings.Fields("benchmark -p 1 -i 3 -o rows.csv work.wasm")...)
	r := sightglass(t, "", strings.Fields("calibrate -e wazero -p 2 -i 5 -f json rows.csv")...)
	var got struct {
		Overhead record.Overhead
		Shares   []calibrate.Share
	}
	if err := json.Unmarshal([]byte(r.stdout), &got); err != nil || r.code != 0 || len(got.Shares) != 3 {
		t.Fatalf("%+v, %v", r, err)
	}
	floor, ok := got.Overhead.LookupFloor("cycles")
	window, ok2 := got.Overhead.Lookup("wazero", "", "cycles")
	if !ok || !ok2 || window.Warm.N != 2*4 || floor.Warm.Min > window.Warm.Max {
		t.Errorf("floor %+v, window %+v", floor, window)
	}
	for format, want := range map[string]string{"csv": "kind,engine,engine_flags,phase,event", "table": "times_"} {
		if r := sightglass(t, "", strings.Fields("calibrate -e wazero -p 1 -i 3 -f "+format)...); r.code != 0 || !strings.Contains(r.stdout, want) {
			t.Errorf("%s: %+v", format, r)
		}
	}
	r = sightglass(t, "", strings.Fields("benchmark --calibrate -p 1 -i 2 -f jsonl noop.wasm")...)
	h := record.NewReader(strings.NewReader(r.stdout), "output", record.JSONL)
	if _, err := h.Read(); err != nil || h.Header() == nil || h.Header().Overhead == nil || len(h.Header().Findings) == 0 {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestDoctor(t *testing.T) {
	r := sightglass(t, "", "doctor", "-f", "json")
	var findings []doctor.Finding
	if err := json.Unmarshal([]byte(r.stdout), &findings); err != nil || len(findings) != len(doctor.Machine{OS: "plan9"}.Examine(t.Context()))+len(engines.Default.Names()) {
		t.Errorf("%+v, %v", r, err)
	}
	if r := sightglass(t, "", "doctor"); r.code != 0 || strings.Count(r.stdout, "\n") < len(findings) {
		t.Errorf("%+v", r)
	}
}

// TestEngines: an engine's version, flags and advisories, for people and
// programs, and as doctor has them.
func TestEngines(t *testing.T) {
	r := sightglass(t, "", "engines", "-f", "json")
	var list []engineAbout
	if err := json.Unmarshal([]byte(r.stdout), &list); err != nil || r.code != 0 || len(list) != len(engines.Default.Names()) {
		t.Fatalf("%+v, %v", r, err)
	}
	table, doctor := sightglass(t, "", "engines"), sightglass(t, "", "doctor")
	for _, e := range list {
		if e.Unavailable != "" {
			t.Logf("%s: %s", e.Name, e.Unavailable)
			continue
		}
		if e.Advisories == nil || e.Advisories.Made == "" || len(e.Flags) == 0 || e.Version == "" {
			t.Errorf("%+v", e)
			continue
		}
		for _, said := range []string{e.Name + " " + e.Version, e.Advisories.Made, e.Flags[0].Name} {
			if !strings.Contains(table.stdout, said) {
				t.Errorf("the table lacks %q:\n%s", said, table.stdout)
			}
		}
		for _, met := range e.Advisories.Met() {
			if !strings.Contains(table.stdout, met.ID) || !strings.Contains(doctor.stdout, met.ID) {
				t.Errorf("%s is not in the table and in doctor", met.ID)
			}
		}
	}
	if r := sightglass(t, "", "engines", "-f", "yaml"); r.code != exitRefuse {
		t.Errorf("%+v", r)
	}
}

// TestHelp is the whole help, golden: a file for each command that there is.
func TestHelp(t *testing.T) {
	commands := []string{""}
	for _, c := range newRoot().Commands() {
		if !c.Hidden {
			commands = append(commands, c.Name())
		}
	}
	if files, err := filepath.Glob(filepath.Join("testdata", "help*.txt")); len(files) != len(commands) && !*update {
		t.Errorf("%d files %v, want one for each of %d commands %q", len(files), err, len(commands), commands)
	}
	for _, command := range commands {
		r := sightglass(t, "", append(strings.Fields(command), "--help")...)
		golden := filepath.Join("testdata", "help"+strings.TrimSuffix("-"+command, "-")+".txt")
		if *update {
			put(t, golden, r.stdout)
		}
		want, err := os.ReadFile(golden)
		if err != nil || r.code != 0 || r.stdout != string(want) {
			t.Errorf("%s --help differs from %s (go test ./examples/sightglass/command -run TestHelp -update): %v\n%s", command, golden, err, r.stdout)
		}
	}
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		if r := sightglass(t, "", "completion", shell); r.code != 0 || len(r.stdout) < 1000 {
			t.Errorf("completion %s: code %d, %d bytes", shell, r.code, len(r.stdout))
		}
	}
}
