package command

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/help"
	"github.com/sightglass-go/sightglass/recorder"
)

func newVersion() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		GroupID: help.Data,
		Short:   "Print the version and what it was built with, as --version does",
		Args:    takes(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := fmt.Fprintf(cmd.OutOrStdout(), "sightglass version %s\n", cmd.Root().Version)
			return err
		},
	}
}

// version is what this program was built from, as far as it knows: the version of
// the module, that of the program if it is another, the revision, and Go.
func version(info *debug.BuildInfo, ok bool) string {
	text := recorder.Version()
	if !ok {
		return fmt.Sprintf("%s, %s %s/%s", text, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	}
	if main := info.Main; main.Path != "" && main.Path != "github.com/sightglass-go/sightglass" {
		text += fmt.Sprintf(", in %s %s", main.Path, cmp.Or(main.Version, "(devel)"))
	}
	set := map[string]string{}
	for _, s := range info.Settings {
		set[s.Key] = s.Value
	}
	if revision := set["vcs.revision"]; revision != "" {
		text += ", revision " + revision[:min(12, len(revision))]
		if set["vcs.modified"] == "true" {
			text += " (modified)"
		}
	}
	return fmt.Sprintf("%s, %s %s/%s", text, info.GoVersion, cmp.Or(set["GOOS"], runtime.GOOS), cmp.Or(set["GOARCH"], runtime.GOARCH))
}
