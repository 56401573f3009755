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
	lines   []analysis.Comparison
}

// sections groups comparisons by engines, phase, event and architecture. The
// suite follows its benchmarks.
func sections(r *analysis.Result, o CompareOptions) []section {
	index := make(map[string]int)
	var out []section
	for _, list := range [][]analysis.Comparison{r.Comparisons, r.Suites} {
		for _, c := range list {
			h := fmt.Sprintf("%s against %s · %v · %s · %s", printable(c.Candidate.String()),
				printable(c.Baseline.String()), c.Phase, printable(c.Event.Name), printable(c.Arch))
			i, ok := index[h]
			if !ok {
				i = len(out)
				index[h] = i
				out = append(out, section{heading: h})
			}
			if o.ShowUnchanged || c.Verdict != analysis.NotChanged || len(c.Benchmarks) > 0 {
				out[i].lines = append(out[i].lines, c)
			}
		}
	}
	return out
}

var compareHeader = []string{"benchmark", "verdict", "ratio", "interval", "ratio of\nmeans", "rounds"}

func compareTable(w io.Writer, r *analysis.Result, format CompareFormat, o CompareOptions) error {
	var b strings.Builder
	all := sections(r, o)
	for _, s := range all {
		if len(s.lines) == 0 {
			continue
		}
		if format == CompareMarkdown {
			fmt.Fprintf(&b, "### %s\n\n%s\n\n", markdown(s.heading), s.table(o).RenderMarkdown())
			continue
		}
		fmt.Fprintf(&b, "%s\n%s\n\n", bold(s.heading, o.Color), s.table(o).Render())
	}
	if format == CompareMarkdown {
		writeNotes(&b, r, "- ", o)
	} else {
		writeNotes(&b, r, "", o)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (s section) table(o CompareOptions) table.Writer {
	t := table.NewWriter()
	style := table.StyleLight
	style.Format.Header = text.FormatDefault
	t.SetStyle(style)
	header := make(table.Row, len(compareHeader))
	var configs []table.ColumnConfig
	for i, h := range compareHeader {
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
		verdict := c.Brief()
		if c.Verdict == analysis.Changed {
			verdict = bold(verdict, o.Color)
		}
		t.AppendRow(table.Row{text.WrapSoft(printable(c.Wasm), 32), verdict, plainRatio(c.Ratio), interval(c.Shown()),
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

func interval(i *analysis.Interval) string {
	if i == nil {
		return "-"
	}
	return fmt.Sprintf("%s .. %s (%s%%)", plainRatio(&i.Low), plainRatio(&i.High), strconv.FormatFloat(100*i.Level, 'g', 4, 64))
}

func bold(s string, color bool) string { return (&Options{Color: color}).bold(s) }

// markdown escapes what would be markup.
func markdown(s string) string {
	return strings.NewReplacer("\\", "\\\\", "`", "\\`", "*", "\\*", "_", "\\_", "[", "\\[", "<", "&lt;", "|", "\\|").Replace(s)
}
