package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

var update = flag.Bool("update", false, "write the golden files of the table and of JSON anew")

// excerpt is 3 processes of 4 iterations of a real recording.
func excerpt(t *testing.T) *analysis.Data {
	t.Helper()
	f, err := os.Open("testdata/excerpt.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	d, err := analysis.Read(record.NewReader(f, f.Name(), record.Auto))
	if err != nil || d.Rows != 144 || d.RefusedLines != 0 || d.Warnings != nil {
		t.Fatalf("%d rows, %v, refused %v, warnings %v", d.Rows, err, d.Refused, d.Warnings)
	}
	return d
}

func golden(t *testing.T, file, got string, mayUpdate bool) {
	t.Helper()
	file = filepath.Join("testdata", file)
	if *update && mayUpdate {
		if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s: got\n%s\nwant\n%s", file, got, want)
	}
}

func render(t *testing.T, f func(io.Writer) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := f(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// The CSV files come from Python 3.11, not from this package: min, max,
// sum(v)/len(v), sorted(v)[len(v)//2], and the absolute deviations added up one
// by one in the order of process and iteration, printed with str.
func TestCSV(t *testing.T) {
	sums := analysis.Summarize(excerpt(t))
	golden(t, "excerpt.analyze.csv", render(t, func(w io.Writer) error { return Analyze(w, sums, record.CSV) }), false)
	golden(t, "excerpt.summarize.csv", render(t, func(w io.Writer) error { return Summarize(w, sums, record.CSV) }), false)
}

func TestJSON(t *testing.T) {
	sums := analysis.Summarize(excerpt(t))
	sums[0].EngineFlags = "-O <2>"
	for name, f := range map[string]func(io.Writer, []analysis.Summary, record.Format, ...error) error{"analyze": Analyze, "summarize": Summarize} {
		js := render(t, func(w io.Writer) error { return f(w, sums, record.JSON) })
		golden(t, "excerpt."+name+".json", roundedIntervals(js), true)

		// The same values under the same names as in CSV.
		cs, err := csv.NewReader(strings.NewReader(render(t, func(w io.Writer) error { return f(w, sums, record.CSV) }))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		header := []string{"arch", "engine", "wasm", "phase", "event", "min", "max", "mean", "deviation"}
		if name == "summarize" {
			header, cs = cs[0], cs[1:]
		}
		dec := json.NewDecoder(strings.NewReader(js))
		dec.UseNumber()
		var objects []map[string]any
		if err := dec.Decode(&objects); err != nil || len(objects) != len(cs) {
			t.Fatalf("%d objects, %d lines, %v", len(objects), len(cs), err)
		}
		for i, o := range objects {
			for j, key := range header {
				var got string
				switch v := o[key].(type) {
				case string:
					got = v
				case json.Number:
					got = v.String()
				}
				if more := len(o) - len(header); got != cs[i][j] || more != strings.Count(name, "summarize") { // median_interval
					t.Errorf("%s of object %d is %q, in CSV %q", key, i, got, cs[i][j])
				}
			}
		}
	}
}

// TestJSONWarns: each object of an array has what should be known of what was read, behind
// all other keys; CSV stays as it is.
func TestJSONWarns(t *testing.T) {
	sums := analysis.Summarize(excerpt(t))
	for _, write := range []func(io.Writer, []analysis.Summary, record.Format, ...error) error{Analyze, Summarize} {
		plain := render(t, func(w io.Writer) error { return write(w, sums, record.JSON) })
		warned := render(t, func(w io.Writer) error { return write(w, sums, record.JSON, errors.New("a <b>"), errors.New(`"c"`)) })
		if strings.Contains(plain, "warnings") || strings.ReplaceAll(warned, `,"warnings":["a <b>","\"c\""]}`, "}") != plain || strings.Count(warned, `"warnings"`) != len(sums) {
			t.Errorf("%s\nwithout warnings: %s", warned, plain)
		}
		if csv := render(t, func(w io.Writer) error { return write(w, sums, record.CSV, errors.New("a")) }); csv != render(t, func(w io.Writer) error { return write(w, sums, record.CSV) }) {
			t.Errorf("%s", csv)
		}
	}
}

func TestEmptyAndRefused(t *testing.T) {
	for format, want := range map[record.Format]string{record.CSV: "", record.Auto: "", record.JSON: "[]\n"} {
		if got := render(t, func(w io.Writer) error { return Analyze(w, nil, format) }); got != want {
			t.Errorf("%v: %q, want %q", format, got, want)
		}
	}
	if err := Summarize(io.Discard, nil, record.JSONL); !errors.Is(err, record.ErrFormat) {
		t.Errorf("jsonl: %v", err)
	}
	full := errors.New("disk full")
	sums := analysis.Summarize(excerpt(t))
	for _, f := range []func(io.Writer) error{
		func(w io.Writer) error { return Analyze(w, sums, record.CSV) },
		func(w io.Writer) error { return Analyze(w, sums, record.JSON) },
		func(w io.Writer) error { return Table(w, sums, Options{}) },
	} {
		if err := f(failing{full}); !errors.Is(err, full) {
			t.Errorf("error %v, want the writer's", err)
		}
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func TestNumbers(t *testing.T) {
	for x, want := range map[float64]string{470: "470.0", 61.506666666666675: "61.506666666666675", 0: "0.0",
		1e21: "1000000000000000000000.0", 0.1: "0.1", 2.0 / 3: "0.6666666666666666", math.Inf(1): "+Inf"} {
		if got := float(x).String(); got != want {
			t.Errorf("float %v: %q, want %q", x, got, want)
		}
	}
	if got := float(math.NaN()).String(); got != "NaN" {
		t.Errorf("NaN: %q", got)
	}
	if b, _ := float(math.NaN()).MarshalJSON(); string(b) != "null" {
		t.Errorf("NaN in JSON: %s", b)
	}
}

func TestTable(t *testing.T) {
	d := excerpt(t)
	sums := analysis.Summarize(d)
	plain := render(t, func(w io.Writer) error { return Table(w, sums, NewOptions(d)) })
	golden(t, "excerpt.table.txt", plain, true)
	checkWidth(t, plain, DefaultWidth)
	for i := range sums { // a heading of 90 columns, which the wider table must not exceed
		sums[i].Wasm = strings.Repeat("b", 57)
	}
	checkWidth(t, render(t, func(w io.Writer) error { return Table(w, sums, NewOptions(d)) }), DefaultWidth)
	sums = analysis.Summarize(d)

	// Colour is escape sequences and nothing else, whatever the environment.
	t.Setenv("NO_COLOR", "1")
	o := NewOptions(d)
	o.Color = true
	colored := render(t, func(w io.Writer) error { return Table(w, sums, o) })
	if stripped := strings.NewReplacer("\x1b[1m", "", "\x1b[0m", "").Replace(colored); stripped != plain || colored == plain {
		t.Errorf("got\n%s\nwant\n%s", stripped, plain)
	}
}

func checkWidth(t *testing.T, table string, width int) {
	t.Helper()
	for _, line := range strings.Split(table, "\n") {
		if n := utf8.RuneCountInString(line); n > width {
			t.Errorf("%d columns: %s", n, line)
		}
	}
}

func TestTableOfOddThings(t *testing.T) {
	rows := []record.Row{
		{Arch: "aarch64", Engine: "wazero", Wasm: "a.wasm", Phase: measure.Execution, Event: "nanoseconds", Count: 1234},
		{Arch: "aarch64", Engine: "wazero", Wasm: "a.wasm", Phase: measure.Execution, Event: "nanoseconds", Iteration: 1, Count: 98765432},
		{Arch: "aarch64", Engine: "wazero", Wasm: "a.wasm", Phase: measure.Execution, Event: "nanoseconds", Process: 1, Count: 12345678901},
		{Arch: "aarch64", Engine: "wasmtime", EngineFlags: "-O opt-level=2 -C parallel-compilation=no", Wasm: "a.wasm",
			Phase: measure.Execution, Event: "nanoseconds", Count: 7},
		{Arch: "aarch64", Engine: "wasmtime", Wasm: "a.wasm", Phase: measure.Execution, Event: "cache-misses", Count: 0},
		{Arch: "aarch64", Engine: "wazero", Wasm: "a.wasm", Phase: measure.Execution, Event: "cache-misses", Count: 5},
		{Arch: "aarch64", Engine: "wazero", Wasm: "b\x1b[2J\n.wasm", Phase: measure.Compilation, Event: "things", Count: 1<<64 - 1},
		{Arch: "aarch64", Engine: "wazero", Wasm: "/" + strings.Repeat("long/", 25) + "c.wasm", Phase: measure.Compilation, Event: "cycles", Count: 1234567890},
	}
	d := analysis.Group(rows)
	o := NewOptions(d)
	o.Warnings = []error{errors.New("something is odd")}
	golden(t, "odd.table.txt", render(t, func(w io.Writer) error { return Table(w, analysis.Summarize(d), o) }), true)
	if got := render(t, func(w io.Writer) error { return Table(w, nil, Options{}) }); !strings.HasPrefix(got, "no values\n") {
		t.Errorf("%q", got)
	}
}
