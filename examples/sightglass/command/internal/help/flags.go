package help

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// rare are the flags that most people never need, on whichever command: they are
// listed by --help-all, by "help flags", and in manual pages.
var rare = []string{
	"allow-confounded", "allow-incomplete", "attempts", "bisect", "calibrate", "color", "compare-despite", "cpu", "engine-flags-common", "exec", "exec-program",
	"expect-result", "fail-fast", "force", "host-folder", "image-dir", "in-process", "input-format", "interval", "layouts", "layouts-apart", "memory", "memory-limit", "method", "namespace", "noise-threshold",
	"output-limit", "padding", "pin", "plan", "planned-time", "plot-format", "progress", "project", "raw", "resume-despite", "retries", "rounds", "sbatch", "seed", "selfcheck", "share",
	"show-insignificant", "significance-level", "subtract-overhead", "unit", "until", "wait", "width", "working-dir",
}

// flagList is all flags of a program, each with the commands that have it.
func flagList(root *cobra.Command) string {
	first, of := map[string]*pflag.Flag{}, map[string][]string{}
	for _, cmd := range root.Commands() {
		if cmd.Hidden {
			continue
		}
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if f.Hidden || f.Name == "help" {
				return
			}
			if first[f.Name] == nil {
				first[f.Name] = f
			}
			of[f.Name] = append(of[f.Name], cmd.Name())
		})
	}
	var names []string
	for name := range first {
		names = append(names, name)
	}
	slices.Sort(names)
	var b strings.Builder
	b.WriteString("All flags, and the commands that have them. For defaults see COMMAND --help-all.\n\n")
	for _, name := range names {
		f := *first[name]
		f.DefValue = ""
		f.Usage += " [" + strings.Join(of[name], ", ") + "]"
		flag(&b, &f)
	}
	return b.String()
}
