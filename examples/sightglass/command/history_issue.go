package command

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/sightglass-go/sightglass/analysis/history"
	"github.com/sightglass-go/sightglass/analysis/report"
)

// issueBegins is how issues that were written before begin, in either form.
var issueBegins = regexp.MustCompile(`^(` + regexp.QuoteMeta(report.IssueMark) + `|\{\s*"kind": "` + regexp.QuoteMeta(report.IssueKind) + `")`)

// clear removes the issue of an earlier run, before anything can fail: what is in that
// file afterwards is what this run found.
func (h *historyCommand) clear(inputs []string) error {
	if h.issue == "" {
		return nil
	}
	if h.issue == "-" || h.file != "" && filepath.Clean(h.issue) == filepath.Clean(h.file) {
		return errors.New("--issue needs a file of its own: there is none if nothing is worse")
	}
	if err := mayWrite(h.issue, inputs, "an issue", issueBegins.Match); err != nil {
		return fmt.Errorf("--issue: %w", err)
	}
	if info, err := os.Stat(h.issue); err == nil && info.Mode().IsRegular() {
		if err := os.Remove(h.issue); err != nil {
			return &outputError{fmt.Errorf("--issue: remove the issue of an earlier run: %w", err)}
		}
	}
	return nil
}

// fileIssue writes the issue, or says that there is none.
func (h *historyCommand) fileIssue(cmd *cobra.Command, result *history.History, out history.Outcome, names, files []string) error {
	if h.issue == "" {
		return nil
	}
	issue, ok := report.NewIssue(result, out, report.IssueOptions{Commits: h.address, Commands: h.again(cmd, result, names, files)})
	if !ok {
		fmt.Fprintf(cmd.ErrOrStderr(), "no issue: %v\n", out)
		return nil
	}
	format := report.IssueMarkdown
	if strings.EqualFold(filepath.Ext(h.issue), ".json") {
		format = report.IssueJSON
	}
	if err := replace(cmd, h.issue, func(w io.Writer) error { return issue.Write(w, format) }); err != nil {
		return &outputError{fmt.Errorf("--issue: %w", err)}
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "wrote %s: %s\n", h.issue, issue.Title)
	return nil
}

// A revision, as git takes it, and a version, as Go does, which are no flags.
var (
	revision = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z._/-]*$`)
	semver   = regexp.MustCompile(`^v[0-9][0-9A-Za-z.+-]*$`)
)

// again returns the commands by which a reader sees a regression again.
func (h *historyCommand) again(cmd *cobra.Command, result *history.History, names, files []string) func(*history.Regression) []report.IssueCommand {
	return func(r *history.Regression) (list []report.IssueCommand) {
		add := func(what string, args ...string) {
			line := "sightglass"
			for _, arg := range args {
				line += " " + quoted(arg)
			}
			list = append(list, report.IssueCommand{What: what, Line: line})
		}
		if !slices.Contains(names, "-") {
			add("the history", slices.Concat([]string{"history"}, given(cmd), names)...)
		}
		since := r.Since()
		before, after := result.Points[since.From], result.Points[since.To]
		a, b := fileOf(before, files), fileOf(after, files)
		if a != "" && b != "" {
			add("the recordings before and since; they were not made in the same rounds", "compare", a, b)
		}
		s := r.Series
		phase := "--phase=" + strings.ToLower(s.Phase.String())
		plain := strings.HasSuffix(s.Wasm, ".wasm") && !strings.HasPrefix(s.Wasm, "-")
		switch {
		case plain && before.Commit != after.Commit && revision.MatchString(before.Commit) && revision.MatchString(after.Commit):
			add("both commits in the same rounds, in a clone of the engine; of your own program with --worker", "ab", "--head="+after.Commit, phase, before.Commit, s.Wasm)
		case plain && s.Flags == "" && len(since.Versions) == 2 && semver.MatchString(since.Versions[0]) && semver.MatchString(since.Versions[1]):
			add("both versions in the same rounds", "benchmark", "--engine="+s.Engine+"@"+since.Versions[0], "--engine="+s.Engine+"@"+since.Versions[1], phase, s.Wasm)
		}
		return list
	}
}

// given are the flags of a command line that say what is read and how it is judged.
func given(cmd *cobra.Command) (args []string) {
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if slices.Contains([]string{"issue", "commit-url", "output-file", "output-format", "title", "file", "color", "width", "max-age"}, f.Name) {
			return
		}
		if list, ok := f.Value.(pflag.SliceValue); ok {
			for _, v := range list.GetSlice() {
				args = append(args, "--"+f.Name+"="+v)
			}
			return
		}
		args = append(args, "--"+f.Name+"="+f.Value.String())
	})
	return args
}
