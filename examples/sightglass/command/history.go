package command

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/history"
	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/analysis/report/html"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/help"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/live"
	"github.com/sightglass-go/sightglass/measure/record"
)

type historyCommand struct {
	input   inputFlags
	options history.Options
	format  report.HistoryFormat
	file    string
	title   string
	screen  flags.Screen
	failOn  string
	gate    history.Gate
}

func newHistory() *cobra.Command {
	h := new(historyCommand)
	cmd := &cobra.Command{
		Use:     "history [flags] FOLDER|RECORDING...",
		GroupID: help.Read,
		Short:   "Say when benchmarks changed over many recordings",
		Long: `Puts recordings in the order of time, one a point, and finds those at which the
level of a benchmark changed. A folder stands for the recordings in it (.jsonl, .csv,
.json), and "-" for standard input. The time is that in the header; CSV and JSON have
none, and if any lacks it, the order is that of the arguments, of names in a folder, and
a warning says so.

What changed is judged by how recordings differ from one another when nothing does,
which takes 10 of them (at the default significance level; exact counts take two).
Every change point is a candidate: time, or another machine, may have made it.
With -o, it writes one HTML page with a section for each benchmark.

With --fail-on changed-worse, the exit code is 1 if a change for the worse is still
open: no later one has undone it. --newest 10 looks for it among the ten newest
recordings, so that a regression that was accepted does not fail every night. It is
2 if nothing can be said: too few recordings, a newest one that is too old (--max-age),
not whole, of the future, among the first of another machine, or without benchmarks that
others have; one given twice; or a change where the machine changed, too.`,
		RunE: func(cmd *cobra.Command, args []string) error { return h.run(cmd, args) },
	}
	h.input.register(cmd)
	fs := cmd.Flags()
	fs.StringVar(&h.options.By, "by", "", "call recordings by this label (benchmark --label commit=abc: --by commit), else by file")
	flags.Phase(fs, &h.options.Phase, "only this phase: compilation, instantiation or execution")
	fs.StringSliceVar(&h.options.Events, "event", nil, "only this event; may be repeated")
	flags.Choose(fs, &h.format, "output-format", "", "table", "table or json, to standard output", flags.Names(report.HistoryTable, report.HistoryJSON)...)
	fs.StringVarP(&h.file, "output-file", "o", "", `write an HTML page into this file instead; "-" is standard output`)
	fs.StringVar(&h.title, "title", "", "page title")
	flags.Choose(fs, &h.failOn, "fail-on", "", "", `"changed-worse": exit with code 1 if a change for the worse is open, with code 2 if it cannot decide`, flags.Names(failOnWorse)...)
	flags.Number(fs, &h.gate.Newest, "newest", "", 0, "let --fail-on look for changes at the newest recordings only, as many as this; 0 for all", 0, 1_000_000)
	flags.Number(fs, &h.gate.MaxAge, "max-age", "", 0, "let --fail-on refuse if the newest recording is older than this, such as 30h:\nthe last night's is missing", 0, 100*365*24*time.Hour)
	fs.BoolVar(&h.gate.Incomplete, "allow-incomplete", false, "let --fail-on judge although the newest recording lacks benchmarks")
	registerLimits(cmd, &h.options.Options)
	h.screen.Register(cmd)
	return cmd
}

func (h *historyCommand) run(cmd *cobra.Command, args []string) error {
	defer live.AtOnce(cmd.Context())()
	names, err := h.input.named(cmd, args)
	if err != nil {
		return err
	}
	if h.file != "" && cmd.Flags().Changed("output-format") {
		return errors.New("--output-file and --output-format cannot be combined: the file is a page (HTML), the format is that of standard output")
	}
	for _, flag := range []string{"newest", "max-age", "allow-incomplete"} {
		if h.failOn == "" && cmd.Flags().Changed(flag) {
			return fmt.Errorf("--%s would have no effect: it is about --fail-on", flag)
		}
	}
	if len(names) == 0 {
		return errors.New("name recordings, or a folder that holds them")
	}
	files, err := recordingsIn(names)
	if err != nil {
		return err
	}
	var recordings []history.Recording
	var failed []error
	for _, file := range files {
		name := pointName(file, files)
		data, err := h.input.read(cmd, []string{file})
		if err != nil {
			if !strings.Contains(err.Error(), name) {
				err = fmt.Errorf("%s: %w", name, err)
			}
			failed = append(failed, err)
		}
		if data != nil && data.Rows > 0 {
			recordings = append(recordings, history.Recording{Name: name, Data: data})
		}
	}
	if len(recordings) == 0 {
		return errors.Join(failed...)
	}
	h.options.Options = completed(h.options.Options)
	h.options.Despite = h.input.despite
	h.gate.Now = time.Now()
	h.options.Now = h.gate.Now
	result, err := history.Build(recordings, h.options)
	if err != nil {
		return err
	}
	if h.file != "" {
		err = writePage(cmd, h.file, files, func(w io.Writer) error {
			return html.WriteHistory(w, html.History{Title: h.title, History: result})
		})
	} else {
		err = report.History(cmd.OutOrStdout(), result, h.format, h.screen.On(cmd.OutOrStdout()))
	}
	if err == nil && len(failed) > 0 && h.failOn != "" {
		return fmt.Errorf("--fail-on: %w: not all recordings could be read: %w", analysis.ErrGate, errors.Join(failed...))
	}
	if err == nil && len(failed) > 0 {
		err = &failedError{errors.Join(failed...)}
	}
	if err != nil || h.failOn == "" {
		return err
	}
	h.gate.Given = !slices.ContainsFunc(names, isFolder)
	out, err := h.gate.Judge(result)
	if err != nil {
		return cannotDecide(err)
	}
	return judged(cmd.ErrOrStderr(), h.failOn, out, len(out.Worse) > 0)
}

// pointName is the file's base name, or its path where two have the same; a file
// called "-" is standard input.
func pointName(file string, all []string) string {
	if file == "-" {
		return "standard input"
	}
	base := filepath.Base(file)
	same := func(other string) bool { return filepath.Base(other) == base }
	if i := slices.IndexFunc(all, same); slices.IndexFunc(all[i+1:], same) >= 0 {
		return file
	}
	return base
}

// recordingsIn returns the files with these names, and for a folder those in
// it that are called like recordings.
func recordingsIn(names []string) ([]string, error) {
	var out []string
	for _, name := range names {
		if name == "-" { // as for other commands: see inputFlags.open
			out = append(out, name)
			continue
		}
		info, err := os.Stat(name)
		if err != nil && strings.ContainsAny(name, "*?[") { // in quotation marks, or a shell that expands nothing
			list, bad := filepath.Glob(name)
			if bad != nil || len(list) == 0 {
				return nil, fmt.Errorf("%s: no file has such a name", name)
			}
			out = append(out, list...)
			continue
		}
		if err != nil {
			return nil, err
		}
		if !info.IsDir() {
			out = append(out, name)
			continue
		}
		entries, err := os.ReadDir(name)
		if err != nil {
			return nil, err
		}
		n := len(out)
		for _, e := range entries {
			if isRecording(e) {
				out = append(out, filepath.Join(name, e.Name()))
			}
		}
		if len(out) == n {
			return nil, fmt.Errorf("%s: there are no recordings in this folder (%s)", name, strings.Join(record.Endings(), ", "))
		}
	}
	seen := map[string]bool{}
	return slices.DeleteFunc(out, func(name string) bool {
		path := filepath.Clean(name)
		again := seen[path]
		seen[path] = true
		return again
	}), nil
}

func isFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

func isRecording(e fs.DirEntry) bool {
	return !e.IsDir() && slices.Contains(record.Endings(), strings.ToLower(filepath.Ext(e.Name())))
}
