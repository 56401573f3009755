package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/sightglass-go/sightglass/measure/quote"
)

// A Column is declared once: what it shows people, in terminals, in Markdown
// and on pages, and what it gives programs, in CSV and JSON. A line of its
// table is a T.
type Column[T any] struct {
	// Heading and Text are for people; without Text, the column is for
	// programs alone. A line feed in the heading begins a second line.
	Heading string
	Text    func(T) string
	// Hidden columns are not shown to people: there is no room for them, or
	// another one says it.
	Hidden bool
	// Align is AlignDefault for words and AlignRight for numbers. Grid
	// finds out by itself.
	Align text.Align

	// Key and Value are for programs; without Value, the column is for people
	// alone. A Value is a string, a whole number, a float, or nil.
	Key   string
	Value func(T) any
	// Extra columns are in JSON alone, and left out where they are nil.
	Extra bool
}

// Shown returns the columns that people see.
func Shown[T any](columns []Column[T]) (out []Column[T]) {
	for _, c := range columns {
		if c.Text != nil && !c.Hidden {
			out = append(out, c)
		}
	}
	return out
}

// cells returns the cells of a line.
func cells[T any](columns []Column[T], cell func(Column[T]) string) (row table.Row) {
	for _, c := range columns {
		row = append(row, cell(c))
	}
	return row
}

func align[T any](t table.Writer, columns []Column[T]) {
	var configs []table.ColumnConfig
	for i, c := range columns {
		configs = append(configs, table.ColumnConfig{Number: i + 1, Align: c.Align, AlignHeader: c.Align})
	}
	t.SetColumnConfigs(configs)
}

// markdownTable is the table of the lines in Markdown.
func markdownTable[T any](columns []Column[T], lines []T) string {
	return fill(table.NewWriter(), Screen{}, Shown(columns), lines, never).RenderMarkdown()
}

// fill puts the lines below the headings of the columns, which people see.
// separated is whether a line is drawn above one.
func fill[T any](t table.Writer, s Screen, columns []Column[T], lines []T, separated func(i int) bool) table.Writer {
	align(t, columns)
	t.AppendHeader(cells(columns, func(c Column[T]) string { return s.Bold(c.Heading) }))
	for i, line := range lines {
		if separated(i) {
			t.AppendSeparator()
		}
		t.AppendRow(cells(columns, func(c Column[T]) string { return c.Text(line) }))
	}
	return t
}

// writeCSV writes the lines in CSV, below a header line if there is to be one.
// A name that a spreadsheet would take for a formula has an apostrophe in
// front.
func writeCSV[T any](w io.Writer, columns []Column[T], header bool, lines []T) error {
	columns = slices.DeleteFunc(slices.Clone(columns), func(c Column[T]) bool { return c.Value == nil || c.Extra })
	out := csv.NewWriter(w) // keeps its first error for Error
	record := make([]string, len(columns))
	if header {
		for i, c := range columns {
			record[i] = c.Key
		}
		_ = out.Write(record)
	}
	for _, line := range lines {
		for i, c := range columns {
			record[i] = field(c.Value(line))
		}
		_ = out.Write(record)
	}
	out.Flush()
	return out.Error()
}

// of is a value of what may be nil, and nil then.
func of[P any](p *P, value func(*P) any) any {
	if p == nil {
		return nil
	}
	return value(p)
}

// orNil is what p points to, or nil: a Value that may be missing.
func orNil[P any](p *P) any { return of(p, func(p *P) any { return *p }) }

// field is a value in CSV.
func field(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case string:
		return quote.Cell(v)
	}
	return fmt.Sprint(v)
}

// writeObjects writes the lines in JSON, as an array of objects.
func writeObjects[T any](w io.Writer, columns []Column[T], lines []T) error {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	between := "["
	for _, line := range lines {
		out.WriteString(between)
		between = "{"
		for _, c := range columns {
			if c.Value == nil {
				continue
			}
			v := c.Value(line)
			if c.Extra && v == nil {
				continue
			}
			out.WriteString(between + strconv.Quote(c.Key) + ":")
			if err := enc.Encode(v); err != nil {
				return err
			}
			out.Truncate(out.Len() - 1) // the line feed that an Encoder ends with
			between = ","
		}
		out.WriteString("}")
		between = ",\n"
	}
	if len(lines) == 0 {
		out.WriteString("[")
	}
	out.WriteString("]\n")
	_, err := quote.NewDocument(w).Write(out.Bytes())
	return err
}

// A float is written with a decimal at least.
type float float64

func (f float) String() string {
	s := strconv.FormatFloat(float64(f), 'f', -1, 64)
	if math.IsNaN(float64(f)) || math.IsInf(float64(f), 0) || strings.Contains(s, ".") {
		return s
	}
	return s + ".0"
}

func (f float) MarshalJSON() ([]byte, error) {
	if math.IsNaN(float64(f)) || math.IsInf(float64(f), 0) {
		return []byte("null"), nil
	}
	return []byte(f.String()), nil
}

func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(quote.NewDocument(w))
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	return enc.Encode(v)
}

// writeIndented writes JSON with the keys of maps in order.
func writeIndented(w io.Writer, v any) error {
	enc := json.NewEncoder(quote.NewDocument(w))
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// known is a value as a number, a whole one where it is one, or nil where it is not known.
func known(x float64) any {
	switch {
	case math.IsNaN(x) || math.IsInf(x, 0):
		return nil
	case x == math.Trunc(x) && math.Abs(x) < 1<<53:
		return int64(x)
	}
	return x
}

// cell is quote.Markdown for the cells of tables, whose bars are escaped when
// the table is drawn.
func cell(s string) string { return strings.ReplaceAll(quote.Markdown(s), "\\|", "|") }

// fenced are lines of code as a block, whose fence is longer than any in them.
func fenced(language, lines string) string {
	fence := "```"
	for strings.Contains(lines, fence) {
		fence += "`"
	}
	return fence + language + "\n" + lines + fence + "\n"
}
