package analysis

import (
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// TestClock: ticks are shown as time where all recordings have one clock.
func TestClock(t *testing.T) {
	header := func(hz float64) record.Header {
		return record.Header{Measures: []record.Measure{{Name: "cycles", Description: measure.Description{FrequencyHz: hz}}}}
	}
	for _, tt := range []struct {
		name  string
		hz    []float64 // of recordings; -1 is one without a header
		want  float64
		ticks bool
	}{
		{"one", []float64{2.4e9}, 2.4e9, false},
		{"measured anew", []float64{2.4e9, 2.401e9}, 2.4e9, false},
		{"two machines", []float64{2.4e9, 3e9}, 0, false},
		{"not known", []float64{0}, 0, false},
		{"not known of the second", []float64{2.4e9, 0}, 0, false},
		{"not known of the first", []float64{0, 2.4e9}, 0, false},
		{"CSV", []float64{-1}, 0, false},
		{"CSV behind it", []float64{2.4e9, -1}, 0, false},
		{"not wanted", []float64{2.4e9}, 0, true},
	} {
		var b Builder
		for i, hz := range tt.hz {
			if hz >= 0 {
				b.Header(header(hz))
			} else {
				b.data.headerless = true
			}
			b.Add(record.Row{Arch: "x86_64", Engine: "a", Wasm: "x", Process: uint64(i), Phase: measure.Execution, Event: "cycles", Count: 5})
		}
		d := b.Data()
		if tt.ticks {
			d.InTicks()
		}
		if got := d.Events["cycles"].Hz; got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

// TestOtherClocks: a million ticks at 2 GHz are 500 µs, and at 4 GHz they are 250 µs. Before
// and after are as many ticks to within 1%, and twice as much time: nothing is said of that,
// and no gate passes.
func TestOtherClocks(t *testing.T) {
	at := func(hz float64) func(h *record.Header) {
		return func(h *record.Header) {
			h.Measures = []record.Measure{{Name: "cycles", Description: measure.Description{FrequencyHz: hz}}}
		}
	}
	for _, tt := range []struct {
		name          string
		before, after float64
		verdict       Verdict
		shown         float64 // the rate by which ticks are shown as time
	}{
		{"one clock", 2e9, 2e9, NotChanged, 2e9},
		{"measured anew", 2e9, 2.001e9, NotChanged, 2e9},
		{"others", 2e9, 4e9, Unsure, 0},
		{"others, the other way", 4e9, 2e9, Unsure, 0},
		{"not known", 0, 2e9, NotChanged, 0},
		{"not known afterwards", 2e9, 0, NotChanged, 0},
	} {
		r := comparedRecordings(t, recordedAs(t, 100, at(tt.before), 1, "a"), recordedAs(t, 500, at(tt.after), 1.0001, "a"))
		c := &r.Comparisons[0]
		if other := hasCaveat(c.Caveats, otherTicks); c.Verdict != tt.verdict || other != (c.Ratio == nil) || other != (tt.verdict == Unsure) || c.Event.Hz != tt.shown {
			t.Errorf("%s: %v, at %v Hz, %v", tt.name, c, c.Event.Hz, c.Caveats)
		}
		_, err := Gate{Confounded: true}.Judge(r)
		if refused := err != nil && strings.Contains(err.Error(), "tick at different rates, "); refused != (tt.verdict == Unsure) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

// TestOneKernelOneClock: a rate that was measured while the system's time was corrected, by 3%
// here, is not another clock's under the same kernel; and of recordings that ran the same
// work, the second's clock counts as the first's does.
func TestOneKernelOneClock(t *testing.T) {
	at := func(hz float64, boot string) *record.Header {
		return &record.Header{Machine: record.Machine{Fingerprint: "f", Boot: boot}, Work: new(record.Work),
			Measures: []record.Measure{{Name: "cycles", Description: measure.Description{FrequencyHz: hz}}}}
	}
	arm := func(headers ...*record.Header) *Series {
		return &Series{Key: Key{Event: "cycles"}, headers: headers, works: headers[:1]}
	}
	for name, tt := range map[string]struct {
		a, b *Series
		want bool
	}{
		"one kernel":             {arm(at(2e9, "k")), arm(at(2.06e9, "k")), false},
		"two kernels":            {arm(at(2e9, "k")), arm(at(2.06e9, "l")), true},
		"two, alike":             {arm(at(2e9, "k")), arm(at(2.001e9, "l")), false},
		"kernels not known":      {arm(at(2e9, "")), arm(at(2.06e9, "")), true},
		"one not known":          {arm(at(2e9, "k")), arm(at(2.06e9, "")), true},
		"rate not known":         {arm(at(2e9, "k")), arm(at(0, "l")), false},
		"the second of an arm":   {arm(at(2e9, "k"), at(4e9, "l")), arm(at(2e9, "k")), true},
		"the second of the last": {arm(at(2e9, "k")), arm(at(2e9, "k"), at(2e9, "k"), at(4e9, "l")), true},
	} {
		if _, _, got := otherClock(tt.a, tt.b); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestEventsDeclaredDifferently: what recordings do not agree on is not said of all; a
// direction that only one of them says is, or a gate would let pass what dropped it.
func TestEventsDeclaredDifferently(t *testing.T) {
	ns := measure.Event{Name: "latency", Unit: "ns", Better: measure.Lower}
	for _, tt := range []struct{ second, want measure.Event }{
		{ns, ns},
		{measure.Event{Name: "latency", Unit: "us", Better: measure.Lower}, measure.Event{Name: "latency"}},
		{measure.Event{Name: "latency", Unit: "ns", Better: measure.Higher}, measure.Event{Name: "latency", Unit: "ns"}},
		{measure.Event{Name: "latency", Unit: "ns"}, ns},
	} {
		var b Builder
		for i, e := range []measure.Event{ns, tt.second} {
			b.Header(record.Header{Events: []measure.Event{e}})
			b.Add(record.Row{Arch: "x86_64", Engine: "a", Wasm: "x", Process: uint64(i), Phase: measure.Execution, Event: "latency", Count: 5})
		}
		if got := b.Data().Events["latency"]; got != tt.want {
			t.Errorf("%+v: %+v, want %+v", tt.second, got, tt.want)
		}
		before, after := &Data{Events: map[string]measure.Event{"latency": ns}}, &Data{Events: map[string]measure.Event{"latency": tt.second}}
		if got := eventOf(before, after, "latency"); got != tt.want {
			t.Errorf("before and after, %+v: %+v, want %+v", tt.second, got, tt.want)
		}
		before, after = after, before
		if got := eventOf(before, after, "latency"); got != tt.want {
			t.Errorf("after and before, %+v: %+v, want %+v", tt.second, got, tt.want)
		}
	}
}
