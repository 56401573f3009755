package report

import (
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure/words"
)

// effectColumns are those of the Rust sightglass's effect-size, in its order,
// and those that tell engines apart whose flags alone differ.
var effectColumns = []Column[analysis.EffectSize]{
	{Key: "arch", Value: func(e analysis.EffectSize) any { return e.Arch }},
	{Key: "wasm", Value: func(e analysis.EffectSize) any { return e.Wasm }},
	{Key: "phase", Value: func(e analysis.EffectSize) any { return e.Phase.String() }},
	{Key: "event", Value: func(e analysis.EffectSize) any { return e.Event }},
	{Key: "a_engine", Value: func(e analysis.EffectSize) any { return e.AEngine }},
	{Key: "a_mean", Value: func(e analysis.EffectSize) any { return float(e.AMean) }},
	{Key: "b_engine", Value: func(e analysis.EffectSize) any { return e.BEngine }},
	{Key: "b_mean", Value: func(e analysis.EffectSize) any { return float(e.BMean) }},
	{Key: "significance_level", Value: func(e analysis.EffectSize) any { return e.SignificanceLevel }},
	{Key: "half_width_confidence_interval", Value: func(e analysis.EffectSize) any {
		return of(e.HalfWidth, func(half *float64) any { return float(*half) })
	}},
	{Key: "a_engine_flags", Value: func(e analysis.EffectSize) any { return orNil(e.AFlags) }},
	{Key: "b_engine_flags", Value: func(e analysis.EffectSize) any { return orNil(e.BFlags) }},
}

// effect is a comparison in the words of the Rust sightglass.
func effect(c analysis.Comparison) analysis.EffectSize {
	e := analysis.EffectSize{Arch: c.Arch, Wasm: c.Wasm, Phase: c.Phase, Event: c.Event.Name,
		AEngine: armName(c.Baseline), AFlags: &c.Baseline.Flags, AMean: c.Baseline.Mean,
		BEngine: armName(c.Candidate), BFlags: &c.Candidate.Flags, BMean: c.Candidate.Mean, SignificanceLevel: c.SignificanceLevel}
	if c.MeanInterval != nil {
		half := (c.MeanInterval.High - c.MeanInterval.Low) / 2 * c.Baseline.Mean
		e.HalfWidth = &half
	}
	return e
}

// armName is the engine without its flags, which have a column.
func armName(a analysis.Arm) string {
	a.Flags = ""
	return a.String()
}

// A compareDrawing is a section in one layout; columns are all that is shown
// of comparisons; see Compare.
type compareDrawing struct {
	CompareOptions
	compareLayout
	section
}

func (d *compareDrawing) columns() (columns []Column[analysis.Comparison]) {
	for _, c := range effectColumns {
		columns = append(columns, Column[analysis.Comparison]{Key: c.Key, Value: func(of analysis.Comparison) any { return c.Value(effect(of)) }})
	}
	const right = text.AlignRight
	level, within := Level(d.lines), "interval"
	if level != 0 {
		within = words.Level(level) + " interval"
	}
	scale := scaleOf(d.lines, d.bar)
	bounds := func(c analysis.Comparison) string {
		bounds := d.wrapped(c.Between(), d.interval)
		if i := c.Shown(); level == 0 && i != nil {
			bounds += " (" + words.Level(i.Level) + ")"
		}
		return bounds
	}
	return append(columns, []Column[analysis.Comparison]{
		{Heading: "benchmark", Text: d.benchmark},
		{Heading: "verdict", Text: d.verdictText},
		{Key: "method", Value: func(c analysis.Comparison) any { return string(c.Method) }},
		{Key: "rounds", Value: func(c analysis.Comparison) any { return c.Rounds }},
		{Key: "warm_iterations", Value: func(c analysis.Comparison) any { return c.Warm }},
		{Key: "ratio", Value: func(c analysis.Comparison) any { return orNil(c.Ratio) }},
		{Heading: within, Text: bounds, Align: right},
		{Heading: "the interval beside 1\n" + scale.heading(), Text: func(c analysis.Comparison) string {
			return d.paint(scale.draw(c, d.Screen), verdictColor(c))
		}, Hidden: d.bar == 0},
		{Key: "ratio_low", Value: func(c analysis.Comparison) any {
			return of(c.Interval, func(i *analysis.Interval) any { return i.Low })
		}},
		{Key: "ratio_high", Value: func(c analysis.Comparison) any {
			return of(c.Interval, func(i *analysis.Interval) any { return i.High })
		}},
		{Key: "p", Value: func(c analysis.Comparison) any { return orNil(c.P) }},
		{Heading: "means", Text: func(c analysis.Comparison) string {
			if c.MeanRatio == nil {
				return "-"
			}
			return d.wrapped(words.Change(*c.MeanRatio, c.Event), d.means)
		}, Align: right,
			Key: "mean_ratio", Value: func(c analysis.Comparison) any { return orNil(c.MeanRatio) }},
		{Heading: "rounds", Text: func(c analysis.Comparison) string { return strconv.Itoa(c.Rounds) }, Align: right},
		{Key: "verdict", Value: func(c analysis.Comparison) any { return string(c.Verdict) }},
		{Key: "verdict_alone", Value: func(c analysis.Comparison) any { return string(c.Alone) }},
		{Key: "direction", Value: func(c analysis.Comparison) any { return c.Direction }},
		{Key: "effect", Value: func(c analysis.Comparison) any { return c.Effect }},
		{Key: "more_rounds", Value: func(c analysis.Comparison) any {
			return of(c.MoreRounds, func(m *analysis.MoreRounds) any { return m.Most })
		}},
		{Key: "p_benjamini_hochberg", Value: func(c analysis.Comparison) any {
			return of(c.Many, func(m *analysis.Many) any { return m.FalseDiscovery })
		}},
		{Key: "p_holm", Value: func(c analysis.Comparison) any { return of(c.Many, func(m *analysis.Many) any { return m.FamilyWise }) }},
		{Key: "caveats", Value: func(c analysis.Comparison) any {
			var codes []string
			for _, v := range c.Caveats {
				codes = append(codes, v.Code)
			}
			return strings.Join(codes, " ")
		}},
		{Key: "a_median", Value: func(c analysis.Comparison) any { return c.Baseline.Median }},
		{Key: "b_median", Value: func(c analysis.Comparison) any { return c.Candidate.Median }},
		{Key: "summary", Value: func(c analysis.Comparison) any { return c.String() }},
		{Key: "shrunken_ratio", Value: func(c analysis.Comparison) any {
			return of(c.Shrunken, func(s *analysis.Shrunken) any { return s.Ratio })
		}},
		{Key: "explanation", Value: func(c analysis.Comparison) any { return Why(&c) }},
	}...)
}

func (d *compareDrawing) benchmark(c analysis.Comparison) string {
	name := d.Text(d.in.short(c.Wasm))
	if d.name > 0 {
		return wrapName(name, d.name)
	}
	return cell(name)
}

func (d *compareDrawing) verdictText(c analysis.Comparison) string {
	return d.paint(d.wrapped(c.Judged(), d.verdict), verdictColor(c))
}

// wrapped is a text broken into lines, at 0 columns into none.
func (d *compareDrawing) wrapped(t string, columns int) string {
	if columns == 0 {
		return d.Text(t)
	}
	return d.wrap(d.Text(t), columns)
}
