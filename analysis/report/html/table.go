package html

import (
	"github.com/sightglass-go/sightglass/analysis"
)

// short is text that bound leaves alone.
type short string

// urgency is the order of verdicts: the worse first.
func urgency(c *analysis.Comparison) int {
	switch {
	case c.Worse():
		return 0
	case c.Verdict == analysis.Changed:
		return 1
	case c.Verdict == analysis.Unsure:
		return 2
	}
	return 3
}
