package record

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/sightglass-go/sightglass/measure"
)

// roundTrip checks what holds for any input: reading ends, every error but
// the last is a *SyntaxError; what was read, written and read again is equal,
// and writing that again gives the same bytes.
func roundTrip(t *testing.T, format Format, input []byte) {
	inPieces(t, format, input)
	r := NewReader(bytes.NewReader(input), "fuzz", format)
	var rows []Row
	lines := bytes.Count(input, newline) + 1
	for row, err := range r.All() {
		if err == nil {
			rows = append(rows, row)
			continue
		}
		syntax, ok := err.(*SyntaxError)
		if !ok {
			t.Fatalf("error %v", err)
		}
		if syntax.Line < 1 || syntax.Line > lines || syntax.Error() == "" {
			t.Fatalf("error %v in %d lines", err, lines)
		}
	}
	if _, err := r.Read(); err != io.EOF {
		t.Fatalf("after the end: %v", err)
	}
	var out bytes.Buffer
	w := NewWriter(&out, format)
	if h := r.Header(); h != nil {
		if err := w.Begin(*h); err != nil {
			t.Fatalf("header %+v: %v", *h, err)
		}
	}
	for _, row := range rows {
		if err := w.Write(row); err != nil {
			if format == CSV && len(input) > maxSpanBytes {
				return // longer than a row may be
			}
			t.Fatalf("row %+v: %v", row, err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r2 := NewReader(bytes.NewReader(out.Bytes()), "again", Auto)
	again, err := ReadAll(r2)
	if err != nil || !reflect.DeepEqual(again, rows) {
		t.Fatalf("read\n%+v\nwrote\n%s\nread again\n%+v\n%v", rows, out.Bytes(), again, err)
	}
	if out.Len() > 0 && r2.Format() != format {
		t.Fatalf("%v is taken for %v", format, r2.Format())
	}
	if b := write(t, format, r2.Header(), again); !bytes.Equal(b, out.Bytes()) {
		t.Fatalf("wrote\n%s\nand then\n%s", out.Bytes(), b)
	}
}

func seed(f *testing.F, extra ...string) {
	files, _ := filepath.Glob("testdata/rows.*")
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	for _, s := range extra {
		f.Add([]byte(s))
	}
}

func FuzzCSV(f *testing.F) {
	seed(f, "arch,engine,wasm,process,iteration,phase,event,count\r\na,b,c,1,2,Execution,d,3\r\n",
		"a,\"b,,c,1,2,Execution,d,3\na,b,\"c\n\",1,2,Execution,d,3",
		"count,event,phase,iteration,process,wasm,engine,arch\n3,d,Execution,2,1,c,b,a\n")
	f.Fuzz(func(t *testing.T, input []byte) { roundTrip(t, CSV, input) })
}

func FuzzJSON(f *testing.F) {
	seed(f, "["+object9+",\n"+object8+"\n", "["+object9+","+object9[:60]+",{"+object8+"]")
	f.Fuzz(func(t *testing.T, input []byte) { roundTrip(t, JSON, input) })
}

func FuzzJSONL(f *testing.F) {
	seed(f, `{"format":"sightglass-recording/1","seed":5,"overhead":{"a":[1,2]}}`+"\n"+object9+"\n",
		`{"ended":{"engine":"e","wasm":"w","process":1,"round":0,"rows":1}}`+"\n"+object9+"\n"+`{"resumed":{"at":"2026-01-02T03:04:05Z","ended":1}}`,
		`{"ended":{"failure":{"cause":"died"}}}`+"\n"+`{"ended":[`,
		sub("56}", `56,"note":{"gc":2,"warnings":["cold"],"later":1}}`))
	f.Fuzz(func(t *testing.T, input []byte) { roundTrip(t, JSONL, input) })
}

// Any row that a writer takes is read as the row it was.
func FuzzRow(f *testing.F) {
	f.Add("x86_64", "wasmtime", "-O 2", "noop.wasm", "cycles", uint64(1), uint64(2), uint64(3), "")
	f.Add("\ufeff", "a\"b", "line\r\n\rbreak", ` "`, `\.`, uint64(0), uint64(1<<64-1), uint64(7), "w")
	f.Add("arch", "engine", "phase", "count", "event", uint64(0), uint64(0), uint64(0), "é")
	f.Fuzz(func(t *testing.T, arch, engine, flags, wasm, event string, process, iteration, count uint64, warning string) {
		row := Row{Arch: arch, Engine: engine, EngineFlags: flags, Wasm: wasm, Event: event,
			Process: process, Iteration: iteration, Phase: measure.Execution, Count: count}
		for _, format := range []Format{CSV, JSON, JSONL} {
			row.Note = nil
			if format == JSONL && warning != "" && utf8.ValidString(warning) {
				row.Note = &Note{Raw: count, Warnings: []string{warning}}
			}
			var out bytes.Buffer
			w := NewWriter(&out, format)
			if err := w.Write(row); err != nil {
				if format != CSV && !utf8.ValidString(arch+"|"+engine+"|"+flags+"|"+wasm+"|"+event) ||
					format == CSV && (2*len(arch+engine+flags+wasm+event) > 60000 || strings.Count(arch+engine+flags+wasm+event, "\n") >= 64) {
					continue
				}
				t.Fatalf("%v: %+v: %v", format, row, err)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			got, err := ReadAll(NewReader(&out, "row", Auto))
			if err != nil || len(got) != 1 || !reflect.DeepEqual(got[0], row) {
				t.Fatalf("%v: wrote %+v, read %+v, %v", format, row, got, err)
			}
		}
	})
}

// A record that encoding/csv reads is read alike, but that line breaks in
// quotes stay what they are; and one that it refuses is refused.
func FuzzFields(f *testing.F) {
	for _, s := range []string{`a,"b",""`, `"a""b",c`, `a"b`, `"a"b`, `"a`, "\"a\nb\",", `""""`, `,`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if s == "" || strings.ContainsAny(s, "\r") || strings.HasPrefix(s, "\n") {
			return
		}
		r := csv.NewReader(strings.NewReader(s))
		want, err := r.Read()
		if _, err2 := r.Read(); err == nil && err2 != io.EOF || strings.HasSuffix(s, "\n") {
			return // more than one record
		}
		fields, _, err2 := splitFields([]byte(s), nil, nil)
		if (err == nil) != (err2 == nil) && !strings.Contains(s, "\n") {
			t.Fatalf("%q: %v, encoding/csv %v", s, err2, err)
		}
		if err != nil || err2 != nil {
			return
		}
		if len(fields) != len(want) {
			t.Fatalf("%q: %q, encoding/csv %q", s, fields, want)
		}
		for i := range want {
			if string(fields[i]) != want[i] {
				t.Fatalf("%q: %q, encoding/csv %q", s, fields, want)
			}
		}
	})
}

// An object that is a row to this package is one to encoding/json, too.
func FuzzObject(f *testing.F) {
	seed(f, object9, object8, sub("null", `"\ud83d\ude00\u0000"`))
	f.Fuzz(func(t *testing.T, input []byte) {
		if len(input) == 0 || input[0] != '{' {
			return
		}
		o := object{b: input}
		var row Row
		err := o.row(&row, new(interner))
		if o.i > len(input) || o.at > len(input) {
			t.Fatalf("%q: at %d and %d", input, o.i, o.at)
		}
		if o.whole && !json.Valid(input[:o.i]) {
			t.Fatalf("%q: taken for JSON", input[:o.i])
		}
		if !o.whole && json.Valid(input) && utf8.Valid(input) {
			t.Fatalf("%q: not taken for JSON: %v", input, err)
		}
		if err != nil {
			return
		}
		var want struct {
			Arch, Engine, Wasm, Event, Phase string
			Flags                            *string `json:"engine_flags"`
			Process, Iteration, Count        uint64
		}
		// Keys that differ in case are others to this package, not to encoding/json.
		for _, name := range columnNames {
			if bytes.Count(bytes.ToLower(input), []byte(name)) > 1 || bytes.Contains(input, []byte(`\u`)) {
				return
			}
		}
		if err := json.Unmarshal(input[:o.i], &want); err != nil {
			t.Fatalf("%q: %v", input, err)
		}
		flags := ""
		if want.Flags != nil {
			flags = *want.Flags
		}
		if want.Arch != row.Arch || want.Engine != row.Engine || flags != row.EngineFlags ||
			want.Wasm != row.Wasm || want.Event != row.Event || !strings.EqualFold(want.Phase, row.Phase.String()) ||
			want.Process != row.Process || want.Iteration != row.Iteration || want.Count != row.Count {
			t.Fatalf("%q: %+v, encoding/json %+v", input, row, want)
		}
	})
}
