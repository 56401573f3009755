package command

import (
	"fmt"

	"github.com/spf13/cobra"
)

// replacedCommands are commands of the Rust original that this program has not:
// each is refused in words that say what there is in its place.
var replacedCommands = map[string]string{
	"build":                "examples/benchmarks/build.sh builds benchmarks",
	"build-benchmark":      "examples/benchmarks/build.sh builds benchmarks",
	"build-engine":         "engines are linked into this program; see: sightglass benchmark --help",
	"in-process-benchmark": "use: sightglass benchmark --in-process",
	"list-engines":         "sightglass benchmark --help names the engines",
	"pca-metrics":          "there is nothing like it here",
	"upload":               "use: sightglass upload-elastic",
}

// addReplaced adds the commands that say what to do in their place.
func addReplaced(root *cobra.Command) {
	for name, hint := range replacedCommands {
		root.AddCommand(&cobra.Command{
			Use: name, Hidden: true, DisableFlagParsing: true,
			RunE: func(*cobra.Command, []string) error {
				return fmt.Errorf("%s is a command of the Rust original: %s", name, hint)
			},
		})
	}
}
