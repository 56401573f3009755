package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/record"
)

// CompareFormat is a form in which comparisons are written.
type CompareFormat string

// The forms of comparisons.
const (
	CompareTable    CompareFormat = "table"
	CompareCSV      CompareFormat = "csv"
	CompareJSON     CompareFormat = "json"
	CompareMarkdown CompareFormat = "markdown"
	// CompareCompact has the answer in its first lines, and one line for each
	// benchmark, what matters first.
	CompareCompact CompareFormat = "compact"
)

// ErrCompareFormat is wrapped by the errors for any other form.
var ErrCompareFormat = errors.New("unknown format of comparisons")

// CompareOptions says how comparisons are shown to people. CSV and JSON hold
// everything and know no options but Gate, which JSON has.
type CompareOptions struct {
	// Screen is what tables are shown on; Markdown knows none.
	Screen
	// ShowUnchanged shows what has not changed. Without it, only its number
	// is told. What is unsure is always shown: leaving it out would look as
	// if it had not changed.
	ShowUnchanged bool
	// More says where the rest is to be found that the compact form leaves out, such
	// as "-v shows all".
	More string
	// Gate is what a gate that was asked for says, in a line: documents (Markdown, JSON)
	// have it, as what is unsure may hide a change that an open gate lets pass.
	Gate string
	// Explain is what to do for counts that explain changes, such as "record again with
	// -m callgrind": the compact form says it once, where none were recorded.
	Explain string
}

// Compare writes the comparisons of a result.
//
// A table fits into 80 columns, unless the number of rounds has more than six
// digits: names, verdicts and intervals are broken into lines there. A wide screen
// shows each interval as a bar, too, on a scale of logarithms with 1 in the middle. The folder that all
// benchmarks have in common is said once, above.
//
// A table, and a Markdown table, has a line per benchmark, below a heading
// for each pair of engines, phase and event; then, a line each, what should
// be known beside the numbers, and a line of totals. A verdict is how
// much a benchmark changed (see words.Change), unsure or not changed; whether
// fewer or more of a count is better or worse stands behind it. Colour says the
// same.
//
// CSV has, under a header line, the columns of the Rust sightglass's
// effect-size,
//
//	arch,wasm,phase,event,a_engine,a_mean,b_engine,b_mean,significance_level,half_width_confidence_interval
//
// where a is the baseline, the means are those of all iterations that were
// used, and the half width is that of the interval of b_mean - a_mean, worked
// out from processes. Then come ours:
//
//	a_engine_flags, b_engine_flags  the engines' flags
//	method, rounds, warm_iterations how it was estimated, and from what
//	ratio, ratio_low, ratio_high    of b to a, with the interval at 1 - significance_level
//	p                               of a ratio of 1
//	mean_ratio                      the ratio of means by the same method
//	verdict, verdict_alone          changed, not changed or unsure; and before it was corrected
//	direction, effect               faster, slower, smaller, larger, fewer, less, more; better, worse
//	more_rounds                     that would settle it in about 85% of cases
//	p_benjamini_hochberg, p_holm    p as one of all lines of its kind
//	caveats                         their codes, separated by spaces
//	a_median, b_median              the medians of processes' medians
//	summary                         the sentence that says it, such as "from 0 to 800,001, more"
//	shrunken_ratio                  of what changed, taking into account that it is shown because it stood out
//	explanation                     what the change goes with, in words: see Why
//
// What cannot be had is empty. A name that a spreadsheet would take for a
// formula has an apostrophe in front.
//
// JSON is an object of comparisons, suites and warnings; each comparison is
// an analysis.Comparison with a "summary", the sentence that says it.
func Compare(w io.Writer, r *analysis.Result, format CompareFormat, o CompareOptions) error {
	switch format {
	case CompareTable, CompareMarkdown:
		return compareTable(w, r, format, o)
	case CompareCompact:
		_, err := io.WriteString(w, compact(r, o))
		return err
	case CompareCSV:
		return writeCSV(w, new(compareDrawing).columns(), true, slices.Concat(r.Comparisons, r.Suites))
	case CompareJSON:
		return writeResult(w, r, o.Gate)
	}
	return fmt.Errorf("%w %q: use table, compact, csv, json or markdown", ErrCompareFormat, format)
}

type comparisonJSON struct {
	analysis.Comparison
	Summary string `json:"summary"`
}

type resultJSON struct {
	Comparisons []comparisonJSON  `json:"comparisons"`
	Suites      []comparisonJSON  `json:"suites"`
	Selfcheck   *record.Selfcheck `json:"selfcheck,omitempty"`
	Warnings    []string          `json:"warnings"`
	Gate        string            `json:"gate,omitempty"`
}

// writeResult writes comparison by comparison, for the text of all may be large.
func writeResult(w io.Writer, r *analysis.Result, gate string) error {
	j := resultJSON{[]comparisonJSON{}, []comparisonJSON{}, r.Selfcheck, []string{}, gate}
	for _, c := range r.Suites {
		j.Suites = append(j.Suites, comparisonJSON{c, c.String()})
	}
	for _, warning := range r.AllWarnings() {
		j.Warnings = append(j.Warnings, warning.Error())
	}
	var without bytes.Buffer
	if err := writeJSON(&without, j); err != nil {
		return err
	}
	head, rest, _ := strings.Cut(without.String(), "[]")
	if _, err := io.WriteString(w, head+"["); err != nil {
		return err
	}
	end := "]"
	for i, c := range r.Comparisons {
		var text bytes.Buffer
		enc := json.NewEncoder(&text)
		enc.SetEscapeHTML(false)
		enc.SetIndent("  ", " ")
		if err := enc.Encode(comparisonJSON{c, c.String()}); err != nil {
			return err
		}
		before := ",\n  "
		if i == 0 {
			before = "\n  "
		}
		if _, err := fmt.Fprintf(quote.NewDocument(w), "%s%s", before, bytes.TrimSuffix(text.Bytes(), []byte("\n"))); err != nil {
			return err
		}
		end = "\n ]"
	}
	_, err := io.WriteString(w, end+rest)
	return err
}
