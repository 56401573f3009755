package profile

import (
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/sightglass-go/sightglass/measure/record"
)

const period = 1000

// sampledArm is an arm whose processes have so many samples of each function, in 10
// Executions each.
func sampledArm(t *testing.T, name string, processes ...[]uint64) Arm {
	t.Helper()
	a := Arm{Name: name, Module: "m"}
	for _, samples := range processes {
		p := &record.Profile{Event: "sampled-nanoseconds", Windows: 10, Period: period}
		for i, n := range samples {
			p.Frames = append(p.Frames, guest(int64(i), "f"+string(rune('a'+i))))
			p.Samples = append(p.Samples, record.ProfileSample{Stack: []int{i}, Count: n * period})
			p.Total += n * period
		}
		a.Processes = append(a.Processes, p)
	}
	merged, err := Merge(a.Processes...)
	if err != nil {
		t.Fatal(err)
	}
	a.Profile = merged
	return a
}

func compared(t *testing.T, arms ...Arm) *Result {
	t.Helper()
	r, err := Compare(arms...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestShareIntervals: of 20 samples 7, which is 0.1539 .. 0.5922 by binom.test of R; and
// wider if the processes differ by more than chance.
func TestShareIntervals(t *testing.T) {
	r := compared(t, sampledArm(t, "a", []uint64{7, 13}))
	l := r.Lines[1]
	if i := r.Share(&l, 0); l.Name != "fa" || math.Abs(i.Low-0.1539) > 1e-4 || math.Abs(i.High-0.5922) > 1e-4 {
		t.Errorf("%s %+v", l.Name, i)
	}
	if s := r.Sentence(); s != "a: 2.00 µs in Execution, by 20 samples: 65.0% of it in fb (40.8% .. 84.6%)" {
		t.Error(s)
	}
	// Shares of 0.1 and 0.9: Student's t of one degree of freedom reaches beyond 0 and 1.
	r = compared(t, sampledArm(t, "a", []uint64{100, 900}, []uint64{900, 100}))
	if i := r.Share(&r.Lines[0], 0); i.Low != 0 || i.High != 1 {
		t.Errorf("%+v of processes that have nothing in common", i)
	}
	if r := compared(t, sampledArm(t, "a", []uint64{0})); !math.IsNaN(r.Share(&r.Lines[0], 0).Low) || r.Sentence() != "a: 0 ns in Execution, by 0 samples" {
		t.Errorf("no sample: %s", r.Sentence())
	}
}

// TestSampledVerdicts: none from few samples, one process or processes that disagree.
func TestSampledVerdicts(t *testing.T) {
	for _, tt := range []struct {
		name     string
		a, b     Arm
		whole    Verdict
		lines    map[string]Verdict
		sentence string // how it ends
	}{
		{"changed", sampledArm(t, "a", []uint64{1000, 500}, []uint64{1010, 495}, []uint64{990, 505}), sampledArm(t, "b", []uint64{1000, 900}, []uint64{1005, 905}, []uint64{995, 895}),
			Changed, map[string]Verdict{"fb": Changed, "fa": Unsure}, "1.27x slower in Execution (1.22x .. 1.32x): 100% of the difference in fb"},
		{"three samples", sampledArm(t, "a", []uint64{0, 1}, []uint64{0, 1}, []uint64{0, 1}), sampledArm(t, "b", []uint64{1, 1}, []uint64{1, 1}, []uint64{1, 1}),
			Unsure, map[string]Verdict{"fa": Unsure}, "unsure, by 6 samples and 3 samples"},
		{"one process", sampledArm(t, "a", []uint64{1000, 500}), sampledArm(t, "b", []uint64{9000, 500}),
			Unsure, map[string]Verdict{"fa": Unsure}, "unsure, by 9500 samples and 1500 samples"},
		{"processes that disagree", sampledArm(t, "a", []uint64{1000, 500}, []uint64{9000, 500}), sampledArm(t, "b", []uint64{5000, 500}, []uint64{20000, 500}),
			Unsure, map[string]Verdict{"fa": Unsure}, "no function is sure to have changed"},
		{"not changed", sampledArm(t, "a", []uint64{1e6, 5e5}, []uint64{1e6 + 100, 5e5}, []uint64{1e6, 5e5 - 100}), sampledArm(t, "b", []uint64{1e6, 5e5}, []uint64{1e6 - 100, 5e5}, []uint64{1e6, 5e5 + 100}),
			NotChanged, map[string]Verdict{"fa": NotChanged, "fb": NotChanged}, "no function is sure to have changed"},
		{"one way and the other", sampledArm(t, "a", []uint64{1e5, 5e5}, []uint64{1e5 + 10, 5e5}, []uint64{1e5, 5e5 - 10}), sampledArm(t, "b", []uint64{2e5, 4e5}, []uint64{2e5 - 10, 4e5}, []uint64{2e5, 4e5 + 10}),
			NotChanged, map[string]Verdict{"fa": Changed, "fb": Changed}, "more in fa"},
		{"nothing in one", sampledArm(t, "a", []uint64{0, 0}, []uint64{0, 0}), sampledArm(t, "b", []uint64{50, 50}, []uint64{50, 50}), Unsure, nil, "unsure, by 200 samples and 0 samples"},
	} {
		r := compared(t, tt.a, tt.b)
		if i, v := r.Whole(); v != tt.whole {
			t.Errorf("%s: %s, want %s (%+v)", tt.name, v, tt.whole, i)
		}
		for i := range r.Lines {
			l := &r.Lines[i]
			within, v := r.Change(l)
			if want, ok := tt.lines[l.Name]; ok && v != want {
				t.Errorf("%s: %s %s, want %s (%+v)", tt.name, l.Name, v, want, within)
			}
			if d := l.Difference(); !math.IsNaN(within.Low) && (d < within.Low || d > within.High) {
				t.Errorf("%s: %v is not within %+v", tt.name, d, within)
			}
			if tt.whole != Changed && !math.IsNaN(r.Of(l)) {
				t.Errorf("%s: %s has %v of a difference that is not sure", tt.name, l.Name, r.Of(l))
			}
		}
		if s := r.Sentence(); !strings.HasSuffix(s, tt.sentence) {
			t.Errorf("%s: %q, want it to end %q", tt.name, s, tt.sentence)
		}
	}
}

// TestSampledFalseAlarms: of pairs that are the same but for chance and for what differs
// between processes, no more than one in 20 has a function that is said to have changed.
func TestSampledFalseAlarms(t *testing.T) {
	rng := rand.New(rand.NewPCG(18, 4))
	one := func(name string) Arm {
		var processes [][]uint64
		for range 5 {
			speed := math.Exp(0.05 * rng.NormFloat64())
			var samples []uint64
			for f := range 12 {
				samples = append(samples, uint64(distuv.Poisson{Lambda: speed * 400 / float64(1+f*f), Src: rng}.Rand()))
			}
			processes = append(processes, samples)
		}
		return sampledArm(t, name, processes...)
	}
	const pairs = 400
	wrong, whole := 0, 0
	for range pairs {
		r := compared(t, one("a"), one("b"))
		if len(r.changed(r.Lines)) > 0 {
			wrong++
		}
		if _, v := r.Whole(); v == Changed {
			whole++
		}
	}
	// Binomial at 5%: more than 30 of 400 has a probability of 1%.
	if wrong > 30 || whole > 30 {
		t.Errorf("of %d pairs that are the same, %d have a function that changed, and %d did as a whole", pairs, wrong, whole)
	}
	t.Logf("%d and %d of %d", wrong, whole, pairs)
}

// TestSampledByName: two files of which no function was seen in both.
func TestSampledByName(t *testing.T) {
	a, b := sampledArm(t, "a", []uint64{5, 5}), sampledArm(t, "b", []uint64{1})
	a.Module = "n"
	b.Profile.Frames[0].Name, b.Profile.Frames[0].Index = "other", 7
	if r := compared(t, a, b); !r.ByName || len(r.Lines) != 3 {
		t.Errorf("%+v", r)
	}
	for _, p := range []*record.Profile{a.Profile, b.Profile} {
		for i := range p.Frames {
			p.Frames[i].Name = ""
		}
	}
	if _, err := Compare(a, b); !errors.Is(err, ErrIncomparable) {
		t.Error(err)
	}
}

// TestSampledUnnamed: what processes have of a function without a name is that of their
// own file's.
func TestSampledUnnamed(t *testing.T) {
	a := sampledArm(t, "a", []uint64{1000, 900}, []uint64{1010, 890}, []uint64{990, 910})
	b := sampledArm(t, "b", []uint64{1000, 900}, []uint64{1005, 905}, []uint64{995, 895})
	b.Module = "n"
	for _, arm := range []Arm{a, b} {
		for _, p := range append(arm.Processes, arm.Profile) {
			p.Frames[1].Name = ""
		}
	}
	r := compared(t, a, b)
	for i := range r.Lines {
		if _, v := r.Change(&r.Lines[i]); (v == Changed) != (r.Lines[i].Name != "fa") {
			t.Errorf("%s is %s", r.Lines[i].Name, v)
		}
	}
	if len(r.Lines) != 3 {
		t.Errorf("%+v", r.Lines)
	}
}

// TestSampledIncomparable: samples of two periods, and counts that are no samples.
func TestSampledIncomparable(t *testing.T) {
	a, b := sampledArm(t, "a", []uint64{5}), sampledArm(t, "b", []uint64{5})
	b.Profile.Period = 2 * period
	b.Profile.Samples[0].Count, b.Profile.Total = 4*period, 4*period
	if _, err := Compare(a, b); !errors.Is(err, ErrIncomparable) {
		t.Error(err)
	}
	if _, err := Merge(a.Profile, b.Profile); !errors.Is(err, ErrIncomparable) {
		t.Error(err)
	}
	b.Profile.Samples[0].Count, b.Profile.Total = 2*period+1, 2*period+1
	if _, err := Compare(b); !errors.Is(err, ErrIncomparable) {
		t.Error(err)
	}
}

// TestOwnUnsure: one comparison is surer than one of many.
func TestOwnUnsure(t *testing.T) {
	a := sampledArm(t, "a", []uint64{1000}, []uint64{1020}, []uint64{980}, []uint64{1010})
	for _, tt := range []struct {
		more uint64
		want bool
	}{{0, false}, {53, true}, {600, false}} {
		b := sampledArm(t, "b", []uint64{1000 + tt.more}, []uint64{1020 + tt.more}, []uint64{980 + tt.more}, []uint64{1010 + tt.more})
		r := compared(t, a, b)
		own := r.Own()
		i, whole := r.Whole()
		j, of := r.Change(&own)
		if r.OwnUnsure() != tt.want {
			t.Errorf("%d more: whole %v %v, own %v %v", tt.more, i, whole, j, of)
		}
	}
	if compared(t, a).OwnUnsure() {
		t.Error("of one profile nothing has changed")
	}
}
