package analysis

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/measure/record"
)

// awkward is recordings with all that makes order and pooling hard: rows without a header,
// processes in any order and in pieces, a file that is given twice, recordings that ran
// other work, marks.
func awkward(seed uint64) []*record.Reader {
	random := rand.New(rand.NewPCG(seed, 1))
	var files []string
	for file := range 4 {
		var b strings.Builder
		for part := range 1 + random.IntN(2) {
			w := record.NewWriter(&b, record.JSONL)
			h := record.Header{Seed: uint64(10*file + part), FirstProcess: uint64(1+file) << 20, Engines: []record.Engine{{Name: "v"}, {Name: "w"}}, Machine: record.Machine{Fingerprint: fmt.Sprint(file)}}
			if random.IntN(3) == 0 {
				h.Modules = []record.Module{{Wasm: "a", SHA256: fmt.Sprint(file)}}
			}
			if file != 1 {
				if err := w.Begin(h); err != nil {
					panic(err)
				}
			}
			for range 200 {
				process := h.FirstProcess + uint64(random.IntN(8))
				if random.IntN(20) == 0 {
					process = uint64(random.IntN(3)) // of another tool
				}
				r := row([]string{"v", "w"}[random.IntN(2)], []string{"a", "b"}[random.IntN(2)], process, uint64(random.IntN(3)), random.Uint64()>>random.IntN(64))
				for range 1 + random.IntN(3) {
					r.Iteration++
					if random.IntN(9) == 0 {
						r.Note = &record.Note{Enabled: 2, Running: 1, Collections: 3, Warnings: []string{"x"}}
					}
					if err := w.Write(r); err != nil {
						panic(err)
					}
				}
				if random.IntN(30) == 0 && file != 1 {
					err := w.Mark(record.Mark{Ended: &record.Ended{Engine: r.Engine, Wasm: r.Wasm, Process: r.Process, Failure: &record.EndedBadly{Text: "broke"}}})
					if err != nil {
						panic(err)
					}
				}
			}
			if err := w.Close(); err != nil {
				panic(err)
			}
		}
		files = append(files, b.String())
	}
	files = append(files, files[0])
	var readers []*record.Reader
	for i, text := range files {
		readers = append(readers, record.NewReader(strings.NewReader(text), fmt.Sprint(i), record.Auto))
	}
	return readers
}

// TestStored: whatever the budget, the data are the same.
func TestStored(t *testing.T) {
	apart, repeated := 0, 0
	for seed := range uint64(6) {
		read := func(budget int) *Data {
			recordings, err := ReadWithin(budget, awkward(seed)...)
			if err != nil {
				t.Fatal(err)
			}
			return recordings.Pool()
		}
		want := read(DefaultBudget)
		apart += len(want.apart)
		for _, budget := range []int{0, 3000, 20_000} {
			got := read(budget)
			for i := range got.Series {
				s := &got.Series[i]
				if s.stored == nil {
					t.Fatalf("seed %d, budget %d: %v is in memory", seed, budget, s.Key)
				}
				repeated += s.Repeated
				if n := s.Len(); n != len(s.Counts(nil)) {
					t.Errorf("%d values, and %d", n, len(s.Counts(nil)))
				}
				got.Series[i] = *s.held()
				for _, p := range got.Series[i].processes {
					if r := p.Round; r != nil { // what says which it is
						r.whole, r.source, r.block = nil, 0, 0
					}
				}
			}
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("seed %d, budget %d: got\n%+v\nwant\n%+v", seed, budget, got, want)
			}
		}
	}
	if apart == 0 || repeated == 0 {
		t.Errorf("%d kept apart, %d repeated: nothing hard was tried", apart, repeated)
	}
}

// TestStoredRounds: processes of series that are read back one by one are of one round
// where they ran in one.
func TestStoredRounds(t *testing.T) {
	shared := func(budget int) (n int) {
		recordings, err := ReadWithin(budget, awkward(1)...)
		if err != nil {
			t.Fatal(err)
		}
		d := recordings.Pool()
		for i := range d.Series {
			for _, p := range d.Series[i].Processes() {
				for k := range i {
					for _, q := range d.Series[k].Processes() {
						if p.Round.Same(q.Round) {
							n++
						}
					}
				}
			}
		}
		return n
	}
	if got, want := shared(0), shared(DefaultBudget); got != want || want == 0 {
		t.Errorf("%d pairs of processes share a round, want %d", got, want)
	}
}

// TestStoredNumbers: of processes that have numbers of their own, as other tools give them,
// or generated rows, nothing is kept for each, and the rounds are those that are found in
// memory; of two readings they are never the same.
func TestStoredNumbers(t *testing.T) {
	const processes = 500
	var text strings.Builder
	text.WriteString("arch,engine,engine_flags,wasm,process,iteration,phase,event,count\n")
	for p := range processes {
		for _, engine := range []string{"a", "b"} {
			fmt.Fprintf(&text, "x86_64,%s,,w,%d,0,Execution,cycles,%d\n", engine, 1000*p, 100+p%7)
		}
	}
	read := func(budget int) *Data {
		recordings, err := ReadWithin(budget, record.NewReader(strings.NewReader(text.String()), "rows.csv", record.Auto))
		if err != nil {
			t.Fatal(err)
		}
		return recordings.Pool()
	}
	shared := func(a, b *Series) (n int) {
		of := b.Processes()
		for i, p := range a.Processes() {
			if p.Round.Same(of[i].Round) {
				n++
			}
			if i > 0 && p.Round.Same(of[i-1].Round) {
				t.Errorf("process %d: another's round", i)
			}
		}
		return n
	}
	for _, budget := range []int{0, DefaultBudget} {
		d, again := read(budget), read(budget)
		a, b := &d.Series[0], &d.Series[1]
		if n := shared(a, b); n != processes {
			t.Errorf("budget %d: %d rounds of %d", budget, n, processes)
		}
		if n := shared(a, &again.Series[1]); n != 0 {
			t.Errorf("budget %d: %d rounds are those of another reading", budget, n)
		}
		if s := a.stored; s != nil && (len(s.from.sources.rounds) > 0 || len(s.from.sources.spans) > 1) {
			t.Errorf("%d rounds and %d spans are kept", len(s.from.sources.rounds), len(s.from.sources.spans))
		}
		if a.stored == nil && budget == 0 {
			t.Error("the values are in memory")
		}
	}
}

// TestStoreFails: without room for the values there is no result.
func TestStoreFails(t *testing.T) {
	t.Setenv(tempVariable, t.TempDir()+"/missing")
	recordings, err := ReadWithin(0, awkward(1)...)
	var failed *StoreError
	if !errors.As(err, &failed) || !strings.Contains(err.Error(), "create the temporary file") || !strings.Contains(err.Error(), tempVariable) {
		t.Errorf("%v", err)
	}
	if d := recordings.Pool(); d.Rows != 0 || len(d.Series) != 0 {
		t.Errorf("%d rows", d.Rows)
	}
	if _, err := ReadWithin(DefaultBudget, awkward(1)...); err != nil {
		t.Errorf("a small recording: %v", err)
	}
}

// TestStoreLost: what cannot be read back gives no result either, nor ends the program.
func TestStoreLost(t *testing.T) {
	recordings, err := ReadWithin(0, awkward(1)...)
	if err != nil {
		t.Fatal(err)
	}
	d := recordings.Pool()
	if err := d.Series[0].stored.from.store.file.Close(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		var failed *StoreError
		if err, _ := recover().(error); !errors.As(err, &failed) || strings.Contains(err.Error(), tempVariable) {
			t.Errorf("%v", err)
		}
	}()
	t.Errorf("%d summaries", len(Summarize(d)))
}
