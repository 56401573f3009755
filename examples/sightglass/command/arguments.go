package command

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/measure/words"
)

// takes refuses fewer than least and more than most arguments of a command, most < 0
// for any number; what names one of them.
func takes(least, most int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		path := cmd.CommandPath()
		switch {
		case len(args) < least:
			return fmt.Errorf("name %s; see: %s --help", what, path)
		case most == 0 && len(args) > 0:
			return fmt.Errorf("%s takes no arguments, and got %.100q; see: %[1]s --help", path, args[0])
		case most >= 0 && len(args) > most:
			return fmt.Errorf("%s takes %s at most, and got %s: %.100q; see: %[1]s --help", path, what, words.Whole(float64(len(args))), args)
		}
		return nil
	}
}

// quoted is an argument as a shell takes it.
func quoted(arg string) string {
	if arg != "" && !strings.ContainsAny(arg, " \t\n|&;<>()$`\\\"'*?[]#~!{}") {
		return arg
	}
	return "'" + strings.ReplaceAll(arg, "'", `'\''`) + "'"
}
