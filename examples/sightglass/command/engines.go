package command

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/help"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/recorder/doctor"
)

// engineAbout is what the command engines says of one.
type engineAbout struct {
	Name        string              `json:"name"`
	Version     string              `json:"version,omitempty"`
	Unavailable string              `json:"unavailable,omitempty"` // why it cannot be opened
	Counts      []string            `json:"counts,omitempty"`      // measures that it counts itself
	Flags       []engineFlag        `json:"flags,omitempty"`
	Advisories  *engines.Advisories `json:"advisories,omitempty"`
}

type engineFlag struct {
	Name   string `json:"name"`
	Values string `json:"values,omitempty"`
	About  string `json:"about"`
}

func newEngines() *cobra.Command {
	var format string
	var screen flags.Screen
	cmd := &cobra.Command{
		Use:     "engines",
		GroupID: help.Data,
		Short:   "List engines, their versions, flags, and known security advisories",
		Long: `Lists the engines that this program can run: their versions, the measures that they
count themselves, their flags, and the known security advisories for these versions:
first those that a guest can meet here. The lists of advisories are kept by hand, and
say nothing of what was published after their day.

Commands that run an engine take it with --engine (-e), as

  wazero                 the engine that is linked in
  wazero:interpreter     ... with flags, separated by commas
  wazero@v1.9.0          its module at a version, a branch or a commit
  wazero@../wazero       ... replaced by a folder
  wazero@../wazero#main  ... by a revision of that folder's repository
  wasmtime@v37.0.0       a library of that wasmtime
  mine@./cmd/bench       a worker of your own: its main package, or the program
  ./libengine.so:flags   an engine library, by its path
  ./engine:flags         an engine that is a program, by its path

Several have commas between them, or a flag each: -e wazero,wasmtime is -e wazero
-e wasmtime. In "wazero:interpreter,x" x is another flag, unless an engine has that
name; --engine-flags takes flags alone.`,
		Args: takes(0, 0, ""),
	}
	screen.Register(cmd)
	flags.Choose(cmd.Flags(), &format, "output-format", "f", "table", "", flags.Names("table", "json")...)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		list := aboutEngines(cmd.Context())
		if format == "table" {
			return enginesTable(cmd.OutOrStdout(), screen.On(cmd.OutOrStdout()), list)
		}
		return writeJSON(cmd.OutOrStdout(), list)
	}
	return cmd
}

func aboutEngines(ctx context.Context) (list []engineAbout) {
	for _, name := range engines.Default.Names() {
		about := engineAbout{Name: name}
		e, err := engines.Open(ctx, name, "")
		if err != nil {
			about.Unavailable = err.Error()
			list = append(list, about)
			continue
		}
		about.Version = e.Identity().Version
		for _, c := range engines.Counters(e) {
			about.Counts = append(about.Counts, c.Event.Name)
		}
		for _, f := range engines.FlagsOf(e) {
			about.Flags = append(about.Flags, engineFlag{f.Name, f.Values, f.About})
		}
		if a, ok := engines.AdvisoriesOf(e); ok {
			about.Advisories = &a
		}
		_ = e.Close(ctx) // it did nothing
		list = append(list, about)
	}
	return list
}

func enginesTable(w io.Writer, screen report.Screen, list []engineAbout) error {
	var b strings.Builder
	for i, e := range list {
		if i > 0 {
			b.WriteString("\n")
		}
		head := quote.Name(e.Name) + " " + quote.Name(e.Version)
		if len(e.Counts) > 0 {
			head += ", counts " + strings.Join(e.Counts, ", ")
		}
		fmt.Fprintln(&b, screen.Bold(screen.Text(head)))
		if e.Unavailable != "" {
			fmt.Fprintln(&b, screen.Text(quote.Line(e.Unavailable)))
			continue
		}
		if len(e.Flags) > 0 {
			b.WriteString(report.Grid(screen, 1, []report.Column[engineFlag]{
				{Heading: "flag", Text: func(f engineFlag) string { return f.Name }},
				{Heading: "values", Text: func(f engineFlag) string { return f.Values }},
				{Heading: "what it does", Text: func(f engineFlag) string { return f.About }},
			}, e.Flags))
		}
		if e.Advisories == nil {
			fmt.Fprintln(&b, "Security advisories: the engine has no list.")
			continue
		}
		b.WriteString(advisoriesText(screen, e.Advisories))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// advisoriesText is a list of advisories, those that can be met in full.
func advisoriesText(screen report.Screen, a *engines.Advisories) string {
	if a.Unlisted {
		return fmt.Sprintf("Security advisories: this version is not in the list of %s (%s).\n", a.Made, a.Source)
	}
	met := a.Met()
	var b strings.Builder
	fmt.Fprintf(&b, "Security advisories, as of %s (%s): %d, of which a guest can meet %d here.\n", a.Made, a.Source, len(a.Known), len(met))
	if len(met) > 0 {
		b.WriteString(report.Grid(screen, 1, []report.Column[engines.Advisory]{
			{Heading: "advisory", Text: func(a engines.Advisory) string { return a.ID }},
			{Heading: "what can happen", Text: func(a engines.Advisory) string { return a.Title + ": " + a.Meets }},
			{Heading: "fixed in", Text: func(a engines.Advisory) string { return a.Fixed }},
		}, met))
	}
	return b.String()
}

// adviseOn is what doctor finds out about engines.
func adviseOn(list []engineAbout) (findings []doctor.Finding) {
	for _, e := range list {
		f := doctor.Finding{Name: "engine " + e.Name, State: doctor.Fine, Value: e.Version + ", no known advisory that a guest can meet",
			Why: "a guest that nobody trusts may take down its process or leave the sandbox, and a valid one may trap"}
		switch {
		case e.Unavailable != "":
			f.State, f.Value = doctor.Unknown, e.Unavailable
		case e.Advisories == nil && e.Version == "":
			f.State, f.Value = doctor.Unknown, "no version that advisories could be about"
		case e.Advisories == nil:
			f.State, f.Value = doctor.Unknown, e.Version+" has no list of advisories"
		case e.Advisories.Unlisted:
			f.State, f.Value = doctor.Unknown, e.Advisories.Warning(e.Version)
		case len(e.Advisories.Met()) > 0:
			f.State, f.Value, f.Command = doctor.Found, e.Advisories.Warning(e.Version), "sightglass engines"
		}
		findings = append(findings, f)
	}
	return findings
}
