package command

import (
	"errors"
	"fmt"
	"os"

	"github.com/docker/go-units"
	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/help"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/words"
	"github.com/sightglass-go/sightglass/recorder/build"
	"github.com/sightglass-go/sightglass/recorder/clean"
)

func newClean() *cobra.Command {
	var screen flags.Screen
	var dryRun bool
	cmd := &cobra.Command{
		Use:     "clean",
		GroupID: help.Data,
		Short:   "Remove builds, checkouts and what killed runs have left",
		Long: `Removes what can be made again or is not needed any more: all builds and checkouts
(sightglass builds lists them), what they and recordings left behind that were killed, and
the logs that the Rust original leaves in this folder and among the temporary files
(stdout-NAME-NUMBER.log and stderr-NAME-NUMBER.log). The cache of builds is sightglass/builds in your cache folder, or
the folder that $` + build.Variable + ` names.

It removes no recording, and nothing that a recording uses which runs; it follows no link,
and leaves a cache alone that sightglass has not marked as its own (CACHEDIR.TAG). A
recording that is resumed needs its builds.`,
		Args: cobra.NoArgs,
	}
	screen.Register(cmd)
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "show what would be removed, and how much that is, and remove nothing")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		here, err := os.Getwd()
		if err != nil {
			return err
		}
		items, err := clean.Find(here)
		if errors.Is(err, clean.ErrNotCache) {
			err = fmt.Errorf("%w; sightglass builds --clear removes the builds in it, and marks it", err)
		}
		return cleanItems(cmd, screen.On(cmd.OutOrStdout()), items, dryRun, err)
	}
	return cmd
}

// cleanItems removes items, or shows them. What fails does not keep the others.
func cleanItems(cmd *cobra.Command, screen report.Screen, items []clean.Item, dryRun bool, wrong error) error {
	var gone []clean.Item
	var size int64
	for _, i := range items {
		removed := !i.InUse
		if !dryRun && removed {
			var err error
			removed, err = i.Remove(cmd.Context())
			wrong = errors.Join(wrong, err)
			if err != nil {
				continue
			}
		}
		if !removed {
			fmt.Fprintf(cmd.ErrOrStderr(), "note: %s is kept: a recording that runs uses it\n", quote.Line(i.What))
			continue
		}
		gone = append(gone, i)
		size += i.Size
	}
	text := ""
	if len(gone) > 0 {
		text = report.Grid(screen, 1, []report.Column[clean.Item]{
			{Heading: "what", Text: func(i clean.Item) string { return quote.Line(i.What) }},
			{Heading: "file or folder", Text: func(i clean.Item) string { return quote.Line(i.Path) }},
			{Heading: "size", Text: func(i clean.Item) string { return units.HumanSize(float64(i.Size)) }},
		}, gone)
	}
	did := "removed"
	if dryRun {
		did = "would be removed"
	}
	_, err := fmt.Fprintf(cmd.OutOrStdout(), "%s%s, %s, %s\n", text, words.Count(len(gone), "item"), units.HumanSize(float64(size)), did)
	if wrong != nil && len(gone) > 0 && !dryRun {
		wrong = &failedError{wrong}
	}
	return errors.Join(wrong, err)
}
