package command

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report"
)

// pooledCannot refuses the flags that the original's method knows nothing of.
func (c *compareCommand) pooledCannot(cmd *cobra.Command) error {
	for _, name := range []string{"fail-on", "allow-confounded", "allow-incomplete", "noise-threshold", "show-insignificant"} {
		if cmd.Flags().Changed(name) {
			return fmt.Errorf("--%s cannot be combined with --method pooled-welch, which takes iterations of one process for independent and reaches no verdict: leave --method out", name)
		}
	}
	return nil
}

func (c *compareCommand) pooled(out io.Writer, compared *sides, options analysis.Options) error {
	if c.format == report.CompareCompact { // which is of verdicts
		c.format = report.CompareTable
	}
	data, err := compared.data.Select(options.Phase, options.Events...)
	if err != nil {
		return err
	}
	if compared.two != nil {
		options.Baseline = "" // chosen already
	}
	sizes, err := analysis.PooledWelch(data, options.Alpha, options.Baseline, options.Despite...)
	if err != nil {
		return err
	}
	if screen := c.screen.On(out); screen.ASCII && c.format == report.CompareTable {
		var text strings.Builder
		_ = report.PooledWelch(&text, sizes, c.format) // a Builder never fails
		_, err = io.WriteString(out, screen.Text(text.String()))
	} else {
		err = report.PooledWelch(out, sizes, c.format)
	}
	if err == nil && len(sizes) == 0 {
		err = errNothing
	}
	return err
}
