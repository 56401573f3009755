package analysis

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// A kind is recordings of one kind, for TestLetGo.
type kind struct {
	files, rounds, benchmarks int
	machines                  bool // each file has its own
	sequential                bool
	headerless                bool
	noise                     float64
	effect                    float64 // of the engine new, and of later files
}

// readers are the recordings.
func (k kind) readers(seed uint64) []*record.Reader {
	random := rand.New(rand.NewPCG(seed, 3))
	var list []*record.Reader
	for file := range k.files {
		var text strings.Builder
		w := record.NewWriter(&text, record.JSONL)
		h := record.Header{Seed: uint64(file), FirstProcess: uint64(1+file) << 20, Sequential: k.sequential,
			Started: time.Date(2026, 1, 2+file, 0, 0, 0, 0, time.UTC),
			Events:  []measure.Event{measure.Cycles, measure.Instructions, measure.CPUCycles, measure.Fuel, measure.CacheMisses},
			Engines: []record.Engine{{Name: "old", Engine: "e", Version: "1"}, {Name: "new", Engine: "e", Version: "1"}}}
		if k.machines {
			h.Machine = record.Machine{Name: fmt.Sprint("m", file), Fingerprint: fmt.Sprint(file)}
		}
		if k.headerless {
			h.FirstProcess = 0
		} else if err := w.Begin(h); err != nil {
			panic(err)
		}
		for round := range k.rounds {
			for b := range k.benchmarks {
				if random.IntN(50) == 0 {
					continue // this benchmark lacks the round
				}
				for e, engine := range []string{"old", "new"} {
					work := 1e6 * (1 + k.noise*random.NormFloat64())
					if (e+file)%2 == 1 {
						work *= 1 + k.effect*float64(b%3)
					}
					for i := range uint64(1 + b%3) {
						for j, event := range []string{"cycles", "instructions", "cpu-cycles", "fuel", "cache-misses"} {
							per := []float64{3, 1, 2, 0, 0.01}[j]
							count := uint64(work * per * (1 + k.noise*random.Float64()))
							if b == 4 && event == "cycles" && random.IntN(3) == 0 {
								count = 0
							}
							if event == "fuel" {
								count = uint64(1000 + 10*e)
							}
							r := row(engine, fmt.Sprint("b", b), h.FirstProcess+uint64(round), i, count)
							r.Event = event
							if err := w.Write(r); err != nil {
								panic(err)
							}
						}
					}
				}
			}
		}
		if err := w.Close(); err != nil {
			panic(err)
		}
		list = append(list, record.NewReader(strings.NewReader(text.String()), fmt.Sprint("file", file), record.Auto))
	}
	return list
}

// TestLetGo: what is compared when its values are in a file, and its rounds are let go, is
// the same to the last bit.
func TestLetGo(t *testing.T) {
	methods := map[Method]int{}
	shrunken, explained := 0, 0
	for n, k := range []kind{
		{files: 1, rounds: 5, benchmarks: 3, noise: 0.01, effect: 0.05},
		{files: 1, rounds: 24, benchmarks: 5, noise: 0.01, effect: 0.02},
		{files: 2, rounds: 12, benchmarks: 5, noise: 0.02, effect: 0.03},
		{files: 4, rounds: 12, benchmarks: 4, noise: 0.01, effect: 0.03, machines: true},
		{files: 3, rounds: 10, benchmarks: 4, noise: 0.01, effect: 0.1, sequential: true},
		{files: 1, rounds: 14, benchmarks: 3, noise: 0.01, effect: 0.01, headerless: true},
		{files: 2, rounds: 12, benchmarks: 12, noise: 0.01, effect: 0.004},
	} {
		options := []Options{{}, {Unpaired: true}, {Events: []string{"cycles"}}, {Anytime: true}}
		if os.Getenv("SIGHTGLASS_TESTS") == "" {
			options = options[:1]
			if n == 1 {
				options[0].Unpaired = true
			}
		}
		for _, o := range options {
			all := func(budget int) string {
				var out []any
				add := func(r *Result, err error) {
					out = append(out, r, fmt.Sprint(err))
					if r != nil {
						out = append(out, fmt.Sprint(r.Warnings))
						for _, c := range append(r.Comparisons, r.Suites...) {
							methods[c.Method]++
							if c.Shrunken != nil {
								shrunken++
							}
							if c.Explanation != nil {
								explained++
							}
						}
					}
				}
				read := func() *Recordings {
					recordings, err := ReadWithin(budget, k.readers(uint64(n))...)
					if err != nil {
						t.Fatal(err)
					}
					return recordings
				}
				d := read().Pool()
				if (d.Series[0].stored != nil) != (budget == 0) {
					t.Fatalf("budget %d: %v", budget, d.Series[0].stored)
				}
				add(Compare(d, o))
				totals := SuiteTotals(d, "")
				add(Compare(totals, o))
				for _, s := range append(Summarize(d), Summarize(totals)...) {
					out = append(out, fmt.Sprintf("%+v", Summary{Key: s.Key, N: s.N, Median: s.Median, MeanDeviation: s.MeanDeviation, StdDev: s.StdDev, Histogram: s.Histogram, MedianInterval: s.MedianInterval}), s.Series.ProcessMedian(), s.Series.Len(), fmt.Sprint(s.Series.MedianInterval(0.1)))
				}
				if n == 1 {
					check, err := CheckSelf(d, o, 0, 1)
					out = append(out, check, fmt.Sprint(err))
				}
				s := &d.Series[0]
				s.subtract(Window{Median: 1000, Min: 900, Max: 1100})
				out = append(out, s.Subtracted, s.Processes(), s.Outliers(0, 5), s.Steadiness(), DiagnoseSeries(s, 1))
				if two, err := read().BeforeAfter(); err == nil {
					add(two.Compare(o))
					out = append(out, fmt.Sprint(two.Warnings), fmt.Sprint(two.Before.SameRecording(two.After), two.Before.sameRows(two.After), two.Before.sharesRows(two.After)))
				} else {
					out = append(out, err.Error())
				}
				text, err := json.MarshalIndent(out, "", " ")
				if err != nil {
					t.Fatal(err)
				}
				return string(text)
			}
			if got, want := all(0), all(math.MaxInt); got != want {
				a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
				for i := range min(len(a), len(b)) {
					if a[i] != b[i] {
						t.Fatalf("%+v, %+v: line %d of %d, and %d: got\n%s\nwant\n%s", k, o, i, len(a), len(b), strings.Join(a[max(0, i-9):i+1], "\n"), b[i])
					}
				}
				t.Fatalf("%+v, %+v: %d lines, and %d", k, o, len(a), len(b))
			}
		}
	}
	for _, m := range []Method{MethodPairedT, MethodHodgesLehmann, MethodAnytime, MethodMachines, MethodWelch, MethodSignedRank, MethodRankSum} {
		if methods[m] == 0 {
			t.Errorf("nothing was compared by %s: %v", m, methods)
		}
	}
	if shrunken == 0 || explained == 0 {
		t.Errorf("%d are shrunken, %d explained", shrunken, explained)
	}
}
