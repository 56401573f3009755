package analysis

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// calibrated is what package calibrate writes, shortened.
const calibrated = `{"arch":"x86_64","measures":["cycles"],"processes":3,"iterations":100,
	"windows":[
		{"engine":"a","phase":"Execution","event":"cycles","unit":"cycles","cold":{"n":1,"min":9000,"max":9000,"median":9000},
			"warm":{"n":297,"min":120,"max":900,"median":134.5,"mean":140,"process_medians":[130,134,138]}},
		{"engine":"b","engine_flags":"-O","phase":"Execution","event":"cycles","warm":{"n":2,"min":50,"max":60,"median":56,"mean":55}},
		{"engine":"c","phase":"Execution","event":"cycles"}],
	"floor":[{"phase":"Execution","event":"cycles","warm":{"n":2,"min":30,"max":40,"median":34,"mean":34}}],
	"brackets":[{"phase":"Compilation","event":"cycles","warm":{"n":2,"min":30,"max":40,"median":40,"mean":34,"process_medians":[40,40,40]}}]}`

// overheadOf is what a header's overhead is read as.
func overheadOf(text string) *record.Overhead {
	o := new(record.Overhead)
	if err := json.Unmarshal([]byte(text), o); err != nil {
		panic(err)
	}
	return o
}

func header(plan string) record.Header {
	work := new(record.Work)
	if json.Unmarshal([]byte(plan), work) != nil {
		work = nil // there is no plan
	}
	return record.Header{Work: work, Overhead: overheadOf(calibrated)}
}

// measured is one recording of counts, one a round, on engine a.
func measured(h record.Header, counts ...uint64) *Data {
	var b Builder
	b.Header(h)
	for i, c := range counts {
		b.Add(record.Row{Arch: "x86_64", Engine: "a", Wasm: "w.wasm", Process: uint64(50 + i), Phase: measure.Execution, Event: "cycles", Count: c})
	}
	return b.Data()
}

func TestOverhead(t *testing.T) {
	key := Key{Arch: "x86_64", Engine: "a", Wasm: "any.wasm", Phase: measure.Execution, Event: "cycles"}
	with := func(f func(*Key)) Key { k := key; f(&k); return k }
	for name, tt := range map[string]struct {
		key    Key
		plan   string
		median float64 // -1 for none
	}{
		"execution":         {key, `{}`, 134.5},
		"no plan":           {key, ``, 134.5},
		"flags":             {with(func(k *Key) { k.Engine, k.EngineFlags = "b", "-O" }), `{}`, 56},
		"other flags":       {with(func(k *Key) { k.Engine = "b" }), `{}`, -1},
		"other machine":     {with(func(k *Key) { k.Arch = "aarch64" }), `{}`, -1},
		"other event":       {with(func(k *Key) { k.Event = "time" }), `{}`, -1},
		"nothing warm":      {with(func(k *Key) { k.Engine = "c" }), `{}`, -1},
		"compilation":       {with(func(k *Key) { k.Phase = measure.Compilation }), `{}`, 40},
		"engine unknown":    {with(func(k *Key) { k.Engine = "d"; k.Phase = measure.Compilation }), `{}`, -1},
		"no bracket":        {with(func(k *Key) { k.Phase = measure.Instantiation }), `{}`, -1},
		"whole call":        {key, `{"call":{"whole":true}}`, -1},
		"entry":             {key, `{"call":{"entry":"f"}}`, -1},
		"empty call":        {key, `{"call":{}}`, 134.5},
		"call, compilation": {with(func(k *Key) { k.Phase = measure.Compilation }), `{"call":{"whole":true}}`, 40},
	} {
		w, ok := measured(header(tt.plan)).Overhead(tt.key)
		if ok != (tt.median >= 0) || ok && w.Median != tt.median {
			t.Errorf("%s: %+v, %v", name, w, ok)
		}
	}
	// One benchmark is called from outside, and no other.
	one := header(`{}`)
	one.Works = map[string]record.Work{"called.wasm": {Call: record.Call{Whole: true}}}
	for wasm, want := range map[string]bool{"any.wasm": true, "called.wasm": false} {
		if _, ok := measured(one).Overhead(with(func(k *Key) { k.Wasm = wasm })); ok != want {
			t.Errorf("%s beside one that is called from outside: %v", wasm, ok)
		}
	}
	// A component has its own window, and brackets as all have.
	mixed := header(`{}`)
	mixed.Modules = []record.Module{{Wasm: "component.wasm", Component: true}, {Wasm: "any.wasm"}}
	for _, component := range []bool{false, true} {
		mixed.Overhead.Component = component
		for wasm, want := range map[string]bool{"any.wasm": !component, "component.wasm": component} {
			if _, ok := measured(mixed).Overhead(with(func(k *Key) { k.Wasm = wasm })); ok != want {
				t.Errorf("%s, calibrated with a component: %v: %v", wasm, component, ok)
			}
			if _, ok := measured(mixed).Overhead(with(func(k *Key) { k.Wasm, k.Phase = wasm, measure.Compilation })); !ok {
				t.Errorf("%s: no bracket of Compilation", wasm)
			}
		}
	}
	// Both kinds calibrated in one recording: each has its own.
	mixed.Overhead.Component = false
	mixed.Overhead.Components = overheadOf(strings.ReplaceAll(calibrated, "134.5", "1250")).Windows
	for wasm, want := range map[string]float64{"any.wasm": 134.5, "component.wasm": 1250} {
		if w, ok := measured(mixed).Overhead(with(func(k *Key) { k.Wasm = wasm })); !ok || w.Median != want {
			t.Errorf("%s, both calibrated: %+v, %v", wasm, w, ok)
		}
	}
	// What this process's clock costs is not in the numbers of an engine that has its own.
	remote := header(`{}`)
	remote.Engines = []record.Engine{{Name: "a", Remote: true}}
	for i := range remote.Overhead.Windows {
		remote.Overhead.Windows[i].Remote = remote.Overhead.Windows[i].Engine == "a"
	}
	compilation := with(func(k *Key) { k.Phase = measure.Compilation })
	if w, ok := measured(remote).Overhead(compilation); ok {
		t.Errorf("bracket of a remote engine: %+v", w)
	}
	if w, ok := measured(remote).Overhead(key); !ok || w.Median != 134.5 {
		t.Errorf("window of a remote engine: %+v, %v", w, ok)
	}
	both := measured(remote, 1000)
	compiled := both.Series[0]
	compiled.Phase = measure.Compilation
	both.Series = append(both.Series, compiled)
	if _, warnings, err := SubtractOverhead(both); err != nil || len(warnings) != 1 || !strings.Contains(warnings[0].Error(), "a clock of its own") {
		t.Errorf("remote, subtracted: %v, %v", warnings, err)
	}
	// Two recordings are one: by hand.
	two := measured(header(`{}`))
	h := header(`{}`)
	h.Overhead = overheadOf(strings.ReplaceAll(strings.ReplaceAll(calibrated, "134.5", "140.5"), "900", "901"))
	two.Headers = append(two.Headers, h)
	if w, ok := two.Overhead(key); !ok || w.Median != 137.5 || w.Min != 120 || w.Max != 901 || len(w.Processes) != 6 {
		t.Errorf("two recordings: %+v, %v", w, ok)
	}
}

// The t quantile is R's: qt(0.995, 2) = 9.92484; sd of 130, 134, 138 is 4.
func TestWindowInterval(t *testing.T) {
	half := 9.92484 * 4 / math.Sqrt(3)
	for _, tt := range []struct {
		name      string
		w         Window
		low, high float64
	}{
		{"three processes", Window{Median: 134, Processes: []float64{130, 134, 138}}, 134 - half, 134 + half},
		{"not below zero", Window{Median: 4, Processes: []float64{0, 4, 8}}, 0, 4 + half},
		{"never narrower than a count", Window{Median: 61, Processes: []float64{61, 61, 61, 61}}, 60, 62},
		{"holds the median", Window{Median: 70, Processes: []float64{61, 61, 61, 61}}, 61, 71},
		{"two processes", Window{Median: 61, Min: 50, Max: 99, Processes: []float64{61, 61}}, 50, 99},
		{"none", Window{Median: 61, Min: 61, Max: 61}, 60, 62},
	} {
		i := tt.w.Interval(0.01)
		if math.Abs(i.Low-tt.low) > 1e-3 || math.Abs(i.High-tt.high) > 1e-3 || i.Level != 0.99 {
			t.Errorf("%s: %+v, want %v to %v", tt.name, i, tt.low, tt.high)
		}
	}
}

func TestLargeWindow(t *testing.T) {
	large := func(d *Data) (out []string) {
		for _, w := range d.Warnings {
			var l *LargeWindow
			if errors.As(w, &l) {
				out = append(out, w.Error())
			}
		}
		return out
	}
	if got := large(measured(header(`{}`), 13450, 13450, 13450)); got != nil { // 134.5 is 1% of it
		t.Errorf("at 1%%: %q", got)
	}
	d := measured(header(`{}`), 13449, 13449, 13449)
	if got := large(d); len(got) != 1 || !strings.Contains(got[0], "measuring itself takes 134.5 cycles, 1.00% of the median") {
		t.Errorf("above 1%%: %q", got)
	}
	if got := large(measured(header(`{"call":{"whole":true}}`), 10)); got != nil {
		t.Errorf("of a call: %q", got)
	}
	out, _, err := SubtractOverhead(d)
	if err != nil || large(out) != nil || large(d) == nil {
		t.Errorf("subtracted: %v, %v", out.Warnings, err)
	}
	bad := measured(record.Header{Overhead: overheadOf(`[1]`)}, 10)
	if len(bad.Warnings) != 1 || !strings.Contains(bad.Warnings[0].Error(), "cannot be read") {
		t.Errorf("broken: %v", bad.Warnings)
	}
}

func TestSubtractOverhead(t *testing.T) {
	d := measured(header(`{}`), 1000, 135, 100, 134)
	before := d.Series[0].Counts(nil)
	out, warnings, err := SubtractOverhead(d)
	if err != nil {
		t.Fatal(err)
	}
	s := out.Series[0]
	if got := fmt.Sprint(s.Counts(nil)); got != "[865 0 0 0]" { // less 135: 134.5, rounded
		t.Errorf("counts %s", got)
	}
	if s.Subtracted == nil || s.Subtracted.Count != 135 || s.Subtracted.Clamped != 2 || s.Summary().Subtracted != s.Subtracted {
		t.Errorf("%+v", s.Subtracted)
	}
	if len(warnings) != 1 || !strings.Contains(warnings[0].Error(), "2 of 4 counts were below the window of 134.5") {
		t.Errorf("warnings %v", warnings)
	}
	if fmt.Sprint(d.Series[0].Counts(nil)) != fmt.Sprint(before) || d.Series[0].Subtracted != nil {
		t.Error("the data was changed")
	}
	if _, _, err := SubtractOverhead(out); !errors.Is(err, ErrNoOverhead) {
		t.Errorf("twice: %v", err)
	}

	other := measured(header(`{}`), 1000)
	other.Series[0].Engine = "d"
	for name, d := range map[string]*Data{
		"no headers":     Group([]record.Row{row("w", "a", 1, 0, 4)}),
		"not calibrated": measured(record.Header{}, 1000),
		"one of two":     {Headers: []record.Header{header(`{}`), {}}},
		"no engine":      other,
		"a call":         measured(header(`{"call":{"whole":true}}`), 1000),
	} {
		if _, _, err := SubtractOverhead(d); !errors.Is(err, ErrNoOverhead) {
			t.Errorf("%s: %v", name, err)
		} else {
			t.Log(err)
		}
	}
}

// TestSizesStay: a size is not less by what a process has that does nothing, which is
// no overhead of a window, and no warning of one.
func TestSizesStay(t *testing.T) {
	h := header(`{}`)
	h.Overhead = overheadOf(strings.ReplaceAll(calibrated, `"event":"cycles","unit":"cycles"`, `"event":"peak-memory","unit":"B"`))
	h.Events = []measure.Event{measure.PeakMemory}
	var b Builder
	b.Header(h)
	b.Add(record.Row{Arch: "x86_64", Engine: "a", Wasm: "w.wasm", Process: 50, Phase: measure.Execution, Event: "peak-memory", Count: 1000})
	d := b.Data()
	d.warnOfOverhead()
	if len(d.Warnings) > 0 {
		t.Error(d.Warnings)
	}
	if _, _, err := SubtractOverhead(d); !errors.Is(err, ErrNoOverhead) || !strings.Contains(err.Error(), "it is a size") {
		t.Error(err)
	}
}

// TestReadHeaderless: rows of a file without a header are not those of the
// calibrated recording beside it.
func TestReadHeaderless(t *testing.T) {
	var b strings.Builder
	w := record.NewWriter(&b, record.JSONL)
	_ = w.Begin(header(`{}`))
	_ = w.Write(record.Row{Arch: "x86_64", Engine: "a", Wasm: "w", Phase: measure.Execution, Event: "cycles", Count: 500})
	_ = w.Close()
	read := func(texts ...string) *Data {
		var readers []*record.Reader
		for _, s := range texts {
			readers = append(readers, record.NewReader(strings.NewReader(s), "file", record.Auto))
		}
		d, err := Read(readers...)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	if _, _, err := SubtractOverhead(read(b.String(), "")); err != nil {
		t.Error(err)
	}
	if _, _, err := SubtractOverhead(read(b.String(), "x86_64,a,w,1,2,Execution,cycles,3\n")); !errors.Is(err, ErrNoOverhead) {
		t.Errorf("with CSV: %v", err)
	}
}

func TestSubtractedTotals(t *testing.T) {
	d := measured(header(`{}`), 1000)
	d.Series = append(d.Series, d.Series[0])
	d.Series[1].Wasm = "x.wasm"
	out, _, err := SubtractOverhead(d)
	if err != nil {
		t.Fatal(err)
	}
	sums := SuiteTotals(out, "")
	s := sums.Series[0]
	if s.Subtracted == nil || s.Subtracted.Count != 270 || s.Subtracted.Times != 2 || s.Counts(nil)[0] != 1730 {
		t.Errorf("%+v of %v", s.Subtracted, s.Counts(nil))
	}
	if _, ok := sums.Overhead(s.Key); ok {
		t.Error("the totals have the window of one benchmark")
	}
}
