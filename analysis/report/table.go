package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure"
)

// Options say how a table for people looks. The zero value is plain text in
// the order of the summaries.
type Options struct {
	// Color allows bold type by ANSI escape sequences. Whether the output is
	// a terminal that understands them is for the caller to find out.
	Color bool
	// Engines is the order of the engines; Data.Configs is the one in which
	// they were recorded. The ratios are those to the first of them that has
	// values. Engines that are not listed follow in the order of the
	// summaries.
	Engines []analysis.Config
	// Events gives the units, by the events' names: Data.Events.
	Events map[string]measure.Event
	// Warnings are written below the table, a line each.
	Warnings []error

	in folder // of the benchmarks that are shown
}

// NewOptions returns the options for the data: its engines in the order in
// which they were recorded, its units and its warnings.
func NewOptions(d *analysis.Data) Options {
	return Options{Engines: d.Configs, Events: d.Events, Warnings: d.Warnings}
}

// Table writes a table for people. For each benchmark, phase and event it
// shows the engines under each other: the median, the mean and its mean
// deviation (as a percentage of the mean), the smallest and the largest
// value, and how many processes of how many iterations these come from.
//
// With more than one engine, the last column is the ratio of the median to
// that of the first engine. It is a quotient of two numbers and no more: the
// table makes no claim that a difference is one. "-" stands for what cannot
// be had: a ratio where one of the medians is 0 or missing.
//
// Counts of up to nine digits and engines of up to 13 letters make it 100
// columns wide at most. The folder that all benchmarks have in common is said
// once, above the table. Longer names of engines and benchmarks take several
// lines.
func Table(w io.Writer, sums []analysis.Summary, o Options) error {
	var b strings.Builder
	groups, several := o.groups(sums)
	if len(groups) == 0 {
		b.WriteString("no values\n")
	} else {
		o.in = folderOfSummaries(sums)
		b.WriteString(o.in.line())
		b.WriteString(o.render(groups, several))
		b.WriteString("\n")
	}
	b.WriteString("± is the mean absolute deviation from the mean; n is processes×iterations in each.\n")
	if several {
		b.WriteString("The ratio of medians is to the first engine above; it says nothing about significance.\n")
	}
	for _, note := range subtractions(sums, o.Events) {
		fmt.Fprintf(&b, "%s\n", note)
	}
	for _, warning := range o.Warnings {
		fmt.Fprintf(&b, "%s %s\n", o.bold("warning:"), printable(warning.Error()))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// A group is the summaries that stand under one heading, in the order of the
// engines.
type group struct {
	key  analysis.Key // without the engine
	sums []analysis.Summary
}

func (o *Options) groups(sums []analysis.Summary) (groups []group, several bool) {
	index := make(map[analysis.Key]int)
	configs := make(map[analysis.Config]bool)
	for _, s := range sums {
		configs[s.Config()] = true
		k := s.Key
		k.Engine, k.EngineFlags = "", ""
		i, ok := index[k]
		if !ok {
			i = len(groups)
			index[k] = i
			groups = append(groups, group{key: k})
		}
		groups[i].sums = append(groups[i].sums, s)
	}
	for _, g := range groups {
		slices.SortStableFunc(g.sums, func(a, b analysis.Summary) int {
			return o.rank(a.Config()) - o.rank(b.Config())
		})
	}
	slices.SortStableFunc(groups, func(a, b group) int { return a.key.Compare(b.key) })
	return groups, len(configs) > 1
}

func (o *Options) rank(c analysis.Config) int {
	if i := slices.Index(o.Engines, c); i >= 0 {
		return i
	}
	return len(o.Engines)
}

// The widths at which names are broken into lines. An engine's is not the
// WidthMax of its column, which would break the headings, too. Headings may
// be longer where the table is.
const (
	maxEngine  = 16
	minHeading = 76
)

func (o *Options) render(groups []group, several bool) string {
	columns := 5
	if several {
		columns++
	}
	// A heading that is longer than the columns' texts together makes go-pretty
	// widen all columns, by more than would be needed.
	bare := o.renderWidth(groups, several, 0)
	width := text.LongestLineLen(bare) - 4 - 3*(columns-1)
	return o.renderWidth(groups, several, max(width, minHeading))
}

// renderWidth draws the table with headings of the given width, without any
// if it is 0.
func (o *Options) renderWidth(groups []group, several bool, width int) string {
	t := table.NewWriter()
	style := table.StyleLight
	style.Format.Header = text.FormatDefault
	t.SetStyle(style)
	header := table.Row{"engine", "median", "mean ± deviation", "min .. max", "n"}
	if several {
		header = append(header, "ratio of\nmedians")
	}
	for i, h := range header {
		header[i] = o.bold(h.(string))
	}
	t.AppendHeader(header)
	var configs []table.ColumnConfig
	for i := 2; i <= len(header); i++ {
		configs = append(configs, table.ColumnConfig{Number: i, Align: text.AlignRight, AlignHeader: text.AlignRight})
	}
	t.SetColumnConfigs(configs)
	for i, g := range groups {
		if i > 0 {
			t.AppendSeparator()
		}
		heading := ""
		if width > 0 {
			heading = text.WrapSoft(o.heading(g.key), width)
		}
		row := make(table.Row, len(header))
		for j := range row {
			row[j] = heading
		}
		t.AppendRow(row, table.RowConfig{AutoMerge: true, AutoMergeAlign: text.AlignLeft})
		for _, s := range g.sums {
			t.AppendRow(o.line(s, g.sums[0], several))
		}
	}
	return t.Render()
}

func (o *Options) heading(k analysis.Key) string {
	event := printable(k.Event)
	if u := o.Events[k.Event].Unit; u != "" && u != k.Event && u != "ns" && !strings.HasSuffix(k.Event, u) {
		event += " in " + u
	}
	return o.bold(o.in.short(k.Wasm)) + fmt.Sprintf(" · %v · %s · %s", k.Phase, event, printable(k.Arch))
}

func (o *Options) line(s, base analysis.Summary, several bool) table.Row {
	e := o.Events[s.Event]
	row := table.Row{
		text.WrapSoft(printable(s.Config().String()), maxEngine),
		quantity(s.Median, e),
		quantity(s.Mean, e) + " ± " + percent(s.MeanDeviation, s.Mean),
		quantity(float64(s.Min), e) + " .. " + quantity(float64(s.Max), e),
		samples(s),
	}
	if several {
		row = append(row, ratio(s, base))
	}
	return row
}

// samples is "processes×iterations", or the number of values and of
// processes where these have different numbers of iterations.
func samples(s analysis.Summary) string {
	if s.MinIterations == s.MaxIterations {
		return fmt.Sprintf("%d×%d", s.Processes, s.MaxIterations)
	}
	return fmt.Sprintf("%d×%d-%d", s.Processes, s.MinIterations, s.MaxIterations)
}

func ratio(s, base analysis.Summary) string {
	switch {
	case !(s.Median > 0) || !(base.Median > 0):
		return "-"
	case s.Config() == base.Config():
		return "1"
	}
	r := s.Median / base.Median
	if r >= 1e6 || r < 1e-4 {
		return fmt.Sprintf("%.2e", r)
	}
	return digits4(r)
}

func (o *Options) bold(s string) string {
	if !o.Color {
		return s
	}
	return "\x1b[1m" + strings.ReplaceAll(s, "\n", "\x1b[0m\n\x1b[1m") + "\x1b[0m"
}
