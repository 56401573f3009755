package gobench_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/engines/wazero"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/gobench"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// fakeB is a testing.B that goes round n times.
type fakeB struct {
	ctx     context.Context
	n       int
	loops   int
	metrics map[string]float64
	log     []string
	fatal   string
	subs    map[string]*fakeB
	order   []string
}

func (b *fakeB) Context() context.Context { return b.ctx }
func (b *fakeB) Fatal(args ...any)        { b.fatal = fmt.Sprint(args...) } // and goes on
func (b *fakeB) Helper()                  {}
func (b *fakeB) Log(args ...any)          { b.log = append(b.log, fmt.Sprint(args...)) }
func (b *fakeB) Loop() bool               { b.loops++; return b.loops <= b.n }
func (b *fakeB) ReportMetric(n float64, unit string) {
	if b.metrics == nil {
		b.metrics = map[string]float64{}
	}
	b.metrics[unit] = n
}
func (b *fakeB) Run(name string, f func(*fakeB)) bool {
	sub := &fakeB{ctx: b.ctx, n: b.n}
	if b.subs == nil {
		b.subs = map[string]*fakeB{}
	}
	b.subs[name] = sub
	b.order = append(b.order, name)
	f(sub)
	return sub.fatal == ""
}

func fake(t *testing.T, n int) *fakeB { return &fakeB{ctx: t.Context(), n: n} }

func units(b *fakeB) string { return strings.Join(slices.Sorted(maps.Keys(b.metrics)), " ") }

func TestRun(t *testing.T) {
	b := fake(t, 5)
	gobench.RunOn(b, gobench.Benchmark{Engine: "wazero", Flags: "interpreter", Wasm: noop})
	want := []string{"engine=wazero:interpreter/phase=Compilation", "engine=wazero:interpreter/phase=Instantiation", "engine=wazero:interpreter/phase=Execution"}
	if !slices.Equal(b.order, want) {
		t.Errorf("sub-benchmarks %q", b.order)
	}
	for name, sub := range b.subs {
		if sub.fatal != "" || len(sub.log) > 0 || units(sub) != "ns/op" || !(sub.metrics["ns/op"] > 0) {
			t.Errorf("%s: %v, %q, %q", name, sub.metrics, sub.log, sub.fatal)
		}
	}
}

// TestUnits: which events there are, and where ns/op is from.
func TestUnits(t *testing.T) {
	for _, tt := range []struct {
		measures []string
		want     string
	}{
		{nil, "ns/op"},
		{[]string{"noop"}, "ns/op"},
		{[]string{"time"}, "cpu-ns/op ns/op"},
		{[]string{"cycles"}, "cycles/op ns/op"},
		{[]string{"time", "cycles"}, "cpu-ns/op cycles/op ns/op"},
		{[]string{"work"}, "ns/op work/op"},
	} {
		b := fake(t, 20)
		gobench.RunPhaseOn(b, gobench.Benchmark{Engine: "wazero", Wasm: noop, Measures: tt.measures}, measure.Execution)
		if got := units(b); got != tt.want || b.fatal != "" {
			t.Errorf("measures %q give %q, want %q; %s", tt.measures, got, tt.want, b.fatal)
		}
		// An empty window takes nanoseconds, and this machine may be busy; a
		// compilation, which must not be in it, takes 100,000.
		if ns := b.metrics["ns/op"]; !(ns > 0) || ns > 1e7 {
			t.Errorf("measures %q: %v ns/op", tt.measures, ns)
		}
		if tt.want == "ns/op work/op" && b.metrics["work/op"] != 10.5+1 { // 2 to 21: the first was the warm-up's
			t.Errorf("mean %v", b.metrics["work/op"])
		}
	}
}

// work counts 1 in its first window, 2 in the second, and so on.
type work struct {
	measure.Measure
	n uint64
}

var workEvent = measure.Event{Name: "work", Better: measure.Lower}

func (*work) Events() []measure.Event { return []measure.Event{workEvent} }
func (w *work) Readings(dst []measure.Reading) ([]measure.Reading, error) {
	w.n++
	return append(dst, measure.Reading{Event: workEvent, Count: w.n}), nil
}

// missing never counts.
type missing struct{ measure.Measure }

func (missing) Events() []measure.Event { return []measure.Event{measure.Nanoseconds} }
func (missing) Readings(dst []measure.Reading) ([]measure.Reading, error) {
	return append(dst, measure.Reading{Event: measure.Nanoseconds, Status: measure.Missing}), nil
}

func init() {
	measure.Register("work", func() (measure.Measure, error) { return &work{Measure: measure.Noop()}, nil })
	measure.Register("missing", func() (measure.Measure, error) { return missing{measure.Noop()}, nil })
}

// TestPhaseAlone: a slow compilation is in its own phase, and in no other, whose
// iterations take no longer together than all of it took without the compilations.
func TestPhaseAlone(t *testing.T) {
	const slow, n = 20 * time.Millisecond, 10
	for _, phase := range measure.Phases() {
		slept := time.Duration(0)
		open := func(ctx context.Context, flags string) (engines.Engine, error) {
			e, err := wazero.Open(ctx, flags)
			return slowEngine{e, slow, &slept}, err
		}
		b := fake(t, n)
		started := time.Now()
		gobench.RunPhaseOn(b, gobench.Benchmark{Engine: "mine", Open: open, Wasm: noop}, phase)
		rest := time.Since(started) - slept
		ns := b.metrics["ns/op"]
		if right := ns >= float64(slow) || phase != measure.Compilation && ns*n <= float64(rest); b.fatal != "" || slept < slow || !right {
			t.Errorf("%v: %v ns/op of %v beside %v of compilations, %s", phase, ns, rest, slept, b.fatal)
		}
	}
}

type slowEngine struct {
	engines.Engine
	by    time.Duration
	slept *time.Duration // if not nil, what it was altogether
}

func (e slowEngine) Compile(ctx context.Context, wasm []byte) (engines.Module, error) {
	started := time.Now()
	time.Sleep(e.by)
	if e.slept != nil {
		*e.slept += time.Since(started)
	}
	return e.Engine.Compile(ctx, wasm)
}

func TestFails(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir()) // where output that differs is kept
	done, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("enough"))
	for _, tt := range []struct {
		name  string
		ctx   context.Context
		bench gobench.Benchmark
		phase measure.Phase
		want  string
	}{
		{"end twice", nil, gobench.Benchmark{Engine: "wazero", Wasm: filepath.Join(guestDir, "end-twice.wasm")}, measure.Execution,
			"end-twice.wasm on wazero: Execution: bench.start or bench.end was called again after bench.end"},
		{"never starts", nil, gobench.Benchmark{Engine: "wazero", Wasm: filepath.Join(guestDir, "never-starts.wasm")}, measure.Execution,
			"bench.start was never called"},
		{"traps", nil, gobench.Benchmark{Engine: "wazero", Wasm: filepath.Join(guestDir, "divide-by-zero.wasm")}, measure.Execution, "guest trapped"},
		{"other output", nil, gobench.Benchmark{Engine: "wazero", Wasm: filepath.Join("testdata", "liar.wasm")}, measure.Execution,
			`output differs from what is expected: stdout line 1 is (end of text), expected "the truth"`},
		{"no file", nil, gobench.Benchmark{Engine: "wazero", Wasm: "no-such.wasm"}, measure.Compilation, "no-such.wasm on wazero: "},
		{"no benchmark", nil, gobench.Benchmark{Engine: "wazero", Wasm: filepath.Join(guestDir, "bench-none.wasm")}, measure.Execution, "does not import `bench.start` and `bench.end`"},
		{"no engine", nil, gobench.Benchmark{Engine: "wazeor", Wasm: noop}, measure.Execution, `unknown engine "wazeor": known are burner, wazero`},
		{"no measure", nil, gobench.Benchmark{Engine: "wazero", Wasm: noop, Measures: []string{"petrol"}}, measure.Execution, `unknown measure "petrol": known are code-size, cycles,`},
		{"no phase", nil, gobench.Benchmark{Engine: "wazero", Wasm: noop}, 0, "unknown phase"},
		{"no count", nil, gobench.Benchmark{Engine: "wazero", Wasm: noop, Measures: []string{"missing"}}, measure.Execution, "no events"},
		{"cancelled", done, gobench.Benchmark{Engine: "wazero", Wasm: noop}, measure.Execution, "enough"},
	} {
		b := fake(t, 3)
		if tt.ctx != nil {
			b.ctx = tt.ctx
		}
		gobench.RunPhaseOn(b, tt.bench, tt.phase)
		if !strings.Contains(b.fatal, tt.want) || strings.Contains(b.fatal, "\n") || len(b.metrics) > 0 {
			t.Errorf("%s: fails with %q, want one line with %q; metrics %v", tt.name, b.fatal, tt.want, b.metrics)
		}
	}
}

// TestReactor: a library is initialised in every iteration, and what it returns
// is checked.
func TestReactor(t *testing.T) {
	reactor := filepath.Join(guestDir, "reactor.wasm")
	for _, result := range []string{"42", "43"} {
		for _, phase := range measure.Phases() {
			b := fake(t, 3)
			gobench.RunPhaseOn(b, gobench.Benchmark{Engine: "wazero", Wasm: reactor,
				Guest: job.Guest{Call: record.Call{Entry: "work", Args: []string{"21"}}, Results: []string{result}}}, phase)
			wantFatal := ""
			if phase == measure.Execution && result == "43" {
				wantFatal = "work returned 42, expected 43"
			}
			if !strings.Contains(b.fatal, wantFatal) || (b.fatal == "") != (wantFatal == "") {
				t.Errorf("%s, %v: %q, want %q", result, phase, b.fatal, wantFatal)
			}
		}
	}
}

func TestWarmUp(t *testing.T) {
	for warmUp, want := range map[int]float64{0: 2, -1: 1, 5: 6} {
		b := fake(t, 1)
		gobench.RunPhaseOn(b, gobench.Benchmark{Engine: "wazero", Wasm: noop, Measures: []string{"work"}, WarmUp: warmUp}, measure.Execution)
		if got := b.metrics["work/op"]; got != want {
			t.Errorf("WarmUp %d: window %v is the first that counts, want %v", warmUp, got, want)
		}
	}
}

func ExampleRunPhase() {
	// In a test: func BenchmarkNoop(b *testing.B) { gobench.RunPhase(b, ...) }
	r := testing.Benchmark(func(b *testing.B) {
		gobench.RunPhase(b, gobench.Benchmark{Engine: "wazero", Wasm: "../../examples/benchmarks/noop/noop.wasm", Measures: []string{"cycles"}}, measure.Execution)
	})
	fmt.Println(slices.Sorted(maps.Keys(r.Extra)))
	// Output: [cycles/op ns/op]
}

// namedB is a testing.B with a name.
type namedB struct{ *fakeB }

func (b namedB) Name() string { return "BenchmarkReplaced" }

func (b namedB) Run(name string, f func(namedB)) bool {
	return b.fakeB.Run(name, func(sub *fakeB) { f(namedB{sub}) })
}

// TestReplaced: -count runs a benchmark again, whose module must be the same.
func TestReplaced(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.wasm")
	for i, guest := range []string{"noop", "noop", "work"} {
		if err := os.WriteFile(path, guests.Wasm(guest), 0o644); err != nil {
			t.Fatal(err)
		}
		b := namedB{fake(t, 1)}
		gobench.RunOn(b, gobench.Benchmark{Engine: "wazero", Wasm: path})
		for name, sub := range b.subs {
			if replaced := strings.Contains(sub.fatal, "file changed while it was being recorded: the benchmark had the hash"); replaced != (i == 2) {
				t.Errorf("%d %s: %q", i, name, sub.fatal)
			}
		}
	}
}

// bytesB is a testing.B after SetBytes.
type bytesB struct {
	fakeB
	bytes int64
}

// TestBytes: MB/s are those of the phase, not of the whole loop.
func TestBytes(t *testing.T) {
	b := &bytesB{fakeB: fakeB{ctx: t.Context(), n: 3}, bytes: 1 << 20}
	gobench.RunPhaseOn(b, gobench.Benchmark{Engine: "wazero", Wasm: noop}, measure.Execution)
	if want := float64(1<<20) * 1e3 / b.metrics["ns/op"]; b.fatal != "" || b.metrics["MB/s"] != want {
		t.Errorf("%v MB/s, want %v; %s", b.metrics["MB/s"], want, b.fatal)
	}
	if b := fake(t, 3); true {
		gobench.RunPhaseOn(b, gobench.Benchmark{Engine: "wazero", Wasm: noop}, measure.Execution)
		if _, ok := b.metrics["MB/s"]; ok {
			t.Error("MB/s without SetBytes")
		}
	}
	// The real one: its field is where bytesOf looks, or there would be no MB/s, or
	// one by another clock, some thousand times less than that of an empty window.
	r := testing.Benchmark(func(b *testing.B) {
		b.SetBytes(1 << 20)
		gobench.RunPhase(b, gobench.Benchmark{Engine: "wazero", Wasm: noop}, measure.Execution)
	})
	if got, want := r.Extra["MB/s"], float64(1<<20)*1e3/r.Extra["ns/op"]; got != want {
		t.Errorf("%v MB/s, want %v: %+v", got, want, r)
	}
}

// TestLongCompilation: a compilation of a second is in the mean, unless a warm-up
// was asked for.
func TestLongCompilation(t *testing.T) {
	if os.Getenv("SIGHTGLASS_TESTS") == "" {
		t.Skip("compiles for 4 seconds; run with SIGHTGLASS_TESTS=all")
	}
	open := func(ctx context.Context, flags string) (engines.Engine, error) {
		e, err := wazero.Open(ctx, flags)
		return slowEngine{e, time.Second, nil}, err
	}
	for warmUp, want := range map[int]float64{0: 1.5, 1: 2} { // the mean of 1 and 2, and 2
		b := fake(t, 1)
		gobench.RunPhaseOn(b, gobench.Benchmark{Engine: "mine", Open: open, Wasm: noop, Measures: []string{"work"}, WarmUp: warmUp}, measure.Compilation)
		if got := b.metrics["work/op"]; got != want || b.fatal != "" {
			t.Errorf("WarmUp %d: mean %v, want %v; %s", warmUp, got, want, b.fatal)
		}
	}
}
