package report

import (
	"fmt"
	"strings"
	"time"

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
		list = append(list, fmt.Sprintf("%s in %s", words.Percent(c.Ratio-1), of))
	}
	if len(list) == 0 {
		return ""
	}
	return "a change of " + words.Or(list...)
}

// PValues draws how p values are spread from 0 to 1, in ten steps: evenly, where
// nothing differs.
func (s Screen) PValues(p []float64) string { return s.Bars(PSteps(p)) }

// PSteps counts p values in ten equal steps from 0 to 1.
func PSteps(p []float64) []int {
	steps := make([]int, 10)
	for _, x := range p {
		steps[min(max(int(x*10), 0), 9)]++
	}
	return steps
}
