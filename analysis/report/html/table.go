package html

import (
	"strings"

	"github.com/sightglass-go/sightglass/analysis"
)

// short is text that bound leaves alone.
type short string

// remarks are texts one after the other, each as long as a page shows any.
func remarks(list []string) string {
	var out []string
	for _, s := range list {
		out = append(out, clipped(s))
	}
	return strings.Join(out, "; ")
}

// verdictOf is the verdict where the ratio stands beside it.
func verdictOf(c *analysis.Comparison) string {
	if c.Verdict == analysis.Changed && c.Ratio != nil && c.Direction != "" {
		return directed(c)
	}
	return c.Judged()
}

// directed is the direction of a change, and whether that is better or worse where
// the word does not say it: of all but times.
func directed(c *analysis.Comparison) string {
	if c.Effect == "" || c.Event.Time {
		return c.Direction
	}
	return c.Direction + " (" + c.Effect + ")"
}

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
