package parquet

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// copied is a recording as a Sink that record.Copy fills writes it. record.Copy to JSON
// Lines is the oracle of what Parquet keeps.
func copied(t testing.TB, text string, sink func(io.Writer) interface {
	record.Sink
	io.Closer
}) []byte {
	t.Helper()
	var out bytes.Buffer
	to := sink(&out)
	r := record.NewReader(strings.NewReader(text), "rows", record.Auto)
	if err := errors.Join(record.Copy(to, r, nil), to.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func toParquet(t testing.TB, text string) []byte {
	return copied(t, text, func(w io.Writer) interface {
		record.Sink
		io.Closer
	} {
		return NewWriter(w)
	})
}

func toLines(t *testing.T, text string) string {
	return string(copied(t, text, func(w io.Writer) interface {
		record.Sink
		io.Closer
	} {
		return record.NewWriter(w, record.JSONL)
	}))
}

// back is what a file holds, read as a stream and as a file.
func back(t *testing.T, file []byte) string {
	t.Helper()
	lines, rest, err := Open(bytes.NewReader(file), "rows.parquet")
	if err != nil || lines == nil || rest != nil {
		t.Fatalf("%v, %v, %v", lines, rest, err)
	}
	text, err := io.ReadAll(lines)
	if err := errors.Join(err, lines.Close()); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "rows.parquet")
	if err := os.WriteFile(name, file, 0o644); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if lines, _, err = Open(f, name); err != nil {
		t.Fatal(err)
	}
	again, err := io.ReadAll(lines)
	if err := errors.Join(err, lines.Close()); err != nil || string(again) != string(text) {
		t.Errorf("a file and a stream differ: %v", err)
	}
	return string(text)
}

// rows are n rows of CSV.
func rows(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "x86_64,e%d,%s,dir/a.wasm,%d,%d,Execution,cycles,%d\n", i%2, strings.Repeat("-x", i%3), i/7, i%7, 1000+i*i%977)
	}
	return b.String()
}

// recording is one with marks: n processes with a row each, of which every third fails
// and has none.
func recording(t testing.TB, n int, note *record.Note, begin int) string {
	t.Helper()
	var out bytes.Buffer
	w := record.NewWriter(&out, record.JSONL)
	err := w.Begin(record.Header{Started: time.Date(2026, 1, 2, 3, 4, begin%60, 0, time.UTC), FirstProcess: uint64(begin)})
	for i := range n {
		p := uint64(begin + i)
		ended := &record.Ended{Engine: "e", Wasm: "a.wasm", Process: p, Round: i}
		if i%3 == 2 {
			ended.Failure = &record.EndedBadly{Cause: "died", Text: "killed", Iteration: -1, Attempt: 1}
		} else {
			ended.Rows = 1
			err = errors.Join(err, w.Write(record.Row{Arch: "x86_64", Engine: "e", Wasm: "a.wasm", Process: p, Phase: measure.Execution, Event: "cycles", Count: math.MaxUint64 - uint64(i), Note: note}))
		}
		err = errors.Join(err, w.Mark(record.Mark{Ended: ended}))
	}
	if err := errors.Join(err, w.Mark(record.Mark{Finished: &record.Finished{}}), w.Close()); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestRoundTrip: what comes back is what a copy to JSON Lines is, byte for byte: the
// checksums, too.
func TestRoundTrip(t *testing.T) {
	old, err := os.ReadFile("../../../testdata/recording.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	failing := strings.SplitAfter(recording(t, 3, nil, 7), "\n")
	for name, text := range map[string]string{
		"recording":                       string(old),
		"one row":                         rows(1),
		"a batch":                         rows(batch),
		"a batch and a row":               rows(batch + 1),
		"batches":                         rows(3*batch - 1),
		"marks":                           recording(t, 9, nil, 7),
		"notes":                           recording(t, 9, &record.Note{Raw: 3, Enabled: 5, Running: 4, Collections: 1, Warnings: []string{"<a> & \"b\""}}, 7),
		"marks where a batch ends":        recording(t, 3*batch, nil, 1),
		"two recordings":                  recording(t, 5, nil, 7) + recording(t, 5, nil, 70),
		"rows without a header, then one": toLines(t, rows(3)) + recording(t, 5, nil, 7),
		"marks before the first row":      failing[0] + strings.Join(failing[5:6], "") + strings.Join(failing[1:5], ""),
		"cut off":                         strings.Join(failing[:2], ""),
	} {
		want := toLines(t, text)
		got := back(t, toParquet(t, text))
		if got != want || want == "" {
			t.Errorf("%s:\n%.2000s\nwant\n%.2000s", name, got, want)
		}
	}
}

// TestMetadata: the headers are where other programs find them, each under its number,
// which its rows have.
func TestMetadata(t *testing.T) {
	text := toLines(t, rows(2)) + recording(t, 2, nil, 7) + recording(t, 1, nil, 70)
	b := toParquet(t, text)
	f, err := parquet.OpenFile(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	var headers []string
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, `{"format"`) {
			headers = append(headers, line)
		}
	}
	for i, want := range headers {
		if got, _ := f.Lookup(Header(i + 1)); got != want {
			t.Errorf("%s is %s, want %s", Header(i+1), got, want)
		}
	}
	if _, ok := f.Lookup(Header(3)); ok || len(headers) != 2 {
		t.Errorf("%d headers, and a third: %v", len(headers), ok)
	}
	var of []int32
	lines := make([]line, 5)
	if n, _ := parquet.NewGenericReader[line](f).Read(lines); n != 5 {
		t.Fatalf("%d rows", n)
	}
	for _, l := range lines {
		of = append(of, l.Recording)
	}
	if fmt.Sprint(of) != "[0 0 1 1 2]" {
		t.Errorf("the rows are of recordings %v", of)
	}
}

// TestGroups: a file of many rows has groups, which a query engine skips or shares out,
// and a Writer holds one of.
func TestGroups(t *testing.T) {
	w := NewWriter(io.Discard)
	for i := range 2*rowsPerGroup + 1 {
		if err := w.Write(record.Row{Arch: "a", Engine: "e", Wasm: "w", Event: "cycles", Phase: measure.Execution, Process: uint64(i)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil || len(w.out.File().RowGroups()) != 3 {
		t.Errorf("%d groups, %v; want 3", len(w.out.File().RowGroups()), err)
	}
}

// TestEmpty: without rows there is no file, as there is none in other formats.
func TestEmpty(t *testing.T) {
	var out bytes.Buffer
	w := NewWriter(&out)
	if err := errors.Join(w.Begin(record.Header{}), w.Close(), w.Close()); err != nil || out.Len() > 0 {
		t.Errorf("%d bytes, %v", out.Len(), err)
	}
}

// full takes so many bytes.
type full int

func (f *full) Write(b []byte) (int, error) {
	if *f -= full(len(b)); *f < 0 {
		return 0, errors.New("no space left on device")
	}
	return len(b), nil
}

// TestFull: what could not be written is an error, wherever it happens.
func TestFull(t *testing.T) {
	whole := len(toParquet(t, rows(batch)))
	for _, room := range []int{0, 3, 4, whole / 2, whole - 9, whole - 1} {
		to := full(room)
		w := NewWriter(&to)
		err := record.Copy(w, record.NewReader(strings.NewReader(rows(batch)), "rows", record.Auto), nil)
		if err := errors.Join(err, w.Close()); err == nil {
			t.Errorf("%d of %d bytes were written, without an error", room, whole)
		}
	}
}

// foreign is a file that another program wrote.
func foreign[T any](t *testing.T, rows ...T) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := parquet.Write(&out, rows); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestForeign: what a query engine writes of the rows is read as rows without a header,
// in any order of the columns and any width of whole numbers; all else is refused with what to do.
func TestForeign(t *testing.T) {
	type names struct {
		Count     int64   `parquet:"count"`
		Arch      string  `parquet:"arch"`
		Engine    string  `parquet:"engine"`
		Wasm      string  `parquet:"wasm"`
		Phase     string  `parquet:"phase"`
		Event     *string `parquet:"event,optional"`
		Process   int32   `parquet:"process"`
		Iteration uint32  `parquet:"iteration"`
		Lists     []int32 `parquet:"lists"`
		Marks     string  `parquet:"marks"` // not ours, without the metadata
	}
	event := "cycles"
	good := names{7, "x86_64", "e", "a.wasm", "Execution", &event, 3, math.MaxUint32, []int32{1, 2}, "x"}
	want := `{"arch":"x86_64","engine":"e","engine_flags":null,"wasm":"a.wasm","process":3,"iteration":4294967295,"phase":"Execution","event":"cycles","count":7}` + "\n"
	if got := back(t, foreign(t, good, good)); got != want+want {
		t.Errorf("got %s", got)
	}
	negative, phase, null := good, good, good
	negative.Count, phase.Phase, null.Event = -7, "Running", nil
	type counted struct {
		Count float64 `parquet:"count"`
	}
	type few struct {
		Count int64  `parquet:"count"`
		Arch  string `parquet:"arch"`
	}
	type numbered struct {
		Arch int64 `parquet:"arch"`
	}
	for want, file := range map[string][]byte{
		"row 2: count is -7, less than 0":                 foreign(t, good, negative),
		"Running":                                         foreign(t, phase),
		"row 1: event is null":                            foreign(t, null),
		"column count is DOUBLE: cast it to UBIGINT":      foreign(t, counted{1}),
		"column arch is INT(64,true): cast it to VARCHAR": foreign(t, numbered{1}),
		"without the columns engine, wasm, process, iteration, phase, event": foreign(t, few{1, "x"}),
		"it is damaged, or its writer was stopped before the end":            foreign(t, good)[:100],
	} {
		lines, _, err := Open(bytes.NewReader(file), "f.parquet")
		if err == nil {
			_, err = io.ReadAll(lines)
			lines.Close()
		}
		if err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "f.parquet: ") {
			t.Errorf("%v, want ... %s", err, want)
		}
	}
}

// TestJoined: files that were joined, as recordings in lines may be, are refused: the last
// one says where in itself its rows are, and there are the first one's.
func TestJoined(t *testing.T) {
	type names struct {
		Count, Process, Iteration        int64
		Arch, Engine, Wasm, Phase, Event string
	}
	ours, other := toParquet(t, recording(t, 4, nil, 7)), toParquet(t, recording(t, 4, nil, 8))
	longer, theirs := toParquet(t, recording(t, 9, &record.Note{Raw: 3}, 7)), foreign(t, names{1, 2, 3, "a", "b", "c", "d", "e"})
	for _, files := range [][][]byte{{ours, ours}, {ours, other}, {ours, longer}, {longer, ours}, {ours, other, longer}, {theirs, ours}, {ours, theirs}, {theirs, theirs}} {
		lines, _, err := Open(bytes.NewReader(bytes.Join(files, nil)), "f")
		if err == nil {
			text, _ := io.ReadAll(lines)
			t.Errorf("%d files that were joined became %.300s", len(files), text)
			lines.Close()
		} else if !strings.Contains(err.Error(), "name each of them") {
			t.Error(err)
		}
	}
	back(t, ours)
	if _, _, err := Open(strings.NewReader(magic), "f"); err == nil || !strings.Contains(err.Error(), "it ends after 4 bytes") {
		t.Error(err)
	}
}

// TestLater: a file of a version to come is refused, not read as far as it goes.
func TestLater(t *testing.T) {
	var out bytes.Buffer
	w := parquet.NewGenericWriter[line](&out, schema, parquet.KeyValueMetadata(keyFormat, "2"))
	if _, err := w.Write(make([]line, 1)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Open(&out, "f"); err == nil || !strings.Contains(err.Error(), `of the format "2", where this program knows "1"`) {
		t.Error(err)
	}
}

// TestNoParquet: all of another input is handed back.
func TestNoParquet(t *testing.T) {
	for _, text := range []string{"", "P", "PAR", "arch,engine\n", strings.Repeat("x", 1<<17)} {
		lines, rest, err := Open(strings.NewReader(text), "x")
		if lines != nil || err != nil {
			t.Fatal(lines, err)
		}
		if got, err := io.ReadAll(rest); string(got) != text || err != nil {
			t.Errorf("%.20q became %.20q, %v", text, got, err)
		}
	}
}

// TestSpool: a stream's copy is gone when it is closed, or refused.
func TestSpool(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	t.Setenv("TMP", dir)
	file := toParquet(t, rows(3))
	back(t, file)
	if _, _, err := Open(bytes.NewReader(file[:len(file)-1]), "x"); err == nil {
		t.Error("a file that is cut off was opened")
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "sightglass-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// TestChanged: a byte that is changed does not make other rows of a recording, whose
// checksums come along, but an error, or lines that are refused.
func TestChanged(t *testing.T) {
	file := toParquet(t, recording(t, 4, &record.Note{Raw: 3}, 7))
	rowsOf := func(file []byte) (string, error) {
		lines, rest, err := Open(bytes.NewReader(file), "f")
		if err != nil || rest != nil {
			return "", errors.New("refused")
		}
		defer lines.Close()
		rows, err := record.ReadAll(record.NewReader(lines, "f", record.JSONL))
		text, _ := json.Marshal(rows)
		return string(text), err
	}
	want, err := rowsOf(file)
	if err != nil {
		t.Fatal(err)
	}
	step := 61
	if os.Getenv("SIGHTGLASS_TESTS") != "" {
		step = 1
	}
	for at := 0; at < len(file); at += step {
		changed := bytes.Clone(file)
		changed[at] ^= 0x15
		if got, err := rowsOf(changed); err == nil && got != want {
			t.Fatalf("byte %d changed, and the rows became %s\nwant %s", at, got, want)
		}
	}
	// What begins or ends like one is not taken for text.
	for at := range len(magic) {
		changed := bytes.Clone(file)
		changed[at] ^= 0x15
		path := filepath.Join(t.TempDir(), "f.parquet")
		for name, r := range map[string]func() io.Reader{
			"stream": func() io.Reader { return bytes.NewReader(changed) },
			"file": func() io.Reader {
				if err := os.WriteFile(path, changed, 0o666); err != nil {
					t.Fatal(err)
				}
				f, err := os.Open(path)
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { f.Close() })
				return f
			},
		} {
			if lines, rest, err := Open(r(), "f"); err == nil || lines != nil || rest != nil || !strings.Contains(err.Error(), "it is damaged; copy or convert it again") {
				t.Errorf("byte %d of a %s: %v", at, name, err)
			}
		}
	}
	// Without what says that it is one of these, it is not one of somebody else's.
	changed := bytes.Replace(file, []byte(keyFormat), []byte(strings.ToUpper(keyFormat)), 1)
	if got, err := rowsOf(changed); err == nil || err.Error() != "refused" {
		t.Errorf("%v, and the rows are %s", err, got)
	}
}

// FuzzOpen: no file makes the reader panic.
func FuzzOpen(f *testing.F) {
	whole := toParquet(f, recording(f, 4, &record.Note{Raw: 3}, 7))
	f.Add(whole, 0, byte(0))
	f.Add(toParquet(f, rows(5)), 20, byte(1))
	for at := 0; at < len(whole); at += 97 {
		f.Add(whole, at, byte(0x15))
	}
	f.Fuzz(func(t *testing.T, b []byte, at int, flip byte) {
		b = bytes.Clone(b)
		if at >= 0 && at < len(b) {
			b[at] ^= flip
		}
		lines, rest, err := Open(bytes.NewReader(b), "f")
		if err != nil || rest != nil {
			return
		}
		defer lines.Close()
		_, _ = io.Copy(io.Discard, io.LimitReader(lines, 1<<20))
	})
}
