package live

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/words"
	"github.com/sightglass-go/sightglass/recorder"
)

// Watch follows one comparison while it is recorded: that of the geometric
// means of the suite, or of its one benchmark, in the phase of interest and
// the first event.
//
// Its intervals and verdicts hold at any time (analysis.Options.Anytime), so that
// you may stop the recording when you like what you see. Before eight rounds there
// is a ratio alone.
type Watch struct {
	options analysis.Options
	screen  report.Screen
	rows    *analysis.Builder // receives the recording

	clock func() time.Time
	last  time.Time     // when it last looked
	cost  time.Duration // how long that took

	ratios string    // what it saw, "" if nothing
	of     string    // of what
	widths []float64 // of the first interval, in logarithms, look by look
}

// NewWatch returns nil where there is nothing to compare.
func NewWatch(plan *recorder.Plan, options analysis.Options, screen report.Screen, rows *analysis.Builder) *Watch {
	if len(plan.Engines) < 2 {
		return nil
	}
	options.Phase = cmp.Or(plan.Phase, measure.Execution)
	options.NoDiagnostics, options.Anytime = true, true
	return &Watch{options: options, screen: screen, rows: rows, clock: time.Now}
}

// cheapLook is what a look may always take. One that takes longer has to wait
// until it is one percent of the time since the last one.
const (
	cheapLook = 50 * time.Millisecond
	lookShare = 100
)

// look compares what there is, unless that would take too long.
func (w *Watch) look() {
	start := w.clock()
	if w.cost > cheapLook && start.Sub(w.last) < lookShare*w.cost {
		return
	}
	w.compare()
	w.last = w.clock()
	w.cost = w.last.Sub(start)
}

func (w *Watch) compare() {
	w.ratios = ""
	data := w.rows.Snapshot()
	if len(data.Headers) == 0 || len(data.Headers[0].Events) == 0 {
		return
	}
	options := w.options
	options.Events = []string{data.Headers[0].Events[0].Name}
	result, err := analysis.Compare(data, options)
	if err != nil {
		return // for want of an engine that has any values yet
	}
	list := result.Suites
	if len(list) > 0 {
		w.of = fmt.Sprintf("geometric mean of %d", len(list[0].Benchmarks))
	} else if list = result.Comparisons; len(list) > 0 {
		w.of = list[0].Wasm
		list = slices.DeleteFunc(slices.Clone(list), func(c analysis.Comparison) bool { return c.Wasm != list[0].Wasm })
	}
	if len(list) > 0 {
		w.of = fmt.Sprintf("against %v, %s", list[0].Baseline, w.of)
	}
	var words []string
	for i, c := range list {
		if c.Ratio == nil {
			continue
		}
		words = append(words, estimate(c))
		if i == 0 && c.Interval != nil {
			w.widths = append(w.widths, math.Log(c.Interval.High/c.Interval.Low))
		}
	}
	w.ratios = strings.Join(words, ", ")
}

// line is what it saw, for a line that stays.
func (w *Watch) line() string {
	if w == nil || w.ratios == "" {
		return ""
	}
	return fmt.Sprintf("%v %s %s", w.options.Phase, w.ratios, w.of)
}

// live is what it saw, for a line that may be cut off: the numbers, how the
// interval has narrowed, and only then what it is about.
func (w *Watch) live() string {
	if w == nil || w.ratios == "" {
		return ""
	}
	return strings.Join(strings.Fields(fmt.Sprintf("%v %s %s %s", w.options.Phase, w.ratios, w.narrowing(), w.of)), " ")
}

func estimate(c analysis.Comparison) string {
	s := fmt.Sprintf("%v %s", c.Candidate, words.Change(*c.Ratio, c.Event))
	if c.Interval == nil {
		return s
	}
	s += fmt.Sprintf(" (%s: %s)", words.Level(c.Interval.Level), c.Between())
	if c.Verdict != analysis.Unsure {
		s += " " + string(c.Verdict)
	}
	return s
}

// narrowing draws how wide the interval was at the last looks.
func (w *Watch) narrowing() string {
	const most = 12
	widths := w.widths[max(0, len(w.widths)-most):]
	var heights []int
	for _, x := range widths {
		heights = append(heights, int(min(1e6, math.Ceil(1000*x))))
	}
	return w.screen.Bars(heights)
}
