package command

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/help"
	"github.com/sightglass-go/sightglass/measure/words"
)

func newMan() *cobra.Command {
	return &cobra.Command{
		Use:     "man [FOLDER]",
		GroupID: help.Data,
		Short:   "Write manual pages, one for each command",
		Long: `Writes the manual pages into a folder, which is created if missing: sightglass.1,
and one for each command, such as sightglass-compare.1. Without a folder it prints the
first. A file of that name that is not a manual page is not replaced.`,
		Args: takes(0, 1, "one folder"),
		RunE: func(cmd *cobra.Command, args []string) error {
			pages := help.Pages(cmd.Root(), "sightglass "+cmd.Root().Version)
			if len(args) == 0 {
				_, err := io.WriteString(cmd.OutOrStdout(), pages[0].Text)
				return err
			}
			return writePages(cmd, args[0], pages)
		},
	}
}

func writePages(cmd *cobra.Command, dir string, pages []help.Page) error {
	for _, p := range pages { // before the first is written
		isPage := func(text []byte) bool { return strings.HasPrefix(string(text), ".TH ") }
		if err := mayReplace(filepath.Join(dir, p.Name), nil, "a manual page", isPage); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return &outputError{err}
	}
	for _, p := range pages {
		err := replace(cmd, filepath.Join(dir, p.Name), func(w io.Writer) error {
			_, err := io.WriteString(w, p.Text)
			return err
		})
		if err != nil {
			return &outputError{err}
		}
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "wrote %s into %s\n", words.Count(len(pages), "page"), dir)
	return nil
}
