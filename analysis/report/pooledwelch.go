package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure/quote"
)

// pooledWelchNote says what the method is, wherever people read it.
const pooledWelchNote = "pooled Welch, the effect size of the Rust sightglass: it takes the iterations of a process for " +
	"independent, which they are not, and finds far too many differences. It is here to reproduce old numbers."

// PooledWelch writes the effect sizes of the Rust sightglass: in CSV and JSON
// with its columns and those of the engines' flags, half_width_confidence_interval being empty and null where
// it failed; otherwise in its words, with a remark on what the method is.
func PooledWelch(w io.Writer, list []analysis.EffectSize, format CompareFormat) error {
	switch format {
	case CompareCSV:
		return writeCSV(w, effectColumns, true, list)
	case CompareJSON:
		if list == nil {
			list = []analysis.EffectSize{}
		}
		return writeJSON(w, list)
	case CompareTable, CompareMarkdown:
		var b strings.Builder
		show := quote.Line
		if format == CompareMarkdown {
			show = quote.Markdown
		}
		for _, e := range list {
			fmt.Fprintf(&b, "%v :: %s :: %s\n\n  %s\n\n", e.Phase, show(quote.Name(e.Event)), show(quote.Name(e.Wasm)), show(pooledWords(e)))
		}
		fmt.Fprintf(&b, "note: %s\n", pooledWelchNote)
		_, err := io.WriteString(w, b.String())
		return err
	}
	return fmt.Errorf("%w %q: use table, csv, json or markdown", ErrCompareFormat, format)
}

func pooledWords(e analysis.EffectSize) string {
	a, b := quote.Name(e.A()), quote.Name(e.B())
	if e.HalfWidth == nil {
		return fmt.Sprintf("%s, %s: no interval, for want of values", a, b)
	}
	delta := fmt.Sprintf("Δ = %.2f ± %.2f (confidence = %s%%)", e.BMean-e.AMean, *e.HalfWidth, field(100*(1-e.SignificanceLevel)))
	if !e.Significant() {
		return delta + ", no significant difference between " + a + " and " + b
	}
	return fmt.Sprintf("%s, %s / %s = %.4f ± %.4f", delta, b, a, e.BMean/e.AMean, *e.HalfWidth/e.AMean)
}
