package command

import (
	"errors"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/measure/record"
)

// everyProblem returns all that is wrong with a command line, whose first is err: who
// corrects one wants to know of the others, too. They are found on a second copy of
// the commands, whose flags have no values yet.
func everyProblem(failed *cobra.Command, args []string, err error) error {
	wrong := []error{flags.Explain(failed, err)}
	add := func(err error) {
		if err != nil && !slices.ContainsFunc(wrong, func(other error) bool { return other.Error() == err.Error() }) {
			wrong = append(wrong, err)
		}
	}
	root := newRoot()
	cmd, rest, err := root.Find(args)
	if err != nil || cmd.DisableFlagParsing {
		return wrong[0]
	}
	cmd.SetContext(failed.Context())
	err = cmd.Flags().ParseAll(rest, func(f *pflag.Flag, value string) error {
		if err := cmd.Flags().Set(f.Name, value); err != nil {
			add(flags.Explain(cmd, err))
		}
		return nil
	})
	if err != nil { // the others are not read
		add(flags.Explain(cmd, err))
		return errors.Join(wrong...)
	}
	add(flags.NoneEmpty(cmd))
	if measures, err := cmd.Flags().GetStringSlice("measure"); err == nil {
		add(flags.CheckMeasures(measures, false))
	}
	if slices.Contains([]string{"benchmark", "validate", "selfcheck", "mix"}, cmd.Name()) && cmd.Flags().NArg() > 0 {
		_, _, err := find(cmd.Flags().Args(), record.Call{})
		add(err)
	}
	return errors.Join(wrong...)
}
