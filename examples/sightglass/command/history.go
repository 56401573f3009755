package command

import (
	"errors"
	"fmt"
	"io"
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
	issue   string
	commits string
	address report.CommitURL // that of commits
}

func newHistory() *cobra.Command {
	h := new(historyCommand)
	cmd := &cobra.Command{
		Use:     "history [flags] FOLDER|RECORDING...",
		GroupID: help.Read,
		Short:   "Say when benchmarks changed over many recordings",
		Long: `Puts recordings in the order of time, one a point, and finds those at which the
level of a benchmark changed. A folder stands for the recordings in it (.jsonl, .csv,
.json, .parquet), and "-" for standard input. The time is that in the header; CSV and JSON have
none, and if any lacks it, the order is that of the arguments, of names in a folder, and
a warning says so. Without any it reads standard input or, if that is a terminal or the
null device, the recordings that benchmark keeps (sightglass-*.jsonl).

What changed is judged by how recordings differ from one another when nothing does,
which takes 10 of them (at the default significance level; exact counts take two).
Every change point is a candidate: time, or another machine, may have made it.
With -o, it writes one HTML page: what is worse now, and each benchmark's course.

With --fail-on changed-worse, the exit code is 1 if a change for the worse is still
open: no later one has undone it. --newest 10 looks for it among the ten newest
recordings, so that a regression that was accepted does not fail every night. It is
2 if nothing can be said: too few recordings, a newest one that is too old (--max-age),
not whole, of the future, among the first of another machine, or without benchmarks that
others have; one given twice; or a change where the machine changed, too.

--issue FILE judges likewise and writes the text of an issue: what became worse since
which recording, how much, how sure that is, on which machine, and how to see it again.
If nothing is worse, or it cannot decide, there is no such file afterwards.`,
		RunE: func(cmd *cobra.Command, args []string) error { return h.run(cmd, args) },
	}
	h.input.register(cmd)
	fs := cmd.Flags()
	fs.StringVar(&h.options.By, "by", "", "call recordings by this label (benchmark --label commit=abc: --by commit), else by file")
	flags.Phase(fs, &h.options.Phase)
	fs.StringSliceVar(&h.options.Events, "event", nil, "only this event; may be repeated")
	flags.Choose(fs, &h.format, "output-format", "", "table", "", flags.Names(report.HistoryTable, report.HistoryJSON)...)
	fs.StringVarP(&h.file, "output-file", "o", "", `write an HTML page into this file instead; "-" is standard output`)
	fs.StringVar(&h.title, "title", "", "page title")
	flags.Choose(fs, &h.failOn, "fail-on", "", "", `"changed-worse": exit with code 1 if a change for the worse is open, with code 2 if it cannot decide`, flags.Names(failOnWorse)...)
	flags.Number(fs, &h.gate.Newest, "newest", "", 0, "let --fail-on and --issue look for changes at the newest recordings only, as many as this; 0 for all", 0, 1_000_000)
	flags.Number(fs, &h.gate.MaxAge, "max-age", "", 0, "let --fail-on refuse if the newest recording is older than this, such as 30h:\nthe last night's is missing", 0, 100*365*24*time.Hour)
	fs.BoolVar(&h.gate.Incomplete, "allow-incomplete", false, "let --fail-on judge although benchmarks, rounds or rows are missing")
	fs.StringVar(&h.issue, "issue", "", "write the text of an issue about open regressions into this file, in Markdown or, if it ends\nin .json, JSON; without any there is no such file afterwards")
	fs.StringVar(&h.commits, "commit-url", "", "link commits to this address, such as https://github.com/OWNER/NAME/commit/{commit}")
	registerLimits(cmd, &h.options.Options)
	h.screen.Register(cmd)
	return cmd
}

func (h *historyCommand) run(cmd *cobra.Command, args []string) error {
	defer live.AtOnce(cmd.Context())()
	names, err := h.input.several(cmd, args)
	if err != nil {
		return err
	}
	if err := mayWritePage(h.file, names); err != nil {
		return err
	}
	if err := h.clear(names); err != nil {
		return err
	}
	if h.file != "" && cmd.Flags().Changed("output-format") {
		return errors.New("--output-file and --output-format cannot be combined: the file is a page (HTML), the format is that of standard output")
	}
	for _, flag := range []string{"newest", "max-age", "allow-incomplete"} {
		if h.asked() == "" && cmd.Flags().Changed(flag) {
			return fmt.Errorf("--%s would have no effect: it is about --fail-on and --issue", flag)
		}
	}
	if h.commits != "" {
		if h.file == "" && h.issue == "" {
			return errors.New("--commit-url would have no effect: it is about the page of --output-file, and about --issue")
		}
		if h.address, err = report.ParseCommitURL(h.commits); err != nil {
			return fmt.Errorf("--commit-url: %w", err)
		}
	}
	files, err := recordingsIn(names)
	if err != nil {
		return err
	}
	var recordings []history.Recording
	var failed []error
	for _, point := range points(cmd, files) {
		file := point[0]
		name := pointName(file, files)
		data, err := h.input.read(cmd, point)
		if several := onlyOne(h.input.readers[:max(0, len(h.input.readers)-len(point)+1)], file); data != nil && several != nil {
			data, err = nil, several
		}
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
			return html.WriteHistory(w, html.History{Title: h.title, History: result, Commits: h.address, Files: argumentsOf(result, files)})
		})
	} else {
		err = report.History(cmd.OutOrStdout(), result, h.format, h.screen.On(cmd.OutOrStdout()))
	}
	if err == nil && len(failed) > 0 && h.asked() != "" {
		return fmt.Errorf("%s: %w: not all recordings could be read: %w", h.asked(), analysis.ErrGate, errors.Join(failed...))
	}
	if err == nil && len(failed) > 0 {
		err = &failedError{errors.Join(failed...)}
	}
	if err != nil || h.asked() == "" {
		return err
	}
	h.gate.Given = !slices.ContainsFunc(names, isFolder)
	out, err := h.gate.Judge(result)
	if err != nil {
		return cannotDecide(h.asked(), err)
	}
	if err := h.fileIssue(cmd, result, out, names, files); err != nil {
		return err
	}
	if h.failOn == "" {
		return nil
	}
	return judged(cmd.ErrOrStderr(), h.failOn, out, len(out.Worse) > 0, false)
}

// asked is the flag for which the history is judged, "" if it is not.
func (h *historyCommand) asked() string {
	switch {
	case h.failOn != "":
		return "--fail-on"
	case h.issue != "":
		return "--issue"
	}
	return ""
}
