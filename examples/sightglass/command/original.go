package command

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/measure"
)

// What the command line of the Rust original has and this one has not is
// refused in words that say what there is in its place.

// replacedFlags are flags of its benchmark command.
var replacedFlags = map[string]string{
	"keep-logs":  "what benchmarks print is checked against NAME.stdout.expected beside them, and kept only where that fails",
	"stop-after": "use --benchmark-phase to record one phase alone: compilation, instantiation or execution",
}

// replacedMeasures are its measures.
var replacedMeasures = map[string]string{
	"wall-cycles": "it is called cycles now",
	"vtune":       "there is no support for VTune: record with --in-process under a profiler, or with --measure perf-counters",
	"callgrind":   "there is no support for Callgrind: use --measure perf-counters or, where there are no counters, --measure fuel",
}

// refuseMeasures explains measures that are the original's, or nearly one of
// ours. Any other unknown name is the registry's to refuse.
func refuseMeasures(names []string) error {
	known := measure.Default.Names()
	for _, name := range names {
		if slices.Contains(known, name) {
			continue
		}
		if hint, ok := replacedMeasures[name]; ok {
			return fmt.Errorf("--measure %s: %s", name, hint)
		}
		if hint := didYouMean(name, known); hint != "" {
			return fmt.Errorf("%w %q%s: known are %s", measure.ErrUnknown, name, hint, strings.Join(known, ", "))
		}
	}
	return nil
}

// replacedCommands are its commands.
var replacedCommands = map[string]string{
	"build":                "examples/benchmarks/build.sh builds benchmarks",
	"build-benchmark":      "examples/benchmarks/build.sh builds benchmarks",
	"build-engine":         "engines are linked into this program; see: sightglass benchmark --help",
	"clean":                "no logs are left behind, so there is nothing to remove",
	"fingerprint":          "the first line of a recording in .jsonl has the machine, the engines and the benchmarks; see also: sightglass doctor",
	"in-process-benchmark": "use: sightglass benchmark --in-process",
	"list-engines":         "sightglass benchmark --help names the engines",
	"pca-metrics":          "there is nothing like it here",
	"upload":               "recordings are files: copy them, and see: sightglass history --help",
	"upload-elastic":       "recordings are files: copy them, and see: sightglass history --help",
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
