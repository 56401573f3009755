package record

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const headLine = `{"format":"sightglass-recording/1","seed":5}` + "\n"

// journal is a recording of three processes with two rows each, the third of
// which is running.
func journal(t *testing.T) string {
	t.Helper()
	var out bytes.Buffer
	w := NewWriter(&out, JSONL)
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	must(w.Begin(Header{Seed: 5}))
	for process := range 3 {
		for i := range 2 {
			r := row(count(uint64(1000 + i)))
			r.Process, r.Iteration = uint64(process), uint64(i)
			must(w.Write(r))
		}
		if process < 2 {
			must(w.Mark(Mark{Ended: &Ended{Engine: "wasmtime", Wasm: "noop.wasm", Process: uint64(process), Round: process, Rows: 2}}))
		}
	}
	must(w.Flush())
	return out.String()
}

// TestRecoverAnywhere cuts a recording at every byte: what is recovered are
// the processes whose mark is whole, and it ends behind the last of them.
func TestRecoverAnywhere(t *testing.T) {
	text := journal(t)
	lines := strings.SplitAfter(text, "\n")
	header := len(lines[0])
	for cut := 0; cut <= len(text); cut++ {
		rec, err := Recover(strings.NewReader(text[:cut]), "file")
		if cut < header {
			if !errors.Is(err, ErrNotResumable) {
				t.Fatalf("cut at %d: %+v, %v", cut, rec, err)
			}
			continue
		}
		if err != nil {
			t.Fatalf("cut at %d: %v", cut, err)
		}
		ended, size, rows := 0, header, 0
		for at, i := header, 1; i < len(lines); i++ {
			if at += len(lines[i]); at > cut || lines[i] == "" {
				break
			}
			rows++
			if strings.Contains(lines[i], "ended") {
				ended, size, rows = ended+1, at, 0
			}
		}
		// A row that is whole but for its line end is a row.
		if rest := text[size:cut]; strings.HasSuffix(rest, "}") && !strings.Contains(rest, "ended") {
			rows++
		}
		if len(rec.Ended) != ended || rec.Size != int64(size) || rec.Bytes != int64(cut-size) || rec.Header.Seed != 5 || rec.Rows != rows {
			t.Fatalf("cut at %d: %+v; want %d ended in %d bytes, and %d rows behind", cut, rec, ended, size, rows)
		}
		if last := text[:cut]; (rec.Torn != nil) != (!strings.HasSuffix(last, "\n") && (!strings.HasSuffix(last, "}") || strings.Contains(text[size:cut], "ended"))) {
			t.Fatalf("cut at %d: torn %v of %q", cut, rec.Torn, text[size:cut])
		}
	}
}

// TestContinue cuts the end off and appends.
func TestContinue(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rows.jsonl")
	text := journal(t)
	if err := os.WriteFile(path, []byte(text+`{"arch":"x86`), 0o644); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	rec, err := Recover(f, path)
	f.Close()
	if err != nil || rec.Rows != 2 || rec.Torn == nil || rec.Torn.Line != 10 {
		t.Fatalf("%+v, %v", rec, err)
	}
	file, err := Continue(rec)
	if err != nil {
		t.Fatal(err)
	}
	w := ResumeWriter(file, rec)
	if err := errors.Join(w.Begin(Header{}), w.Mark(Mark{Resumed: &Resumed{Ended: 2}}), w.Write(row()), w.Close(), file.Close()); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(path)
	if err != nil || !strings.HasPrefix(string(got), text[:rec.Size]) || strings.Contains(string(got), `{"arch":"x86`+"\n") {
		t.Errorf("%s\n%v", got, err)
	}
	var marks []Mark
	r := NewReader(bytes.NewReader(got), path, Auto)
	r.OnMark = func(m Mark) { marks = append(marks, m) }
	rows, err := ReadAll(r)
	if err != nil || len(rows) != 5 || len(r.Headers()) != 1 || len(marks) != 3 || marks[2].Resumed == nil || marks[1].Ended.Process != 1 {
		t.Errorf("%d rows, %+v, %v", len(rows), marks, err)
	}
}

// TestRecoverOutOfTime resumes what its own time ended: the process that was running
// runs again, and nothing is said to be damaged.
func TestRecoverOutOfTime(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rows.jsonl")
	text := outOfTime(t)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	kept := strings.Join(strings.SplitAfter(text, "\n")[:4], "") // the header, and the process that ended
	rec, err := Recover(strings.NewReader(text), path)
	if err != nil || len(rec.Ended) != 1 || rec.Size != int64(len(kept)) || rec.Rows != 2 || rec.Bytes != int64(len(text)-len(kept)) || rec.Finished || len(rec.Damage) > 0 {
		t.Fatalf("%+v, %v; want %d bytes", rec, err, len(kept))
	}
	file, err := Continue(rec)
	if err != nil {
		t.Fatal(err)
	}
	r := row()
	r.Process = 101
	w := ResumeWriter(file, rec)
	ended := Mark{Ended: &Ended{Engine: r.Engine, Wasm: r.Wasm, Process: r.Process, Round: 1, Rows: 1}}
	if err := errors.Join(w.Begin(Header{}), w.Mark(Mark{Resumed: &Resumed{Ended: 1}}), w.Write(r), w.Mark(ended), w.Mark(Mark{Finished: &Finished{}}), w.Close(), file.Close()); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	h, err := Verify(NewReader(bytes.NewReader(got), path, Auto))
	if err != nil || h.State != Whole || h.Recordings[0].Rows != 3 || h.Recordings[0].Running != 0 {
		t.Errorf("%+v, %v of\n%s", h, err, got)
	}
}

func TestRecoverRefuses(t *testing.T) {
	text := journal(t)
	lines := strings.SplitAfter(text, "\n")
	for name, tt := range map[string]struct {
		input string
		want  error
		text  string
	}{
		"empty":          {"", ErrNotResumable, "file: recording cannot be resumed: the file is empty: "},
		"CSV":            {"x86_64,wasmtime,,noop.wasm,7,1,Execution,cycles,56\n", ErrNotResumable, "record to a .jsonl file"},
		"JSON":           {"[" + object9 + "]", ErrNotResumable, "record to a .jsonl file"},
		"no header":      {strings.Join(lines[1:], ""), ErrDamaged, "file:3: damaged from byte 0 to 0: the header, the recording's first line, is missing"},
		"rows alone":     {object9 + "\n", ErrNotResumable, "no header"},
		"header changed": {strings.Replace(text, `"seed":5`, `"seed":6`, 1), ErrDamaged, "file:1: damaged from byte 0 to 146: the header's checksum"},
		"two recordings": {text + headLine + object9 + "\n", ErrNotResumable, "2 recordings"},
		"header torn":    {lines[0][:20], ErrNotResumable, "header was cut off"},
		"header unended": {strings.TrimSuffix(lines[0], "\n"), ErrNotResumable, "header was cut off"},
	} {
		rec, err := Recover(strings.NewReader(tt.input), "file")
		if !errors.Is(err, tt.want) || !errors.Is(err, ErrNotResumable) || !strings.Contains(err.Error(), tt.text) {
			t.Errorf("%s: %+v, %v", name, rec, err)
		}
	}
	// Zeros at the end are what a power failure leaves, and cost nothing.
	if rec, err := Recover(strings.NewReader(text+strings.Repeat("\x00", 4096)), "file"); err != nil || len(rec.Ended) != 2 || rec.Torn == nil {
		t.Errorf("zeros at the end: %+v, %v", rec, err)
	}
}

// FuzzRecover: whatever is recovered, the part that counts is recovered from
// alone, too, and is all of what the whole file has.
func FuzzRecover(f *testing.F) {
	var t testing.T
	text := journal(&t)
	f.Add([]byte(text))
	f.Add([]byte("\ufeff" + text[:len(text)-9]))
	f.Add([]byte(headLine + `{"ended":{}}` + "\n" + `{"resumed":{}}` + "\r\n{"))
	f.Fuzz(func(t *testing.T, input []byte) {
		rec, err := Recover(bytes.NewReader(input), "fuzz")
		if err != nil {
			if !errors.Is(err, ErrNotResumable) {
				t.Fatal(err)
			}
			return
		}
		if rec.Size < 1 || rec.Size+rec.Bytes != int64(len(input)) {
			t.Fatalf("%d and %d of %d bytes", rec.Size, rec.Bytes, len(input))
		}
		again, err := Recover(bytes.NewReader(input[:rec.Size]), "fuzz")
		if err != nil || again.Size != rec.Size || again.Bytes != 0 || again.Rows != 0 || again.Torn != nil || len(again.Ended) != len(rec.Ended) {
			t.Fatalf("%+v\nand then\n%+v, %v", rec, again, err)
		}
	})
}
