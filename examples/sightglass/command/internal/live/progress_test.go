package live

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// A fakeTerminal does what a terminal does with what the live lines write.
type fakeTerminal struct {
	t        *testing.T
	columns  int
	lines    []string
	row, col int
}

var control = regexp.MustCompile("^\x1b\\[([0-9]*)([A-Za-z])")

func (f *fakeTerminal) Write(b []byte) (int, error) {
	for s := string(b); s != ""; {
		for len(f.lines) <= f.row {
			f.lines = append(f.lines, "")
		}
		if m := control.FindStringSubmatch(s); m != nil {
			s = s[len(m[0]):]
			n, _ := strconv.Atoi(m[1])
			switch line := []rune(f.lines[f.row]); {
			case m[2] == "A":
				f.row -= n
			case m[2] == "K" && n == 2:
				f.lines[f.row] = ""
			case m[2] == "K" && n == 0:
				f.lines[f.row] = string(line[:min(f.col, len(line))])
			default:
				f.t.Errorf("the terminal does not know %q", m[0])
			}
			continue
		}
		r, size := utf8.DecodeRuneInString(s)
		s = s[size:]
		switch r {
		case '\n': // as a terminal's driver has it
			f.row, f.col = f.row+1, 0
		case '\r':
			f.col = 0
		case '\x1b', '\t', '\b':
			f.t.Errorf("the terminal does not know %q", s)
		default:
			line := []rune(f.lines[f.row])
			for len(line) <= f.col {
				line = append(line, ' ')
			}
			line[f.col] = r
			f.lines[f.row] = string(line)
			if f.col++; f.col > f.columns {
				f.t.Errorf("wider than %d columns: %s", f.columns, f.lines[f.row])
			}
		}
	}
	return len(b), nil
}

// text is the screen without empty lines.
func (f *fakeTerminal) text() string {
	lines := slices.DeleteFunc(slices.Clone(f.lines), func(s string) bool { return strings.TrimSpace(s) == "" })
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

// A fakeClock moves when it is told to, and by step each time it is read.
type fakeClock struct {
	now  time.Time
	step time.Duration
}

func (c *fakeClock) read() time.Time {
	c.now = c.now.Add(c.step)
	return c.now
}

// recording plays a recording of two engines on benchmarks, a second a
// process; the second engine takes twice the time. see is called after every
// call of update.
func recording(p *Progress, clock *fakeClock, benchmarks []string, rounds int, see func(recorder.Progress)) {
	call := func(now recorder.Progress) {
		p.Update(now)
		see(now)
	}
	total := rounds * len(benchmarks) * 2
	if p.Watch != nil {
		p.Watch.rows.Header(record.Header{Events: []measure.Event{{Name: "cycles", Time: true}}, Engines: []record.Engine{{Name: "wazero"}, {Name: "wasmtime"}}})
	}
	call(recorder.Progress{Total: total})
	done := 0
	for round := 1; round <= rounds; round++ {
		for _, b := range benchmarks {
			for e, engine := range []string{"wazero", "wasmtime"} {
				now := recorder.Progress{Done: done, Total: total, Round: round, Rounds: rounds, Benchmark: b, Engine: job.Engine{Name: engine, Engine: engine}, Begins: true}
				call(now)
				clock.now = clock.now.Add(time.Second)
				if p.Watch != nil {
					count := 1e6 * (1 + float64(e)) * (1 + math.Sin(float64(round*7+e*3+len(b)))/50)
					for _, phase := range []measure.Phase{measure.Compilation, measure.Execution} {
						p.Watch.rows.Add(record.Row{Engine: engine, Wasm: b, Process: uint64(round), Phase: phase, Event: "cycles", Count: uint64(count)})
					}
				}
				done++
				now.Done, now.Begins = done, false
				call(now)
			}
		}
	}
	p.Done()
	see(recorder.Progress{Done: total, Total: total})
}

func twoEngines() *recorder.Plan {
	return &recorder.Plan{Engines: []job.Engine{{Engine: "wazero"}, {Engine: "wasmtime"}}}
}

// watch watches two engines, and looks whenever it may: by that clock a look takes no time,
// however busy the machine is.
func watch(clock *fakeClock, options analysis.Options) *Watch {
	w := NewWatch(twoEngines(), options, report.Screen{}, new(analysis.Builder))
	w.clock = clock.read
	return w
}

// TestLive: what a terminal of 80 columns shows, round by round.
func TestLive(t *testing.T) {
	clock := &fakeClock{now: time.Unix(1e9, 0)}
	tty := &fakeTerminal{t: t, columns: 80}
	w := watch(clock, analysis.Options{})
	p := &Progress{stderr: tty, clock: clock.read, Watch: w, live: &live{to: tty, width: func() int { return 80 }}}
	long := "shootout-" + strings.Repeat("x", 90) + "\x1b[2J.wasm"
	var screens []string
	recording(p, clock, []string{"a.wasm", long}, 10, func(now recorder.Progress) {
		if now.Begins && now.Benchmark == "a.wasm" && now.Engine.Name == "wasmtime" {
			screens = append(screens, tty.text())
		}
		if now.Done == 6 && !now.Begins {
			p.Update(recorder.Progress{Done: 6, Total: now.Total, Failure: &job.Failure{Benchmark: "b", Err: errors.New("trap")}})
			p.Note("from elsewhere")
		}
	})
	for round, want := range map[int]string{
		1: `^round 1 of 10, about 39s left   2% \|█? +\| \(1/40\)
now    a.wasm on wasmtime$`,
		2: `^round 2 of 10, about 35s left  12% \|█+ +\| \(5/40\)
now    a.wasm on wasmtime
so far Execution wasmtime [12]\.\d\dx slower against wazero, geometric mean of 2$`,
		8: `^error: b on : trap
note: from elsewhere
round 8 of 10, about 11s left  72% \|█+ +\| \(29/40\)
now    a.wasm on wasmtime
so far Execution wasmtime [12]\.\d\dx slower against wazero, geometric mean of 2$`, // seven rounds have no interval
		9: `^error: (?s:.*)so far Execution wasmtime [12]\.\d\dx slower \(99%: \d\.\d\dx \.\. \d\.\d\dx\) changed █ .*…$`,
		10: `^error: (?s:.*)round 10 of 10, about 3s left  92% .*
now    a.wasm on wasmtime
so far .* changed [▁-█]{2} .*…$`,
	} {
		if !regexp.MustCompile(want).MatchString(screens[round-1]) {
			t.Errorf("round %d:\n%s\nwant\n%s", round, screens[round-1], want)
		}
	}
	if got := tty.text(); got != "error: b on : trap\nnote: from elsewhere" {
		t.Errorf("left behind:\n%s", got)
	}
}

// TestLiveIsThrottled: many short processes don't make it draw all the time.
func TestLiveIsThrottled(t *testing.T) {
	clock := &fakeClock{now: time.Unix(1e9, 0)}
	var out strings.Builder
	p := &Progress{stderr: &out, clock: clock.read, live: &live{to: &out, width: func() int { return 0 }}}
	p.Update(recorder.Progress{Total: 1000})
	draws, before := 0, 0
	for i := range 1000 {
		clock.now = clock.now.Add(time.Millisecond)
		p.Update(recorder.Progress{Done: i, Total: 1000, Round: 1, Rounds: 1, Begins: true})
		if out.Len() != before {
			draws++
			before = out.Len()
		}
	}
	if draws < 8 || draws > 11 {
		t.Errorf("%d draws in a second", draws)
	}
}

// TestPlain: a line for every round, and none twice.
func TestPlain(t *testing.T) {
	clock := &fakeClock{now: time.Unix(1e9, 0)}
	var out strings.Builder
	p := Show("plain", &out, nil, watch(clock, analysis.Options{}))
	p.clock = clock.read
	recording(p, clock, []string{"dir/a.wasm"}, 9, func(recorder.Progress) {})
	want := `^round 1 of 9, about 16s left; Execution wasmtime \d\.\d\dx slower against wazero, dir/a\.wasm
round 2 of 9, (?s:.*)
round 8 of 9, about 2s left; Execution wasmtime \d\.\d\dx slower \(99%: .*\) changed against wazero, dir/a\.wasm
round 9 of 9; Execution wasmtime 2\.\d\dx slower \(99%: [12]\.\d\dx \.\. 2\.\d\dx\) changed against wazero, dir/a\.wasm
$`
	if !regexp.MustCompile(want).MatchString(out.String()) {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
	// Where it ends when all is decided, the plan so far is not how many rounds there are.
	out.Reset()
	open := Show("plain", &out, nil, nil)
	open.clock, open.Expected = clock.read, Expected{Least: 8, Most: 100}
	recording(open, clock, []string{"a.wasm"}, 9, func(now recorder.Progress) {
		if head := open.lines(now).head; now.Round > 0 && !strings.HasPrefix(head, fmt.Sprintf("round %d of at most 100", now.Round)) {
			t.Errorf("live: %q", head)
		}
	})
	if got := out.String(); strings.Contains(got, "of 9") || !strings.Contains(got, "round 8 of at most 100, at most ") || !strings.HasSuffix(got, "round 9 of at most 100\n") {
		t.Errorf("until decided: %s", got)
	}
	out.Reset()
	// A policy goes on after what looked like the end.
	out.Reset()
	p.Update(recorder.Progress{Done: 18, Total: 40, Round: 10, Rounds: 20, Begins: true})
	if out.Len() > 0 {
		t.Errorf("round 9 is told twice: %s", out.String())
	}
	for _, mode := range []string{"auto", "none"} {
		out.Reset()
		p := Show(mode, &out, nil, nil)
		recording(p, clock, []string{"a.wasm"}, 3, func(recorder.Progress) {})
		if out.Len() != 0 {
			t.Errorf("%s: %s", mode, out.String())
		}
	}
}

// TestLookIsCheap: a look that takes longer than it may has to wait until it
// is one percent of the time.
func TestLookIsCheap(t *testing.T) {
	for _, tt := range []struct {
		cost, round time.Duration
		want        int // looks in 1000 rounds
	}{
		{10 * time.Millisecond, time.Millisecond, 1000},
		{50 * time.Millisecond, time.Millisecond, 1000},
		{60 * time.Millisecond, time.Second, 167}, // every 6 seconds
		{60 * time.Millisecond, 6 * time.Second, 1000},
		{2 * time.Second, time.Second, 5},
	} {
		clock := &fakeClock{now: time.Unix(1e9, 0), step: tt.cost}
		w := watch(clock, analysis.Options{})
		looks := 0
		for range 1000 {
			w.widths = append(w.widths[:0], 0)
			before, costed := w.last, clock.now
			w.look()
			if w.last != before {
				looks++
			} else {
				clock.now = costed // the clock that was read for nothing costs nothing
			}
			clock.now = clock.now.Add(tt.round)
		}
		if diff := looks - tt.want; diff < -2-tt.want/20 || diff > 2+tt.want/20 {
			t.Errorf("%v every %v: %d looks in 1000 rounds, want about %d", tt.cost, tt.round, looks, tt.want)
		}
	}
	if NewWatch(&recorder.Plan{Engines: make([]job.Engine, 1)}, analysis.Options{}, report.Screen{}, nil) != nil {
		t.Error("one engine is compared")
	}
}

// TestWatchSaysWhatCompareSays: the numbers are those of the anytime-valid t test of
// the golden vector (scipy: [0.012338, 0.035028] at 1%, of logarithms).
func TestWatchSaysWhatCompareSays(t *testing.T) {
	w := watch(new(fakeClock), analysis.Options{Baseline: "a"})
	w.rows.Header(record.Header{Events: []measure.Event{{Name: "cycles"}}})
	a := []float64{100, 102, 98, 101, 99, 103, 97, 100.5, 101.5, 99.5, 100.2, 98.8} // as TestCompareGolden has them
	b := []float64{103, 104.5, 100, 103, 100, 106, 101, 102.5, 104, 101, 103.5, 100.8}
	for i := range 2 * len(a) {
		row := record.Row{Arch: "x86_64", Engine: "a", Wasm: "g.wasm", Process: uint64(i / 2), Phase: measure.Execution, Event: "cycles", Count: uint64(1e6 * a[i/2])}
		if i%2 == 1 {
			row.Engine, row.Count = "b", uint64(1e6*b[i/2])
		}
		w.rows.Add(row)
		row.Phase = measure.Compilation // of no interest
		row.Count *= 3
		w.rows.Add(row)
	}
	w.look()
	if got := w.line(); got != "Execution b 2.4% more (99%: 1.2% .. 3.6%) changed against a, g.wasm" {
		t.Error(got)
	}
	for headers := range 2 {
		w.rows = new(analysis.Builder)
		for range headers {
			w.rows.Header(record.Header{})
		}
		w.look()
		if got := w.live() + w.line(); got != "" {
			t.Errorf("nothing was recorded: %q", got)
		}
	}
}

// BenchmarkLook is what a look takes after n rounds of 17 benchmarks with 10
// iterations each.
func BenchmarkLook(b *testing.B) {
	for _, rounds := range []int{10, 40} {
		b.Run(fmt.Sprintf("rounds=%d", rounds), func(b *testing.B) {
			w := NewWatch(twoEngines(), analysis.Options{}, report.Screen{}, new(analysis.Builder))
			w.rows.Header(record.Header{Events: []measure.Event{{Name: "cycles"}}})
			for round := range rounds {
				for bench := range 17 {
					for _, engine := range []string{"a", "b"} {
						for i := range 10 {
							w.rows.Add(record.Row{Engine: engine, Wasm: fmt.Sprint(bench), Process: uint64(round), Iteration: uint64(i),
								Phase: measure.Execution, Event: "cycles", Count: uint64(1e6 + 1e4*math.Sin(float64(round*i+bench)))})
						}
					}
				}
			}
			for b.Loop() {
				w.compare()
			}
		})
	}
}
