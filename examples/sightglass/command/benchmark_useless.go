package command

import (
	"fmt"

	"github.com/spf13/cobra"
)

// useless refuses flags that would have no effect beside others: who gives one
// believes that it has.
func (b *benchmarkCommand) useless(cmd *cobra.Command) error {
	format, rows, err := b.output.rows()
	if err != nil {
		return err
	}
	resumed := b.resume.found != nil
	for _, rule := range []struct {
		when  bool
		flags []string
		why   string
	}{
		{b.here && b.plan.Timeout > 0, []string{"timeout"}, "--in-process has no process that could be ended"},
		{b.here && b.plan.Retries > 0, []string{"retries"}, "--in-process has no process that could be tried again"},
		{b.here && b.plan.MemoryLimit > 0, []string{"memory-limit"}, "--in-process has no process of which the memory could be limited"},
		{b.here, []string{"padding"}, "--in-process has its environment already"},
		{b.here, []string{"exec-program"}, "--in-process runs no other program"},
		{resumed, []string{"label", "calibrate"}, "--resume keeps what the recording began with"},
		{!resumed && !(rows && format.KeepsLabels()), []string{"label"}, "only a recording in .jsonl keeps labels: add --output-file NAME.jsonl"},
		{!resumed && !(rows && format.KeepsHeader()), []string{"calibrate"}, "only a recording in .jsonl keeps what measuring costs: add --output-file NAME.jsonl, or use sightglass calibrate"},
		{b.output.file == "", []string{"force"}, "it is about the file of --output-file"},
	} {
		for _, flag := range rule.flags {
			if rule.when && cmd.Flags().Changed(flag) {
				return fmt.Errorf("--%s would have no effect: %s", flag, rule.why)
			}
		}
	}
	return nil
}
