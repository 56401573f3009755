package command

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/forge"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/help"
)

// ciCommand is ab for a pull request.
type ciCommand struct {
	abCommand
	base, name string
	comments   bool
	job        forge.Job
}

func newCI() *cobra.Command {
	c := new(ciCommand)
	cmd := &cobra.Command{
		Use:     "ci [flags] [BENCHMARK.wasm|SUITE.suite...]",
		GroupID: help.Record,
		Short:   "Judge a pull request, in a job on GitHub or GitLab: ab, with a comment",
		Long: `Compares what is checked out with what it was made from, as ab does: both are built,
and recorded in the same rounds on the same machine; what seems worse is recorded again
before it counts. It writes what came of it as Markdown: what is worse, perhaps worse,
better and unsure, how small a change could have been seen, and, folded, all numbers.

In a job on GitHub that is also the job's summary, errors and warnings are shown beside
the job, and with GITHUB_TOKEN (permissions: pull-requests: write) it is a comment of
the pull request, which the next run replaces; on GitLab with GITLAB_TOKEN. Without a
token, as for a pull request from a fork, it is printed only. Comments of several jobs
are told apart by --name.

The base is, on GitHub, the commit at which the branch left the one that it goes to
(actions/checkout needs fetch-depth: 0), on GitLab that of the merge request
(GIT_DEPTH: "0"); elsewhere name it with --base. See examples/ci for workflows.

Exit codes are those of ab. A comment that could not be written for any other reason
than a token that may not is exit code 3.

  sightglass ci --worker ./cmd/bench benchmarks/default.suite
  sightglass ci --base main --max-time 2m noop.wasm`,
		RunE: func(cmd *cobra.Command, args []string) error { return c.run(cmd, args) },
	}
	c.register(cmd)
	fs := cmd.Flags()
	fs.StringVar(&c.base, "base", "", "compare with this revision (default that of the pull request)")
	fs.StringVar(&c.name, "name", "", "tell its comment apart from those of other jobs by this (default the name of the job)")
	fs.BoolVar(&c.comments, "comment", true, "write a comment if there is a token")
	fs.BoolVar(&c.confirm, "confirm", true, "record what seems worse again before it counts")
	flags.Choose(fs, &c.format, "output-format", "f", "markdown", "", flags.Names(report.CompareMarkdown, report.CompareCompact, report.CompareTable)...)
	return cmd
}

func (c *ciCommand) run(cmd *cobra.Command, args []string) error {
	var unread error
	if c.job, unread = forge.Detect(os.Getenv); unread != nil {
		warn(cmd, unread)
	}
	// What is built and run here is the pull request's, which needs no token.
	for _, name := range forge.Tokens {
		if token, ok := os.LookupEnv(name); ok {
			if err := os.Unsetenv(name); err != nil {
				return err
			}
			defer func() { _ = os.Setenv(name, token) }()
		}
	}
	if c.name == "" {
		c.name = nameOfJob(c.job.Name)
	} else if err := report.ValidName(c.name); err != nil {
		return fmt.Errorf("--name %s: %w", c.name, err)
	}
	base, about, err := c.between(cmd.Context())
	if err != nil {
		return c.unless(cmd, err)
	}
	found, err := c.recordings(cmd, append([]string{base}, args...))
	about.First, about.Again, about.Twice, about.Gate = found.first, found.second, found.again, c.compare.gate
	if found.first == nil {
		about.Verdict = says(err)
		return errors.Join(err, c.publish(cmd, about, err), found.farewell(false))
	}
	var open bytes.Buffer
	decided := c.decide(io.MultiWriter(cmd.ErrOrStderr(), &open), found)
	about.Verdict = cmp.Or(strings.TrimSpace(open.String()), says(decided), "Nothing was judged (--fail-on never).")
	if err != nil {
		about.Verdict = strings.TrimSuffix(about.Verdict, ".") + ". Beside that: " + says(err)
	}
	err = c.unlessWorse(err, decided)
	published := c.publish(cmd, about, errors.Join(err, decided))
	if err := c.print(cmd.OutOrStdout(), about, found); err != nil {
		published = errors.Join(published, &outputError{err})
	}
	if err := errors.Join(c.writeFiles(cmd, found), found.farewell(false)); err != nil {
		published = errors.Join(published, &outputError{err})
	}
	return errors.Join(err, published, decided)
}

// print writes it for the log.
func (c *ciCommand) print(w io.Writer, about *report.PullRequest, found twofold) error {
	if c.format != report.CompareMarkdown {
		return c.answer(w, c.compare.in(c.format), found)
	}
	text, err := about.Markdown(1 << 30)
	if err != nil {
		return err
	}
	if c.job.Annotates {
		text = forge.Harmless(text)
	}
	_, err = io.WriteString(w, text)
	return err
}

// unless is the error of what has not begun, which a summary and an annotation say,
// too, if there is a job to show them.
func (c *ciCommand) unless(cmd *cobra.Command, err error) error {
	if c.job.Annotates {
		if failed := forge.Annotate(cmd.ErrOrStderr(), forge.Error, "benchmarks were not compared", says(err)); failed != nil {
			return errors.Join(err, failed)
		}
	}
	return err
}

// says is an error for people, nothing for none.
func says(err error) string {
	if err == nil {
		return ""
	}
	return err.Error() + remedy(err)
}

// nameOfJob makes a name of the job's.
func nameOfJob(name string) string {
	name = strings.Map(func(r rune) rune {
		if report.ValidName(string(r)) == nil || r == ' ' {
			return r
		}
		return '_'
	}, name)
	for strings.Contains(name, "--") {
		name = strings.ReplaceAll(name, "--", "-")
	}
	if name = strings.TrimSpace(name[:min(len(name), 80)]); report.ValidName(name) != nil {
		return "sightglass"
	}
	return name
}
