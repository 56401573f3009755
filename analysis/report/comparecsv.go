package report

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure/quote"
)

// effectColumns are those of the Rust sightglass's effect-size, in its order.
var effectColumns = []string{"arch", "wasm", "phase", "event", "a_engine", "a_mean", "b_engine", "b_mean",
	"significance_level", "half_width_confidence_interval"}

// flagColumns tell engines apart whose flags alone differ.
var flagColumns = []string{"a_engine_flags", "b_engine_flags"}

// ourColumns follow them; see Compare.
var ourColumns = append(flagColumns[:2:2], []string{"method", "rounds", "warm_iterations",
	"ratio", "ratio_low", "ratio_high", "p", "mean_ratio", "verdict", "verdict_alone", "direction", "effect",
	"more_rounds", "p_benjamini_hochberg", "p_holm", "caveats", "a_median", "b_median", "summary"}...)

func compareCSV(w io.Writer, r *analysis.Result) error {
	out := csv.NewWriter(w) // keeps its first error for Error
	_ = out.Write(append(append([]string{}, effectColumns...), ourColumns...))
	for _, list := range [][]analysis.Comparison{r.Comparisons, r.Suites} {
		for _, c := range list {
			_ = out.Write(append(effectFields(c), ourFields(c)...))
		}
	}
	out.Flush()
	return out.Error()
}

func effectFields(c analysis.Comparison) []string {
	half := ""
	if c.MeanInterval != nil {
		half = float((c.MeanInterval.High - c.MeanInterval.Low) / 2 * c.Baseline.Mean).String()
	}
	return []string{quote.Cell(c.Arch), quote.Cell(c.Wasm), c.Phase.String(), quote.Cell(c.Event.Name),
		quote.Cell(armName(c.Baseline)), float(c.Baseline.Mean).String(), quote.Cell(armName(c.Candidate)), float(c.Candidate.Mean).String(),
		shortest(c.SignificanceLevel), half}
}

// armName is the engine without its flags, which have a column.
func armName(a analysis.Arm) string {
	a.Flags = ""
	return a.String()
}

func ourFields(c analysis.Comparison) []string {
	low, high, bh, holm, more := "", "", "", "", ""
	if c.Interval != nil {
		low, high = shortest(c.Interval.Low), shortest(c.Interval.High)
	}
	if c.Many != nil {
		bh, holm = shortest(c.Many.FalseDiscovery), shortest(c.Many.FamilyWise)
	}
	if c.MoreRounds != nil {
		more = strconv.Itoa(c.MoreRounds.Most)
	}
	var codes []string
	for _, v := range c.Caveats {
		codes = append(codes, v.Code)
	}
	return []string{quote.Cell(c.Baseline.Flags), quote.Cell(c.Candidate.Flags), string(c.Method), strconv.Itoa(c.Rounds), strconv.Itoa(c.Warm),
		optional(c.Ratio), low, high, optional(c.P), optional(c.MeanRatio), string(c.Verdict), string(c.Alone),
		c.Direction, c.Effect, more, bh, holm, strings.Join(codes, " "),
		shortest(c.Baseline.Median), shortest(c.Candidate.Median), quote.Cell(c.String())}
}

func optional(x *float64) string {
	if x == nil {
		return ""
	}
	return shortest(*x)
}

func shortest(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }
