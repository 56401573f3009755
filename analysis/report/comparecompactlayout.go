package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/words"
)

// A compactBlock is a section in the compact form: lines are sorted, and without
// the suite.
type compactBlock struct {
	section
	suite *analysis.Comparison
	tally string
	rows  []compactRow
}

// A compactRow is what is shown of one benchmark.
type compactRow struct {
	name, baseline, candidate, verdict, interval string
	of                                           *analysis.Comparison
}

// A compactLayout is the widths of the columns, the same in all blocks. Verdict is
// 0 where it and the interval are one column, said, and bar where there is none.
type compactLayout struct {
	CompareOptions
	gap                                           string
	name, baseline, candidate, verdict, said, bar int
}

const (
	mostName   = 24 // columns of a benchmark's name
	mostEngine = 12 // columns of the candidate's name above its values
	mostBar    = 31
)

// compactLayout finds the widest layout that fits.
func (o CompareOptions) compactLayout(blocks []compactBlock, short func(string) string) compactLayout {
	l := compactLayout{CompareOptions: o, baseline: len(baselineHeading)}
	verdict, interval, merged, bars := 0, 0, 0, false
	for i := range blocks {
		b := &blocks[i]
		for k := range b.lines {
			c := &b.lines[k]
			unit := words.UnitOf(c.Event, c.Baseline.Median, c.Candidate.Median)
			row := compactRow{name: short(c.Wasm), of: c,
				baseline: o.Text(unit.Text(c.Baseline.Median)), candidate: o.Text(unit.Text(c.Candidate.Median))}
			row.verdict, row.interval = Told(c)
			row.verdict, row.interval = o.Text(row.verdict), o.Text(row.interval)
			l.name = max(l.name, text.StringWidth(row.name))
			l.baseline, l.candidate = max(l.baseline, text.StringWidth(row.baseline)), max(l.candidate, text.StringWidth(row.candidate))
			if row.interval != "" {
				verdict, interval = max(verdict, text.StringWidth(row.verdict)), max(interval, text.StringWidth(row.interval))
			}
			merged = max(merged, text.StringWidth(row.said(0)))
			b.rows = append(b.rows, row)
			bars = bars || row.drawn()
		}
		if len(b.lines) > 0 {
			l.candidate = max(l.candidate, text.StringWidth(o.candidateHeading(b)))
		}
	}
	for _, try := range []struct {
		gap           string
		verdict, said int
		bar           int // at least
	}{
		{"  ", verdict, max(verdict+2+interval, merged), 11}, {"  ", 0, merged, 9}, {" ", 0, merged, 7}, {"  ", 0, merged, 0}, {" ", 0, merged, 0},
	} {
		l.gap, l.verdict, l.said = try.gap, try.verdict, try.said
		l.bar = min(o.width()-l.left()-l.said-len(l.gap), mostBar)
		l.bar -= (l.bar + 1) % 2
		if bars && l.bar >= try.bar && l.bar > 0 {
			return l
		}
		if l.bar = 0; (try.bar == 0 || !bars) && l.left()+l.said <= o.width() {
			break
		}
	}
	return l
}

// left is how many columns there are in front of the verdict.
func (l *compactLayout) left() int { return 2 + l.name + l.baseline + l.candidate + 3*len(l.gap) }

// drawn is whether the row has a bar.
func (r *compactRow) drawn() bool {
	return r.of.Ratio != nil && r.of.Rounds >= leastRounds && r.of.Shown() != nil
}

// said is the verdict, in as many columns, and the interval.
func (r *compactRow) said(verdict int) string {
	switch {
	case r.interval == "":
		return r.verdict
	case verdict == 0 && r.of.Verdict == analysis.NotChanged:
		return r.verdict
	case verdict == 0:
		return r.verdict + ", " + r.interval
	}
	return text.Pad(r.verdict, verdict, ' ') + "  " + r.interval
}

const baselineHeading = "baseline"

// candidateHeading stands above the candidate's values.
func (o CompareOptions) candidateHeading(b *compactBlock) string {
	if name := o.Text(quote.Name(b.lines[0].Candidate.String())); text.StringWidth(name) <= mostEngine && name != baselineHeading {
		return name
	}
	return "candidate"
}

// draw writes the block: the mean, the headings and the lines.
func (l *compactLayout) draw(w *strings.Builder, b *compactBlock) {
	first := b.suite
	if first == nil {
		first = &b.lines[0]
	}
	title := first.Phase.String()
	event := l.Text(quote.Name(first.Event.Name))
	if text.StringWidth(event) > l.name {
		title, event = title+" ("+quote.Name(first.Event.Name)+")", ""
	}
	title += ": " + quote.Name(first.Candidate.String())
	switch verdict, interval := Told(first); {
	case b.suite == nil:
		title += " against " + quote.Name(first.Baseline.String())
	case interval == "":
		title += " on average: " + verdict
	case interval == exactly:
		title += " " + verdict + " on average, exactly"
	default:
		title += fmt.Sprintf(" %s on average (%s: %s)", verdict, words.Level(first.Shown().Level), interval)
	}
	w.WriteString(l.Bold(strings.TrimSuffix(l.note("%s", title), "\n")) + "\n")
	if len(b.lines) == 0 {
		w.WriteString(l.note("  %s", b.tally) + "\n")
		return
	}
	above := l.Text(b.tally)
	if text.StringWidth(above) > l.said {
		w.WriteString(l.note("  %s", above))
		above = ""
	}
	scale := b.scale(l.bar)
	heading := l.line(event, baselineHeading, l.candidateHeading(b), text.Pad(above, l.said, ' '))
	if l.bar > 0 && slices.ContainsFunc(b.rows, func(r compactRow) bool { return r.drawn() }) {
		heading += l.gap + l.Text(scale.heading())
	}
	w.WriteString(strings.TrimRight(heading, " ") + "\n")
	for _, r := range b.rows {
		color := verdictColor(*r.of)
		said := r.said(l.verdict)
		line := l.line(r.name, r.baseline, r.candidate, l.paint(said, color))
		switch {
		case l.left()+text.StringWidth(said) > l.width():
			line = l.line(r.name, r.baseline, r.candidate, "")
			for part := range strings.SplitSeq(l.wrap(said, l.width()-6), "\n") {
				line = strings.TrimRight(line, " ") + "\n      " + l.paint(part, color)
			}
		case l.bar > 0 && r.drawn():
			line += strings.Repeat(" ", l.said-text.StringWidth(said)) + l.gap + l.paint(strings.TrimRight(scale.draw(*r.of, l.Screen), " "), color)
		}
		w.WriteString(strings.TrimRight(line, " ") + "\n")
		l.why(w, r.of)
	}
	w.WriteString("\n")
}

// why writes what a change goes with, below its line.
func (l *compactLayout) why(w *strings.Builder, c *analysis.Comparison) {
	if text := l.Text(why(c, false)); text != "" {
		w.WriteString("      " + strings.ReplaceAll(l.wrap(text, l.width()-6), "\n", "\n      ") + "\n")
	}
}

func (l *compactLayout) line(name, baseline, candidate, rest string) string {
	return "  " + text.Pad(name, l.name, ' ') + l.gap + text.AlignRight.Apply(baseline, l.baseline) + l.gap +
		text.AlignRight.Apply(candidate, l.candidate) + l.gap + rest
}

// legend says what the intervals are, and the bars.
func (l *compactLayout) legend(blocks []compactBlock) string {
	least, most, noise := 1.0, 0.0, false
	for i := range blocks {
		b := &blocks[i]
		for _, r := range b.rows {
			if r.interval != "" && r.interval != exactly {
				least, most = min(least, r.of.Shown().Level), max(most, r.of.Shown().Level)
			}
		}
		if l.bar > 0 && len(b.lines) > 0 {
			scale := b.scale(l.bar)
			noise = noise || scale.at(1+scale.noise) != scale.at(1)
		}
	}
	if most == 0 {
		return ""
	}
	text := "intervals of " + words.Level(least)
	if least < most {
		text += " to " + words.Level(most)
	}
	if l.bar > 0 {
		shapes := l.intervalShapes()
		text += fmt.Sprintf("; %c%c%c draws them and the ratio, %c is 1", shapes[1], shapes[3], shapes[2], shapes[4])
		if noise {
			text += fmt.Sprintf(", %c the noise threshold", shapes[6])
		}
	}
	return l.note("%s", text)
}

// scale is that of the block's bars.
func (b *compactBlock) scale(columns int) scale {
	var drawn []analysis.Comparison
	for i := range b.rows {
		if r := &b.rows[i]; r.drawn() {
			drawn = append(drawn, *r.of)
		}
	}
	return scaleOf(drawn, columns).marked(b.lines[0].NoiseThreshold)
}
