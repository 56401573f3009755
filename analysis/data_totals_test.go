package analysis

import (
	"errors"
	"reflect"
	"testing"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

func TestSuiteTotals(t *testing.T) {
	rows := []record.Row{
		row("w", "a", 5, 0, 1), row("w", "a", 5, 1, 2), row("w", "a", 4, 0, 3), row("w", "a", 4, 1, 4),
		row("w", "b", 4, 0, 10), row("w", "b", 4, 1, 20), row("w", "b", 5, 0, 30), // 5, 1 is lacking
		row("v", "a", 5, 0, 100), row("v", "b", 5, 0, 200),
		row("u", "a", 5, 0, 7), // cannot run b
	}
	d := Group(rows)
	got := SuiteTotals(d, "")
	wb, ub := keyOf(rows[4]), keyOf(rows[9])
	ub.Wasm = "b"
	v, w := keyOf(rows[7]), keyOf(rows[0])
	v.Wasm, w.Wasm = SuiteName, SuiteName
	// By hand: 1+30, 3+10, 4+20.
	want := []Series{
		{Key: v, processes: []Process{{ID: 5, Counts: []uint64{300}}}},
		{Key: w, processes: []Process{{ID: 5, Counts: []uint64{31}}, {ID: 4, Counts: []uint64{13, 24}}}},
	}
	if !reflect.DeepEqual(withoutRounds(got.Series), want) {
		t.Errorf("got\n%+v\nwant\n%+v", got.Series, want)
	}
	warnings := []error{
		&MissingBenchmark{Key: ub, Dropped: 1, Samples: 1},
		&MissingBenchmark{Key: wb, Dropped: 1, Samples: 4},
	}
	if !reflect.DeepEqual(got.Warnings, warnings) {
		t.Errorf("warnings %v, want %v", got.Warnings, warnings)
	}
	if got, want := warnings[1].Error(), "no total for 1 of 4 samples of cycles of Execution on w (x86_64): b has no value there"; got != want {
		t.Errorf("%q", got)
	}
	if !reflect.DeepEqual(got.Configs, d.Configs) || got.Events["cycles"].Unit != "cycles" {
		t.Errorf("%+v", got)
	}

	one := SuiteTotals(d, "just a", "a")
	if len(one.Series) != 3 || one.Warnings != nil || one.Series[0].Wasm != "just a" {
		t.Errorf("%+v", one)
	}
	none := SuiteTotals(d, "", "a", "b", "c")
	if len(none.Series) != 0 || len(none.Warnings) != 4 {
		t.Errorf("%+v", none)
	}
	// What several benchmarks have not at all, as a metric that a Go benchmark
	// reports itself, is said once.
	if got, want := none.Warnings[0].Error(), "no total for 1 of 1 sample of cycles of Execution on u (x86_64): b has no value there, and 1 other has none"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestSuiteTotalsUntilDecided: a benchmark that was decided before another has no more rounds,
// of which there is nothing to be said; of one that has none at all there is.
func TestSuiteTotalsUntilDecided(t *testing.T) {
	var b Builder
	header := record.Header{Sequential: true, FirstProcess: 1, Events: []measure.Event{measure.Cycles}, Engines: []record.Engine{{Name: "w"}, {Name: "v"}}}
	if err := b.Begin(header); err != nil {
		t.Fatal(err)
	}
	for _, r := range []record.Row{row("w", "a", 1, 0, 1), row("w", "b", 1, 0, 10), row("w", "a", 2, 0, 3), row("v", "a", 1, 0, 7)} {
		b.Add(r)
	}
	got := SuiteTotals(b.Data(), "")
	if s := withoutRounds(got.Series); len(s) != 1 || len(s[0].processes) != 1 || !reflect.DeepEqual(s[0].processes[0].Counts, []uint64{11}) { // 1+10
		t.Errorf("%+v", got.Series)
	}
	if len(got.Warnings) != 1 || got.Warnings[0].Error() != "no total for 1 of 1 sample of cycles of Execution on v (x86_64): b has no value there" {
		t.Errorf("%v", got.Warnings)
	}
}

// Process numbers of another tool differ from benchmark to benchmark.
func TestSuiteTotalsUnpaired(t *testing.T) {
	got := SuiteTotals(Group([]record.Row{row("w", "a", 1, 0, 1), row("w", "b", 2, 0, 1)}), "")
	if len(got.Series) != 0 || len(got.Warnings) != 2 {
		t.Errorf("%+v", got)
	}
}

func TestSuiteTotalsOverflowAndDuplicates(t *testing.T) {
	got := SuiteTotals(Group([]record.Row{
		row("w", "a", 1, 0, 1<<64-1), row("w", "b", 1, 0, 1),
		row("w", "a", 1, 1, 1<<64-2), row("w", "b", 1, 1, 1),
		row("w", "a", 1, 2, 1), row("w", "a", 1, 2, 5), row("w", "b", 1, 2, 1),
	}), "")
	if len(got.Series) != 1 || !reflect.DeepEqual(got.Series[0].Counts(nil), []uint64{1<<64 - 1}) {
		t.Errorf("%+v", got.Series)
	}
	var over *totalOverflow
	var dup *DuplicateSample
	if len(got.Warnings) != 2 || !errors.As(got.Warnings[0], &dup) || dup.Samples != 1 || dup.Wasm != "a" ||
		!errors.As(got.Warnings[1], &over) || over.Dropped != 1 {
		t.Errorf("warnings %v", got.Warnings)
	}
}

// TestSuiteTotalsCut: a recording whose time is spent ends within a round, of which there
// is nothing to be said; of a value that is lacking in another round there is.
func TestSuiteTotalsCut(t *testing.T) {
	for name, tt := range map[string]struct {
		why   string
		lacks uint64 // round
		want  int
	}{
		"its time is spent": {"its time of 4s is spent", 3, 0},
		"another round":     {"its time of 4s is spent", 2, 1},
		"the whole plan":    {"", 3, 1},
	} {
		var b Builder
		if err := b.Begin(record.Header{FirstProcess: 1, Events: []measure.Event{measure.Cycles}, Engines: []record.Engine{{Name: "w"}}}); err != nil {
			t.Fatal(err)
		}
		for round := uint64(1); round <= 3; round++ {
			b.Add(row("w", "a", round, 0, 1))
			if round != tt.lacks {
				b.Add(row("w", "b", round, 0, 10))
			}
		}
		if err := b.Mark(record.Mark{Finished: &record.Finished{Why: tt.why}}); err != nil {
			t.Fatal(err)
		}
		if got := SuiteTotals(b.Data(), ""); len(got.Warnings) != tt.want || len(got.Series) != 1 || got.Series[0].Len() != 2 {
			t.Errorf("%s: %v, %+v", name, got.Warnings, got.Series)
		}
	}
}
