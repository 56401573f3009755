package report

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/measure/words"
)

// SelfcheckLine says what came of a machine's self-check: what heads a report of
// what was recorded there.
func SelfcheckLine(s *record.Selfcheck) string {
	if s.Verdict != record.SelfcheckPassed {
		text := "self-check undecided"
		if s.Verdict == record.SelfcheckFailed {
			text = "SELF-CHECK FAILED: do not trust small differences measured on this machine"
		}
		if len(s.Why) > 0 {
			text += ": " + quote.Line(strings.Join(s.Why, "; "))
		}
		return text + "."
	}
	text := "Self-check passed"
	if seen := smallestChanges(s); seen != "" {
		text += ": here " + seen + " can be seen in " + plannedTime(s)
	}
	return text + "."
}

// plannedTime is the time for which the smallest changes hold.
func plannedTime(s *record.Selfcheck) string {
	rounds := words.Count(s.PlannedRounds, "round")
	d := time.Duration(s.PlannedSeconds * float64(time.Second)).Round(time.Second)
	switch {
	case d <= 0:
		return rounds
	case d%time.Minute == 0:
		return words.Count(int(d/time.Minute), "minute") + " (" + rounds + ")"
	}
	return d.String() + " (" + rounds + ")"
}

// smallestChanges is what can be seen: "a change of 2.4% in Execution".
func smallestChanges(s *record.Selfcheck) string {
	events := map[string]bool{}
	for _, c := range s.Smallest {
		events[c.Event] = true
	}
	var list []string
	for _, c := range s.Smallest {
		of := c.Phase
		if len(events) > 1 {
			of += " (" + quote.Name(c.Event) + ")"
		}
		list = append(list, fmt.Sprintf("%s in %s", words.Difference(c.Ratio), of))
	}
	if len(list) == 0 {
		return ""
	}
	return "a change of " + words.Or(list...)
}

// pSteps counts p values in ten equal steps from 0 to 1.
func pSteps(p []float64) []int {
	steps := make([]int, 10)
	for _, x := range p {
		steps[min(max(int(x*10), 0), 9)]++
	}
	return steps
}

// Selfcheck writes a self-check as a table for people: the p values as a picture,
// what was found by phase and event, and the verdict.
func Selfcheck(w io.Writer, screen Screen, c *analysis.Selfcheck) error {
	percent := func(r *float64) string {
		if r == nil {
			return "-"
		}
		return words.Difference(*r)
	}
	columns := []Column[analysis.SelfcheckPhase]{
		{Heading: "phase", Text: func(f analysis.SelfcheckPhase) string { return f.Phase.String() }},
		{Heading: "event", Text: func(f analysis.SelfcheckPhase) string { return quote.Name(f.Event) }},
		{Heading: "significant", Text: func(f analysis.SelfcheckPhase) string {
			return fmt.Sprintf("%d of %d", f.Significant, f.Comparisons)
		}},
		{Heading: "second in a round", Text: analysis.SelfcheckPhase.Second},
		{Heading: "smallest change", Text: func(f analysis.SelfcheckPhase) string { return percent(f.Smallest) }},
		{Heading: "noisiest", Text: func(f analysis.SelfcheckPhase) string { return percent(f.Worst) }},
	}
	var b strings.Builder
	b.WriteString(Grid(screen, 2, columns, c.Phases))
	steps := pSteps(c.P)
	b.WriteString(screen.note("p values of %s of an engine with itself, from 0 to 1; if nothing differs, each tenth holds about %.3g:",
		words.Count(c.Comparisons, "comparison"), float64(c.Comparisons)/float64(len(steps))))
	fmt.Fprintf(&b, "  0 |%s| 1  %s\n", screen.Bars(steps), strings.Trim(fmt.Sprint(steps), "[]"))
	b.WriteString(screen.note("Chance of p values this small: %.2g. Correlation of rounds with those before: %.2f (p %.2g). "+
		"Smallest changes are those seen in four of five recordings of %s at a significance level of %s, the median over benchmarks and that of the noisiest.",
		c.Names.Uniform, c.Names.Lag1, c.Names.Lag1P, plannedTime(&c.Selfcheck), words.Level(c.Alpha)))
	for _, left := range c.LeftOut {
		b.WriteString(screen.note("left out: %s", left))
	}
	b.WriteString(screen.Bold(screen.wrap(screen.Text(SelfcheckLine(&c.Selfcheck)), screen.width())) + "\n")
	_, err := io.WriteString(w, b.String())
	return err
}
