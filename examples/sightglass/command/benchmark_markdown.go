package command

import (
	"fmt"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report"
)

// details are the numbers behind a comparison, which Markdown shows below it:
// who reads a pull request wants to know what changed, and only then the rest.
type details struct {
	summaries []analysis.Summary
	options   report.Options
	compared  bool // a comparison stands above
}

func (o *output) writeDetails() error {
	if o.details == nil {
		return nil
	}
	if !o.details.compared {
		return report.Markdown(o.to, o.details.summaries, o.details.options)
	}
	if _, err := fmt.Fprint(o.to, "\n<details><summary>All numbers</summary>\n\n"); err != nil {
		return err
	}
	if err := report.Markdown(o.to, o.details.summaries, o.details.options); err != nil {
		return err
	}
	_, err := fmt.Fprint(o.to, "\n</details>\n")
	return err
}
