package record

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/measure"
)

var update = flag.Bool("update", false, "write the golden files anew")

var testHeader = Header{
	Started:      time.Date(2024, 5, 6, 7, 8, 9, 10, time.UTC),
	Seed:         1<<64 - 1,
	FirstProcess: 7,
	Plan:         json.RawMessage(`{"rounds":2,"note":"<a & b>"}`),
	Machine:      Machine{OS: "linux", Arch: "x86_64", CPUs: 2},
	Engines:      []Engine{{Name: "wasmtime", Engine: "wasmtime", Version: "39.0.1", Flags: "-O 2"}},
	Measures:     []Measure{{Name: "cycles", Description: measure.Description{Clock: "RDTSC", FrequencyHz: 2.5e9}}},
	Events:       []measure.Event{{Name: "cycles", Unit: "cycles", Better: measure.Lower, Time: true}},
	Labels:       map[string]string{"branch": "main"},
	Warnings:     []string{"2 cores, shared"},
}

var testRows = []Row{
	row(),
	row(flags(`-O opt-level=2,"x"`), func(r *Row) { r.Phase = measure.Compilation; r.Count = 1<<64 - 1 }),
	row(engine("a<b>&c"), flags("line\nbreak\r\n\ttab\\"), func(r *Row) { r.Phase = measure.Instantiation; r.Process = 1<<64 - 1 }),
	row(func(r *Row) { r.Wasm = " é/\u2028 .wasm"; r.Iteration = 0; r.Count = 0 }),
	row(arch("\ufeffx"), engine(`\.`), flags("")),
	row(func(r *Row) { *r = Row{Phase: measure.Execution} }),
}

func withNotes(rows []Row) []Row {
	rows = append([]Row(nil), rows...)
	rows[0].Note = &Note{Raw: 5, Enabled: 10, Running: 7}
	rows[1].Note = &Note{Collections: 1, Warnings: []string{"a <b> \"c\"", "d"}}
	return rows
}

func write(t testing.TB, format Format, header *Header, rows []Row) []byte {
	t.Helper()
	var buf bytes.Buffer
	w := NewWriter(&buf, format)
	if header != nil {
		if err := w.Begin(*header); err != nil {
			t.Fatal(err)
		}
	}
	for _, r := range rows {
		if err := w.Write(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// The golden files are what the writer writes; reading them gives the rows,
// and writing those gives the files.
func TestGolden(t *testing.T) {
	for format, rows := range map[Format][]Row{CSV: testRows, JSON: testRows, JSONL: withNotes(testRows)} {
		t.Run(format.String(), func(t *testing.T) {
			file := filepath.Join("testdata", "rows."+format.String())
			got := write(t, format, &testHeader, rows)
			if *update {
				if err := os.WriteFile(file, got, 0o666); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("wrote\n%s\nwant\n%s", got, want)
			}
			r := NewReader(bytes.NewReader(want), file, Auto)
			read, err := ReadAll(r)
			if err != nil || r.Format() != format {
				t.Errorf("read as %v: %v", r.Format(), err)
			}
			if !reflect.DeepEqual(read, rows) {
				t.Errorf("read\n%+v\nwant\n%+v", read, rows)
			}
			if h := r.Header(); format == JSONL {
				w := testHeader
				w.Format, w.CRC32C = FormatVersion, "8787d274"
				if !reflect.DeepEqual(*h, w) {
					t.Errorf("header\n%+v\nwant\n%+v", *h, w)
				}
			} else if h != nil {
				t.Errorf("header %+v", *h)
			}
		})
	}
}

// What is written is CSV and JSON to others: encoding/csv quotes the same
// fields, and encoding/json finds the same values.
func TestOthersReadIt(t *testing.T) {
	got := write(t, CSV, nil, testRows)
	records, err := csv.NewReader(bytes.NewReader(got)).ReadAll()
	if err != nil || len(records) != len(testRows)+1 {
		t.Fatalf("%d records, %v", len(records), err)
	}
	var buf bytes.Buffer
	if err := csv.NewWriter(&buf).WriteAll(records); err != nil {
		t.Fatal(err)
	}
	want := strings.Replace(buf.String(), "\ufeffx,", "\"\ufeffx\",", 1) // ours alone
	want = strings.Replace(want, "\n\ttab", "\r\n\ttab", 1)              // csv.Reader drops it
	if string(got) != want {
		t.Errorf("wrote\n%s\nencoding/csv\n%s", got, want)
	}

	var objects []map[string]any
	dec := json.NewDecoder(bytes.NewReader(write(t, JSON, nil, testRows)))
	dec.UseNumber()
	if err := dec.Decode(&objects); err != nil || len(objects) != len(testRows) {
		t.Fatalf("%d objects, %v", len(objects), err)
	}
	if o, r := objects[2], testRows[2]; o["engine_flags"] != r.EngineFlags || o["process"] != json.Number("18446744073709551615") {
		t.Errorf("%v", o)
	}
	if o := objects[0]; o["engine_flags"] != nil || len(o) != 9 {
		t.Errorf("%v", o)
	}
}

func TestWriteNothing(t *testing.T) {
	const head = "arch,engine,engine_flags,wasm,process,iteration,phase,event,count\n"
	for format, want := range map[Format]string{Auto: head, CSV: head, JSON: "[]\n", JSONL: ""} {
		if got := string(write(t, format, nil, nil)); got != want {
			t.Errorf("%v: %q, want %q", format, got, want)
		}
	}
}

func TestWriterRefuses(t *testing.T) {
	tests := []struct {
		format Format
		row    Row
		want   string
	}{
		{CSV, row(func(r *Row) { r.Phase = 0 }), "write a row as csv: unknown phase: Phase(0)"},
		{JSON, row(func(r *Row) { r.Phase = 4 }), "write a row as json: unknown phase: Phase(4)"},
		{JSONL, row(func(r *Row) { r.Wasm = "a\xff" }), `write a row as jsonl: "a\xff" is not UTF-8, which JSON cannot carry: use csv`},
		{CSV, row(flags(strings.Repeat("\n", 64))), "at most 65536 bytes and 64 lines"},
		{CSV, row(flags(strings.Repeat("x", 65536))), "at most 65536 bytes and 64 lines"},
	}
	for _, tt := range tests {
		var buf bytes.Buffer
		w := NewWriter(&buf, tt.format)
		good := row()
		errs := []error{w.Write(good), w.Write(tt.row), w.Write(good), w.Close()}
		if errs[0] != nil || errs[1] == nil || errs[2] != nil || errs[3] != nil || !strings.Contains(errs[1].Error(), tt.want) {
			t.Errorf("errors %v, want only the second, with %q", errs, tt.want)
		}
		if got, err := ReadAll(NewReader(&buf, "file", tt.format)); err != nil || len(got) != 2 {
			t.Errorf("then read %d rows, %v", len(got), err)
		}
	}
}

// At the limits of what CSV can carry, it does.
func TestCSVLimits(t *testing.T) {
	for _, f := range []string{strings.Repeat("\n", 63), "\n" + strings.Repeat("x", 65400)} {
		rows := []Row{row(flags(f)), row()}
		got, err := ReadAll(NewReader(bytes.NewReader(write(t, CSV, nil, rows)), "file", CSV))
		if err != nil || !reflect.DeepEqual(got, rows) {
			t.Errorf("%d rows, %v", len(got), err)
		}
	}
}

// whole fails the test when it is handed a piece of a line, and fails itself
// after a while.
type whole struct {
	t    *testing.T
	left int
	err  error
}

func (w *whole) Write(b []byte) (int, error) {
	if len(b) == 0 || b[len(b)-1] != '\n' {
		w.t.Errorf("a piece of a line: …%q", b[max(0, len(b)-20):])
	}
	if w.left--; w.left < 0 {
		return len(b) / 2, w.err
	}
	return len(b), nil
}

func TestWriterHandsOnWholeLines(t *testing.T) {
	for _, format := range []Format{CSV, JSONL} {
		full := errors.New("disk full")
		dst := &whole{t, 3, full}
		w := NewWriter(dst, format)
		var err error
		for n := 0; n < 10000 && err == nil; n++ {
			err = w.Write(row(count(uint64(n))))
		}
		if !errors.Is(err, full) {
			t.Errorf("Write: %v", err)
		}
		for _, err := range []error{w.Write(row()), w.Flush(), w.Begin(Header{}), w.Close(), w.Close()} {
			if !errors.Is(err, full) {
				t.Errorf("after that: %v", err)
			}
		}
	}
}

func TestFlush(t *testing.T) {
	for _, format := range []Format{CSV, JSON, JSONL} {
		var buf bytes.Buffer
		w := NewWriter(&buf, format)
		_ = w.Begin(testHeader)
		_ = w.Write(row())
		if buf.Len() != 0 {
			t.Errorf("%v: written before Flush", format)
		}
		if err := w.Flush(); err != nil {
			t.Error(err)
		}
		rows, err := ReadAll(NewReader(bytes.NewReader(buf.Bytes()), "file", format))
		if len(rows) != 1 || (err != nil) != (format == JSON) {
			t.Errorf("%v: after Flush there are %d rows, %v", format, len(rows), err)
		}
		if err := errors.Join(w.Close(), w.Close()); err != nil {
			t.Error(err)
		}
		if err := w.Write(row()); !errors.Is(err, errClosed) {
			t.Errorf("Write after Close: %v", err)
		}
	}
}

type failing struct{ Collector }

var errSink = errors.New("sink")

func (*failing) Write(Row) error { return errSink }

func TestMultiSink(t *testing.T) {
	var a, b Collector
	m := MultiSink(&a, &failing{}, &b)
	if err := m.Begin(testHeader); err != nil {
		t.Error(err)
	}
	if err := m.Write(row()); !errors.Is(err, errSink) {
		t.Errorf("Write: %v", err)
	}
	if err := m.Flush(); err != nil {
		t.Error(err)
	}
	want := Collector{Headers: []Header{testHeader}, Rows: []Row{row()}}
	if !reflect.DeepEqual(a, want) || !reflect.DeepEqual(b, want) {
		t.Errorf("got %+v and %+v", a, b)
	}
}
