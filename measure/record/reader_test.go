package record

import (
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/sightglass-go/sightglass/measure"
)

// row is the row that most tests read; with changes it.
func row(changes ...func(*Row)) Row {
	r := Row{Arch: "x86_64", Engine: "wasmtime", Wasm: "noop.wasm", Process: 7,
		Iteration: 1, Phase: measure.Execution, Event: "cycles", Count: 56}
	for _, c := range changes {
		c(&r)
	}
	return r
}

func engine(s string) func(*Row) { return func(r *Row) { r.Engine = s } }
func flags(s string) func(*Row)  { return func(r *Row) { r.EngineFlags = s } }
func arch(s string) func(*Row)   { return func(r *Row) { r.Arch = s } }
func count(n uint64) func(*Row)  { return func(r *Row) { r.Count = n } }

// checkRead reads the input whole and, to see that nothing depends on how
// much a read returns, byte by byte.
func checkRead(t *testing.T, format Format, input string, want []Row, wantErrs []string) {
	t.Helper()
	sources := []io.Reader{strings.NewReader(input), iotest.DataErrReader(strings.NewReader(input))}
	if len(input) < 1<<20 {
		sources = append(sources, iotest.OneByteReader(strings.NewReader(input)))
	}
	for _, src := range sources {
		var got []Row
		var errs []string
		for r, err := range NewReader(src, "file", format).All() {
			if err != nil {
				errs = append(errs, err.Error())
				continue
			}
			got = append(got, r)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%q:\nread %+v\nwant %+v", input, got, want)
		}
		if len(errs) != len(wantErrs) {
			t.Errorf("%q:\nerrors %q\nwant   %q", input, errs, wantErrs)
			continue
		}
		for i := range errs {
			if !strings.Contains(errs[i], wantErrs[i]) {
				t.Errorf("%q:\nerror %d is %q\nwant %q in it", input, i, errs[i], wantErrs[i])
			}
		}
	}
}

func TestDetect(t *testing.T) {
	for input, want := range map[string]Format{
		"":                          CSV,
		" \n":                       CSV,
		"arch,engine":               CSV,
		"\ufeffarch,engine":         CSV,
		" \r\n\t[":                  JSON,
		"\ufeff[{":                  JSON,
		`{"format":"x"}`:            JSONL,
		strings.Repeat(" ", 100000): CSV,
	} {
		r := NewReader(strings.NewReader(input), "file", Auto)
		_, _ = r.Read()
		if r.Format() != want {
			t.Errorf("%.20q is read as %v, want %v", input, r.Format(), want)
		}
	}
}

func TestReadErrorEndsReading(t *testing.T) {
	broken := errors.New("the disk is gone")
	for _, input := range []string{
		"x86_64,wasmtime,,noop.wasm,7,1,Execution,cycles,56\n",
		`[{"arch":"x86_64","engine":"wasmtime","wasm":"noop.wasm","process":7,"iteration":1,"phase":"Execution","event":"cycles","count":56},`,
		`{"arch":"x86_64","engine":"wasmtime","wasm":"noop.wasm","process":7,"iteration":1,"phase":"Execution","event":"cycles","count":56}` + "\n",
	} {
		for _, rest := range []string{"", "{", "x"} {
			src := io.MultiReader(strings.NewReader(input+rest), iotest.ErrReader(broken))
			r := NewReader(src, "file", Auto)
			rows, err := ReadAll(r)
			if len(rows) != 1 || !errors.Is(err, broken) {
				t.Errorf("%q: %d rows, error %v; want 1 and the reader's error", input+rest, len(rows), err)
			}
			if _, err := r.Read(); !errors.Is(err, broken) {
				t.Errorf("Read after that: %v", err)
			}
		}
	}
}

func TestSyntaxErrorIsAValue(t *testing.T) {
	r := NewReader(strings.NewReader("\nx86_64,wasmtime,,noop.wasm,7,1,Running,cycles,56\n"), "a.csv", Auto)
	_, err := r.Read()
	var syntax *SyntaxError
	if !errors.As(err, &syntax) || syntax.File != "a.csv" || syntax.Line != 2 || !errors.Is(err, measure.ErrPhase) {
		t.Errorf("got %#v", err)
	}
	if want := `a.csv:2: unknown phase "Running": use Compilation, Instantiation or Execution`; err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
	if _, err = r.Read(); err != io.EOF {
		t.Errorf("then %v, want EOF", err)
	}
}

// Reading rows whose names are known allocates nothing.
func TestReadDoesNotAllocate(t *testing.T) {
	line := "x86_64,wasmtime,-O opt-level=2,noop.wasm,7,1,Execution,cycles,56\n"
	obj := `{"arch":"x86_64","engine":"wasmtime","engine_flags":null,"wasm":"noop.wasm","process":7,"iteration":1,"phase":"Execution","event":"cycles","count":56}`
	for format, text := range map[Format]string{
		CSV:   strings.Repeat(line, 2000),
		JSONL: strings.Repeat(obj+"\n", 2000),
		JSON:  "[" + strings.Repeat(obj+",\n", 2000) + obj + "]",
	} {
		r := NewReader(strings.NewReader(text), "file", format)
		_, _ = r.Read()
		n := testing.AllocsPerRun(1000, func() {
			if _, err := r.Read(); err != nil {
				t.Fatal(err)
			}
		})
		if n != 0 {
			t.Errorf("%v: %v allocations a row", format, n)
		}
	}
}

func TestParseFormat(t *testing.T) {
	for _, f := range []Format{Auto, CSV, JSON, JSONL} {
		if g, err := ParseFormat(strings.ToUpper(f.String())); g != f || err != nil {
			t.Errorf("%v is parsed as %v, %v", f, g, err)
		}
	}
	if _, err := ParseFormat("xml"); !errors.Is(err, ErrFormat) {
		t.Errorf("xml: %v", err)
	}
}
