package report

import (
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/sightglass-go/sightglass/measure/quote"
)

// Cells returns the columns of lines that are texts already. A line may be
// shorter than the header.
func Cells(header []string) (columns []Column[[]string]) {
	for i, heading := range header {
		columns = append(columns, Column[[]string]{Heading: heading, Text: func(line []string) string {
			if i < len(line) {
				return line[i]
			}
			return ""
		}})
	}
	return columns
}

// Grids draws a Grid for each heading, below it, in the order in which lines
// first have it.
func Grids[T any](s Screen, keys int, heading func(T) string, columns []Column[T], lines []T) string {
	var b strings.Builder
	for _, g := range Grouped(lines, heading) {
		b.WriteString(s.Bold(g.Key) + "\n" + Grid(s, keys, columns, g.Lines))
	}
	return b.String()
}

// A Group is the lines that have a Key in common.
type Group[K comparable, T any] struct {
	Key   K
	Lines []T
}

// Grouped returns the lines by their keys, in the order in which these first occur.
func Grouped[K comparable, T any](lines []T, key func(T) K) (groups []Group[K, T]) {
	index := make(map[K]int)
	for _, line := range lines {
		k := key(line)
		i, ok := index[k]
		if !ok {
			i = len(groups)
			index[k] = i
			groups = append(groups, Group[K, T]{Key: k})
		}
		groups[i].Lines = append(groups[i].Lines, line)
	}
	return groups
}

// Grid draws a table that fits the screen: where it is too wide, the
// widest columns are broken into lines, and where that does not help, the
// last columns follow below in a table of their own, which begins with the
// first keys columns again. Columns that hold numbers alone are never broken,
// and are aligned right.
func Grid[T any](s Screen, keys int, declared []Column[T], lines []T) string {
	var columns []gridColumn
	for _, c := range Shown(declared) {
		texts := []string{c.Heading}
		for _, line := range lines {
			texts = append(texts, c.Text(line))
		}
		columns = append(columns, columnOf(s, texts))
	}
	var b strings.Builder
	keys = min(keys, len(columns))
	for next := keys; next < len(columns) || next == keys; {
		part := append([]gridColumn{}, columns[:keys]...)
		for ; next < len(columns); next++ {
			more := append(part[:len(part):len(part)], columns[next])
			if len(part) > keys && !narrow(more, s.width()) {
				break
			}
			part = more
		}
		narrow(part, s.width())
		b.WriteString(s.grid(part))
		b.WriteString("\n")
		if next == keys {
			break // there are no columns but the keys
		}
	}
	return b.String()
}

// A gridColumn is the texts of a column, the first of them its heading, and
// how wide it is, at least and by choice.
type gridColumn struct {
	texts       []string
	least, wide int
	number      bool
}

func columnOf(s Screen, texts []string) (c gridColumn) {
	c.number = len(texts) > 1
	for row, t := range texts {
		t = s.Text(quote.Name(t))
		c.texts = append(c.texts, t)
		c.wide = max(c.wide, text.StringWidth(t))
		for _, piece := range strings.FieldsFunc(t, func(r rune) bool { return strings.ContainsRune(" /_", r) }) {
			c.least = max(c.least, min(text.StringWidth(piece)+1, text.StringWidth(t)))
		}
		if row > 0 && strings.Trim(t, "0123456789.,%-+e") != "" {
			c.number = false
		}
	}
	return c
}

// narrow makes columns narrower until they fit, and tells whether they do.
func narrow(columns []gridColumn, width int) bool {
	for {
		sum, widest := 1, -1
		for i, c := range columns {
			sum += c.wide + 3
			if c.wide > c.least && (widest < 0 || c.wide > columns[widest].wide) {
				widest = i
			}
		}
		if sum <= width {
			return true
		}
		if widest < 0 {
			return false
		}
		columns[widest].wide--
	}
}

func (s Screen) grid(columns []gridColumn) string {
	t := s.newTable()
	var configs []table.ColumnConfig
	for row := range columns[0].texts {
		var cells table.Row
		for i, c := range columns {
			cell := wrapName(c.texts[row], c.wide)
			if row == 0 {
				cell = s.Bold(cell)
				if c.number {
					configs = append(configs, table.ColumnConfig{Number: i + 1, Align: text.AlignRight, AlignHeader: text.AlignRight})
				}
			}
			cells = append(cells, cell)
		}
		if row == 0 {
			t.AppendHeader(cells)
		} else {
			t.AppendRow(cells)
		}
	}
	t.SetColumnConfigs(configs)
	return t.Render()
}
