package command

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/docker/go-units"
	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/help"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/words"
	"github.com/sightglass-go/sightglass/recorder/build"
)

type buildsCommand struct {
	screen flags.Screen
	format string
	clear  bool
}

func newBuilds() *cobra.Command {
	b := new(buildsCommand)
	cmd := &cobra.Command{
		Use:     "builds [flags] [NAME...]",
		GroupID: help.Data,
		Short:   "List what was built for --engine NAME@BUILD, or clear it",
		Long: `Lists the cache of builds: the worker programs that were made for engines such as
wazero@v1.9.0, and the revisions of repositories that were checked out for them.
With names only those, as they are listed. The cache is sightglass/builds in your
cache folder, or the folder that $` + build.Variable + ` names. A recording that is
resumed needs its programs.`,
		RunE: func(cmd *cobra.Command, names []string) error { return b.run(cmd, names) },
	}
	b.screen.Register(cmd)
	flags.Choose(cmd.Flags(), &b.format, "output-format", "f", "table", "", flags.Names("table", "json")...)
	cmd.Flags().BoolVar(&b.clear, "clear", false, "remove them; nothing else in that folder is touched")
	return cmd
}

func (b *buildsCommand) run(cmd *cobra.Command, names []string) error {
	list, err := build.List()
	if err != nil {
		return err
	}
	if list, err = namedBuilds(list, names); err != nil {
		return err
	}
	if b.clear {
		kept, err := build.Clear(cmd.Context(), list)
		if err != nil {
			return err
		}
		for _, e := range kept {
			fmt.Fprintf(cmd.ErrOrStderr(), "note: %s is kept: a recording that runs uses it\n", quote.Name(e.Name))
		}
		list = slices.DeleteFunc(list, func(e build.Entry) bool { e.InUse = true; return slices.Contains(kept, e) })
	}
	if b.format == "json" {
		return writeJSON(cmd.OutOrStdout(), list)
	}
	return b.table(cmd.OutOrStdout(), list)
}

// namedBuilds returns the entries of these names, all if there are none.
func namedBuilds(list []build.Entry, names []string) ([]build.Entry, error) {
	if len(names) == 0 {
		return list, nil
	}
	var known []string
	for _, e := range list {
		known = append(known, e.Name)
	}
	for _, name := range names {
		if !slices.Contains(known, name) {
			return nil, fmt.Errorf("no build is called %s%s; sightglass builds lists them", quote.Name(name), flags.DidYouMean(name, known))
		}
	}
	return slices.DeleteFunc(list, func(e build.Entry) bool { return !slices.Contains(names, e.Name) }), nil
}

func (b *buildsCommand) table(w io.Writer, list []build.Entry) error {
	screen := b.screen.On(w)
	dir, err := build.CacheDir()
	if err != nil {
		return err
	}
	var size int64
	for _, e := range list {
		size += e.Size
	}
	text := ""
	if len(list) > 0 {
		text = report.Grid(screen, 1, []report.Column[build.Entry]{
			{Heading: "name", Text: func(e build.Entry) string { return quote.Name(e.Name) }},
			{Heading: "layout", Text: func(e build.Entry) string {
				if e.Layout == 0 {
					return ""
				}
				return strconv.Itoa(e.Layout)
			}},
			{Heading: "revision", Text: func(e build.Entry) string { return quote.Name(e.Revision) }},
			{Heading: "Go", Text: func(e build.Entry) string { return e.Go }},
			{Heading: "size", Text: func(e build.Entry) string { return units.HumanSize(float64(e.Size)) }},
			{Heading: "last used", Text: func(e build.Entry) string { return units.HumanDuration(time.Since(e.Used)) + " ago" }},
		}, list)
	}
	what := "in"
	if b.clear {
		what = "removed from"
	}
	_, err = fmt.Fprintf(w, "%s%s, %s, %s %s\n", text, words.Count(len(list), "build"), units.HumanSize(float64(size)), what, screen.Text(quote.Line(dir)))
	return err
}
