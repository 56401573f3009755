package command

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/help"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/recorder/doctor"
)

type findingsWriter = func(io.Writer, report.Screen, []doctor.Finding) error

func newDoctor() *cobra.Command {
	var write findingsWriter
	var screen flags.Screen
	cmd := &cobra.Command{
		Use:     "doctor",
		GroupID: help.Check,
		Short:   "Show what makes this machine noisy, and what to do about it",
		Long: `Checks this machine for what disturbs measurements: frequency scaling, busy
siblings, address layout, load, quotas, virtualisation, counters; and the engines
for known security advisories. It changes nothing; where a command would change something, it prints the command.`,
		Args: takes(0, 0, ""),
	}
	screen.RegisterColor(cmd)
	flags.Choose(cmd.Flags(), &write, "output-format", "f", "text", "",
		flags.Case[findingsWriter]{Name: "text", Is: findingsText}, flags.Case[findingsWriter]{Name: "json", Is: asJSON[[]doctor.Finding]})
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return write(cmd.OutOrStdout(), screen.On(cmd.OutOrStdout()),
			append(doctor.Examine(cmd.Context()), adviseOn(aboutEngines(cmd.Context()))...))
	}
	return cmd
}

// findingsText prints what was found first, with what to do, and then the
// rest in a line each.
func findingsText(w io.Writer, screen report.Screen, findings []doctor.Finding) (err error) {
	print := func(format string, args ...any) {
		if err == nil {
			_, err = fmt.Fprintf(w, format+"\n", args...)
		}
	}
	for _, state := range []doctor.State{doctor.Found, doctor.Unknown, doctor.Fine} {
		for _, f := range findings {
			if f.State != state {
				continue
			}
			head := fmt.Sprintf("%-8v %s:", f.State, f.Name)
			if f.State == doctor.Found {
				head = screen.Bold(head)
			}
			print("%s %s", head, quote.Line(f.Value))
			if f.State == doctor.Found {
				print("         %s", quote.Line(f.Why))
			}
			if f.State == doctor.Found && f.Command != "" {
				print("         $ %s", quote.Line(f.Command))
			}
		}
	}
	return err
}
