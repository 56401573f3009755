package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/sightglass-go/sightglass/analysis"
)

// A section is the comparisons under one heading.
type section struct {
	heading string
	in      folder
	lines   []analysis.Comparison
}

// sections groups comparisons by engines, phase, event and architecture. The
// suite follows its benchmarks.
func sections(r *analysis.Result, o CompareOptions) []section {
	index := make(map[string]int)
	in := folderOfComparisons(r)
	var out []section
	for _, list := range [][]analysis.Comparison{r.Comparisons, r.Suites} {
		for _, c := range list {
			h := fmt.Sprintf("%s against %s · %v · %s · %s", printable(c.Candidate.String()),
				printable(c.Baseline.String()), c.Phase, printable(c.Event.Name), printable(c.Arch))
			i, ok := index[h]
			if !ok {
				i = len(out)
				index[h] = i
				out = append(out, section{heading: h, in: in})
			}
			if o.ShowUnchanged || c.Verdict != analysis.NotChanged || len(c.Benchmarks) > 0 {
				out[i].lines = append(out[i].lines, c)
			}
		}
	}
	return out
}

var compareHeader = []string{"benchmark", "verdict", "ratio", "interval", "ratio,\nmeans", "rounds"}

// The widths at which names and verdicts are broken into lines, so that a
// table has 100 columns.
const (
	maxBenchmark = 23
	maxVerdict   = 24
)

func compareTable(w io.Writer, r *analysis.Result, format CompareFormat, o CompareOptions) error {
	var b strings.Builder
	all := sections(r, o)
	if in := folderOfComparisons(r).line(); format == CompareMarkdown && in != "" {
		fmt.Fprintf(&b, "%s\n", markdown(in))
	} else {
		b.WriteString(in)
	}
	for _, s := range all {
		if len(s.lines) == 0 {
			continue
		}
		if format == CompareMarkdown {
			fmt.Fprintf(&b, "### %s\n\n%s\n\n", markdown(s.heading), s.table(o, 0).RenderMarkdown())
			continue
		}
		fmt.Fprintf(&b, "%s\n%s\n\n", bold(s.heading, o.Color), s.table(o, maxBenchmark).Render())
	}
	if format == CompareMarkdown {
		writeNotes(&b, r, "- ", o)
	} else {
		writeNotes(&b, r, "", o)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// level returns the level of the intervals to be shown, if it is the same for
// all, and 0 otherwise.
func (s section) level() float64 {
	level := 0.0
	for _, c := range s.lines {
		switch i := c.Shown(); {
		case i == nil:
		case level != 0 && level != i.Level:
			return 0
		default:
			level = i.Level
		}
	}
	return level
}

// table draws the section. Names of benchmarks are broken at a width, if it
// is not 0.
func (s section) table(o CompareOptions, width int) table.Writer {
	t := table.NewWriter()
	style := table.StyleLight
	style.Format.Header = text.FormatDefault
	t.SetStyle(style)
	header := make(table.Row, len(compareHeader))
	var configs []table.ColumnConfig
	level := s.level()
	for i, h := range compareHeader {
		if h == "interval" && level != 0 {
			h = percentage(level) + " interval"
		}
		header[i] = bold(h, o.Color)
		if i >= 2 {
			configs = append(configs, table.ColumnConfig{Number: i + 1, Align: text.AlignRight, AlignHeader: text.AlignRight})
		}
	}
	t.AppendHeader(header)
	t.SetColumnConfigs(configs)
	for i, c := range s.lines {
		if i > 0 && len(c.Benchmarks) > 0 {
			t.AppendSeparator()
		}
		verdict, name := c.Brief(), s.in.short(c.Wasm)
		if width > 0 {
			verdict, name = text.WrapSoft(verdict, maxVerdict), text.WrapSoft(name, width)
		}
		if c.Verdict == analysis.Changed {
			verdict = bold(verdict, o.Color)
		}
		t.AppendRow(table.Row{name, verdict, plainRatio(c.Ratio), interval(c.Shown(), level == 0),
			plainRatio(c.MeanRatio), strconv.Itoa(c.Rounds)})
	}
	return t
}

func plainRatio(r *float64) string {
	switch {
	case r == nil:
		return "-"
	case *r >= 1e6 || *r < 1e-4:
		return fmt.Sprintf("%.2e", *r)
	}
	return strconv.FormatFloat(*r, 'f', 4, 64)
}

func interval(i *analysis.Interval, level bool) string {
	if i == nil {
		return "-"
	}
	s := plainRatio(&i.Low) + " .. " + plainRatio(&i.High)
	if level {
		s += " (" + percentage(i.Level) + ")"
	}
	return s
}

func percentage(level float64) string { return strconv.FormatFloat(100*level, 'g', 4, 64) + "%" }

func bold(s string, color bool) string { return (&Options{Color: color}).bold(s) }

// markdown escapes what would be markup.
func markdown(s string) string {
	return strings.NewReplacer("\\", "\\\\", "`", "\\`", "*", "\\*", "_", "\\_", "[", "\\[", "<", "&lt;", "|", "\\|").Replace(s)
}
