package analysis

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/analysis/internal/stat"
	"github.com/sightglass-go/sightglass/measure"
)

// EffectSize is the effect size of the Rust sightglass: the means of all
// iterations and an interval of their difference, iterations being taken for
// independent values. They are not: at a significance level of 1% it calls
// 13 to 29% of nothing a change, on real recordings and in simulation. It is
// here so that an old number can be reproduced; to decide anything, use
// Compare.
type EffectSize struct {
	Arch  string        `json:"arch"`
	Wasm  string        `json:"wasm"`
	Phase measure.Phase `json:"phase"`
	Event string        `json:"event"`

	AEngine string  `json:"a_engine"`
	AFlags  *string `json:"a_engine_flags"` // nil for none
	AMean   float64 `json:"a_mean"`
	BEngine string  `json:"b_engine"`
	BFlags  *string `json:"b_engine_flags"`
	BMean   float64 `json:"b_mean"`

	// SignificanceLevel is alpha.
	SignificanceLevel float64 `json:"significance_level"`
	// HalfWidth is the half width of the interval of BMean - AMean, nil when
	// one of the two has fewer than two values: the original gave up there.
	HalfWidth *float64 `json:"half_width_confidence_interval"`
}

// Significant says whether the interval excludes a difference of 0, which the
// original called a significant difference. It is false without an interval.
func (e EffectSize) Significant() bool {
	return e.HalfWidth != nil && math.Abs(e.BMean-e.AMean) > *e.HalfWidth
}

// A returns the first engine as tables print it.
func (e EffectSize) A() string { return written(e.AEngine, e.AFlags) }

// B returns the second engine as tables print it.
func (e EffectSize) B() string { return written(e.BEngine, e.BFlags) }

// written puts the flags behind the name, before a label.
func written(engine string, flags *string) string {
	if flags == nil {
		return engine
	}
	name, label, _ := strings.Cut(engine, " (")
	return Config{name, *flags, strings.TrimSuffix(label, ")")}.String()
}

// PooledWelch computes the effect size of the Rust sightglass for each pair
// of engines that have values for the same benchmark, phase and event, the
// two of a pair in alphabetical order: all of them or, if a baseline is named
// as in Options, those with the baseline, which is the first of each pair
// then. Of two recordings (BeforeAfter.Joined) it compares each engine of the
// first with itself in the second, whose label is behind its name.
//
//	half width = t(1-alpha/2, df) sqrt(s(a)^2/n(a) + s(b)^2/n(b))
//
// with n the number of all iterations of all processes and df as in Welch.
// Source: the effect_size of github.com/bytecodealliance/sightglass and the
// Rust package behrens-fisher 0.1 under it. The error is an *IncomparableError if
// recordings did not run the same, despite what may differ. It assumes what does not hold, see
// EffectSize. Without any variance the half width is 0.
func PooledWelch(d *Data, alpha float64, baseline string, despite ...string) ([]EffectSize, error) {
	if !(alpha > 0 && alpha < 1) {
		return nil, fmt.Errorf("a significance level of %v is not between 0 and 1: 0.05 and 0.01 are usual", alpha)
	}
	var base Config
	if baseline != "" {
		var err error
		if base, err = d.baseline(baseline); err != nil {
			return nil, err
		}
	}
	for _, c := range d.Configs {
		if err := d.across(c, Options{}); err != nil && (baseline == "" || c == base) {
			return nil, err
		}
	}
	refused := new(IncomparableError)
	groups := make(map[Key][]*Series)
	for i := range d.Series {
		q := d.Series[i].quantity()
		groups[q] = append(groups[q], &d.Series[i])
	}
	place := func(c Config) int { // of a recording among two, and of the baseline
		switch {
		case c == base:
			return -1
		case c.Label != "":
			return slices.Index(d.Configs, c)
		}
		return 0
	}
	var out []EffectSize
	for _, g := range groups {
		slices.SortFunc(g, func(a, b *Series) int {
			return cmp.Or(cmp.Compare(place(a.Config()), place(b.Config())), cmp.Compare(a.Config().String(), b.Config().String()))
		})
		for i, a := range g {
			if baseline != "" && a.Config() != base {
				continue
			}
			for _, b := range g[i+1:] {
				if a.Label == "" || a.Label != b.Label && a.Engine == b.Engine && a.EngineFlags == b.EngineFlags {
					notComparable(a, b, despite, refused)
					out = append(out, PooledWelchOf(a, b, alpha))
				}
			}
		}
	}
	if err := refused.orNil(); err != nil {
		return nil, err
	}
	slices.SortStableFunc(out, func(x, y EffectSize) int {
		return cmp.Or(cmp.Compare(x.Arch, y.Arch), cmp.Compare(x.Wasm, y.Wasm),
			cmp.Compare(x.Phase, y.Phase), cmp.Compare(x.Event, y.Event),
			cmp.Compare(x.A(), y.A()), cmp.Compare(x.B(), y.B()))
	})
	return out, nil
}

// PooledWelchOf is the effect size of two series.
func PooledWelchOf(a, b *Series, alpha float64) EffectSize {
	x, y := a.floats(), b.floats()
	e := EffectSize{Arch: a.Arch, Wasm: a.Wasm, Phase: a.Phase, Event: a.Event,
		AEngine: unflagged(a.Config()), AFlags: flagsOf(a), BEngine: unflagged(b.Config()), BFlags: flagsOf(b), SignificanceLevel: alpha,
		AMean: stat.MeanFloats(x), BMean: stat.MeanFloats(y)}
	if i, ok := stat.Welch(x, y).Interval(alpha); ok {
		half := (i.High - i.Low) / 2
		e.HalfWidth = &half
	}
	return e
}

// unflagged is the engine with its label and without its flags.
func unflagged(c Config) string {
	c.Flags = ""
	return c.String()
}

// flagsOf is nil where there are none, which JSON writes as null.
func flagsOf(s *Series) *string {
	if s.EngineFlags == "" {
		return nil
	}
	return &s.EngineFlags
}

func (s *Series) floats() []float64 {
	out := make([]float64, 0, s.Len())
	for _, p := range s.Processes() {
		for _, c := range p.Counts {
			out = append(out, float64(c))
		}
	}
	return out
}

// quantity is the key without the engine.
func (k Key) quantity() Key {
	k.Engine, k.EngineFlags, k.Label = "", "", ""
	return k
}
