package analysis

import (
	"errors"
	"io"
	"math/rand/v2"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

func row(engine, wasm string, process, iteration, count uint64) record.Row {
	return record.Row{Arch: "x86_64", Engine: engine, Wasm: wasm, Process: process, Iteration: iteration,
		Phase: measure.Execution, Event: "cycles", Count: count}
}

// withoutRounds returns the series without what proves their rounds.
func withoutRounds(list []Series) []Series {
	out := slices.Clone(list)
	for i := range out {
		out[i].processes = slices.Clone(out[i].processes)
		for k := range out[i].processes {
			out[i].processes[k].Round, out[i].processes[k].Order = nil, 0
		}
	}
	return out
}

func TestGroup(t *testing.T) {
	rows := []record.Row{
		row("w", "a", 9, 0, 1), row("w", "b", 9, 0, 2), row("w", "a", 9, 1, 3),
		row("v", "a", 9, 0, 4),
		row("w", "a", 3, 2, 7), row("w", "a", 3, 0, 5), // out of order, and one is lacking
		row("w", "b", 9, 7, 8),
	}
	flagged := row("w", "a", 9, 0, 6)
	flagged.EngineFlags = "-O 2"
	compiled := row("w", "a", 9, 0, 9)
	compiled.Phase = measure.Compilation
	rows = append(rows, flagged, compiled)
	before := append([]record.Row(nil), rows...)

	d := Group(rows)
	if !reflect.DeepEqual(rows, before) {
		t.Error("the rows were changed")
	}
	want := []Series{
		{Key: keyOf(rows[3]), processes: []Process{{ID: 9, Counts: []uint64{4}}}},
		{Key: keyOf(compiled), processes: []Process{{ID: 9, Counts: []uint64{9}}}},
		{Key: keyOf(rows[0]), processes: []Process{
			{ID: 9, Counts: []uint64{1, 3}},
			{ID: 3, Counts: []uint64{5, 7}, Iterations: []uint64{0, 2}},
		}},
		{Key: keyOf(rows[1]), processes: []Process{{ID: 9, Counts: []uint64{2, 8}, Iterations: []uint64{0, 7}}}},
		{Key: keyOf(flagged), processes: []Process{{ID: 9, Counts: []uint64{6}}}},
	}
	if !reflect.DeepEqual(withoutRounds(d.Series), want) {
		t.Errorf("got\n%+v\nwant\n%+v", d.Series, want)
	}
	// The rows' places, from 1: the second process of w and a began behind the first.
	if a := d.Series[2].processes; a[0].Order != 1 || a[1].Order != 5 {
		t.Errorf("processes began at %d and %d, want 1 and 5", a[0].Order, a[1].Order)
	}
	if want := []Config{{Engine: "w"}, {Engine: "v"}, {Engine: "w", Flags: "-O 2"}}; !reflect.DeepEqual(d.Configs, want) {
		t.Errorf("configs %v, want %v", d.Configs, want)
	}
	if d.Rows != len(rows) || d.Warnings != nil {
		t.Errorf("%d rows, warnings %v", d.Rows, d.Warnings)
	}
	if e := d.Events["cycles"]; e.Unit != "cycles" {
		t.Errorf("event %+v", e)
	}
	if s := d.Find(keyOf(flagged)); s != &d.Series[4] {
		t.Errorf("found %+v", s)
	}
	if s := d.Find(Key{}); s != nil {
		t.Errorf("found %+v", s)
	}
	if p := d.Find(keyOf(rows[0])).Processes(); p[1].Iteration(1) != 2 || p[0].Iteration(1) != 1 {
		t.Error("iteration numbers")
	}
}

// The same rows in any order give the same summaries, to the last bit.
func TestOrderOfRowsIsOfNoMatter(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var rows []record.Row
	for p := range uint64(7) {
		for i := range uint64(9) {
			for _, e := range []string{"wazero", "wasmtime"} {
				rows = append(rows, row(e, "a", p, i, 1<<40+rng.Uint64N(1<<30)))
			}
		}
	}
	rows = append(rows, rows[5], rows[16]) // duplicates, too
	rows[5].Count++
	numbers := func(d *Data) []Summary { // the series know the rows' order
		sums := Summarize(d)
		for i := range sums {
			sums[i].Series = nil
		}
		return sums
	}
	want := numbers(Group(rows))
	for range 50 {
		rng.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		d := Group(rows)
		if got := numbers(d); !reflect.DeepEqual(got, want) {
			t.Fatalf("got\n%+v\nwant\n%+v", got, want)
		}
		if len(d.Warnings) != 2 {
			t.Fatalf("warnings %v", d.Warnings)
		}
	}
}

func TestDuplicates(t *testing.T) {
	rows := []record.Row{row("w", "a", 1, 0, 10), row("w", "a", 1, 1, 20), row("w", "a", 2, 0, 30)}
	d := Group(append(append([]record.Row{}, rows...), rows...))
	want := []Process{
		{ID: 1, Counts: []uint64{10, 10, 20, 20}, Iterations: []uint64{0, 0, 1, 1}},
		{ID: 2, Counts: []uint64{30, 30}, Iterations: []uint64{0, 0}},
	}
	if got := withoutRounds(d.Series)[0].processes; !reflect.DeepEqual(got, want) || d.Series[0].Repeated != 3 {
		t.Errorf("got %+v, want %+v", got, want)
	}
	var dup *DuplicateSample
	if len(d.Warnings) != 1 || !errors.As(d.Warnings[0], &dup) || dup.Samples != 3 || dup.Process != 1 || dup.Iteration != 0 {
		t.Fatalf("warnings %v", d.Warnings)
	}
	if got, want := dup.Error(), "cycles of Execution of a on w (x86_64): iteration 0 of process 1 occurs more than once (3 values in all): was a file given twice?"; got != want {
		t.Errorf("got %q", got)
	}
	// Two of the three are copies, and one is not: that is another process.
	rows[2].Count++
	d = Group(append(rows, row("w", "a", 1, 0, 10), row("w", "a", 1, 1, 20), row("w", "a", 2, 0, 30)))
	if len(d.Warnings) != 1 || !errors.As(d.Warnings[0], &dup) || dup.Samples != 3 || dup.Conflicting != 1 ||
		!strings.Contains(dup.Error(), "iteration 0 of process 1 has several counts that differ (3 values too many in all)") {
		t.Errorf("warnings %v", d.Warnings)
	}
}

func TestNotesAreCounted(t *testing.T) {
	a, b, c := row("w", "a", 1, 0, 10), row("w", "a", 1, 1, 10), row("w", "a", 1, 2, 10)
	a.Note = &record.Note{Raw: 5, Enabled: 10, Running: 5}
	b.Note = &record.Note{Collections: 2, Warnings: []string{"cold"}}
	s := Summarize(Group([]record.Row{a, b, c}))[0]
	if s.Scaled != 1 || s.Collections != 2 || s.Warned != 1 {
		t.Errorf("%+v", s)
	}
}

const head = "arch,engine,engine_flags,wasm,process,iteration,phase,event,count\n"

func TestRead(t *testing.T) {
	broken := errors.New("gone")
	d, err := Read(
		record.NewReader(strings.NewReader(head+"x86_64,w,,a,1,0,Execution,cycles,5\nhello\n"), "a.csv", record.Auto),
		record.NewReader(io.MultiReader(strings.NewReader("x86_64,w,a,2,0,Execution,cycles,6\n"), iotest.ErrReader(broken)), "b.csv", record.CSV),
		record.NewReader(strings.NewReader(`{"format":"sightglass-recording/1","seed":5,"events":[{"name":"cycles","unit":"ticks","better":"lower"}]}
{"arch":"x86_64","engine":"w","wasm":"a","process":3,"iteration":0,"phase":"Execution","event":"cycles","count":7}
{"arch":"x86_64","engine":"w","wasm":"a","process":3,"iteration":0,"phase":"Execution","event":"apples","count":7}
`), "c.jsonl", record.Auto),
	)
	if !errors.Is(err, broken) || !strings.Contains(err.Error(), "read b.csv: ") {
		t.Errorf("error %v", err)
	}
	if d.Rows != 4 || d.RefusedLines != 1 || len(d.Refused) != 1 || !strings.HasPrefix(d.Refused[0].Error(), "a.csv:3: ") {
		t.Errorf("%d rows, refused %v", d.Rows, d.Refused)
	}
	if len(d.Headers) != 1 || d.Headers[0].Seed != 5 || d.Events["cycles"].Unit != "ticks" || d.Events["apples"] != (measure.Event{Name: "apples"}) {
		t.Errorf("headers %v, events %v", d.Headers, d.Events)
	}
	if got := d.Series[1].Counts(nil); !reflect.DeepEqual(got, []uint64{5, 6, 7}) {
		t.Errorf("counts %v", got)
	}
}

func TestRefusedIsBounded(t *testing.T) {
	d, err := Read(record.NewReader(strings.NewReader(strings.Repeat("x\n", 1000)), "a.csv", record.CSV))
	if err != nil || d.RefusedLines != 1000 || len(d.Refused) != maxRefused || len(d.Series) != 0 || len(Summarize(d)) != 0 {
		t.Errorf("%d refused, %d kept, %v", d.RefusedLines, len(d.Refused), err)
	}
}

// rowSource makes CSV as it is read: 60 million bytes that are never there.
type rowSource struct {
	n, max int
	buf    []byte
}

func (s *rowSource) Read(b []byte) (int, error) {
	for len(s.buf) < len(b) && s.n < s.max {
		p, i := s.n/10, s.n%10
		s.buf = append(s.buf, "x86_64,wasmtime,-O opt-level=2,shootout/shootout-gimli.wasm,"...)
		s.buf = append(s.buf, strings.Repeat("1", 1+p%3)...)
		s.buf = append(s.buf, []byte(itoa(p)+","+itoa(i)+",Execution,cycles,123456789\n")...)
		s.n++
	}
	if len(s.buf) == 0 {
		return 0, io.EOF
	}
	n := copy(b, s.buf)
	s.buf = s.buf[:copy(s.buf, s.buf[n:])]
	return n, nil
}

func itoa(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + string(rune('0'+n%10))
}

// What is held of a value is its 8 bytes and a share of its process.
func TestMemory(t *testing.T) {
	const rows = 500000
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	d, err := Read(record.NewReader(&rowSource{max: rows}, "big", record.CSV))
	if err != nil || d.Rows != rows || d.RefusedLines != 0 {
		t.Fatalf("%d rows, %v", d.Rows, err)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	per := float64(after.HeapAlloc-before.HeapAlloc) / rows
	t.Logf("%.1f bytes a value", per)
	if per > 32 {
		t.Errorf("%.1f bytes a value", per)
	}
	runtime.KeepAlive(d)
}
