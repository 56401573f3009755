package command

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/forge"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/recorder"
)

// publish shows it where the job is: its summary, annotations and a comment. ended is
// how the comparison did. What could not be written is an *outputError, but for a
// token that may not.
func (c *ciCommand) publish(cmd *cobra.Command, about *report.PullRequest, ended error) error {
	if context.Cause(cmd.Context()) != nil || errors.Is(ended, recorder.ErrStopped) {
		return nil // a comment would say that half of it is all
	}
	err := errors.Join(c.summarize(about), c.annotate(cmd, about, ended), c.comment(cmd, about))
	if err != nil {
		return &outputError{err}
	}
	return nil
}

// summarize adds it to the job's summary.
func (c *ciCommand) summarize(about *report.PullRequest) error {
	if c.job.Summary == "" {
		return nil
	}
	text, err := about.Markdown(c.job.MaxSummary)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(c.job.Summary, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o644)
	if err != nil {
		return fmt.Errorf("write the job's summary: %w", err)
	}
	_, err = f.WriteString(text + "\n")
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("write the job's summary: %w", err)
	}
	return nil
}

// annotate shows what is worse, and perhaps worse, beside the job, or why nothing can
// be said.
func (c *ciCommand) annotate(cmd *cobra.Command, about *report.PullRequest, ended error) error {
	if !c.job.Annotates {
		return nil
	}
	w := cmd.ErrOrStderr()
	worse, perhaps, _ := about.Judged()
	level := forge.Error
	if c.compare.failOn == "" {
		level = forge.Warning
	}
	var errs []error
	list := func(level, title string, comparisons []analysis.Comparison) {
		for i := range comparisons {
			if left := len(comparisons) - i; i == forge.MaxAnnotations-2 && left > 1 {
				errs = append(errs, forge.Annotate(w, level, title, fmt.Sprintf("and %d more", left)))
				break
			}
			errs = append(errs, forge.Annotate(w, level, title, quote.Line(comparisons[i].Sentence(quote.Name))))
		}
	}
	list(level, "worse: "+c.name, worse)
	list(forge.Warning, "perhaps worse: "+c.name, perhaps)
	switch {
	case ended == nil || len(worse) > 0:
	case errors.Is(ended, errClosed): // by --fail-on unsure
		errs = append(errs, forge.Annotate(w, forge.Error, "unsure: "+c.name, quote.Line(about.Verdict)))
	default:
		errs = append(errs, forge.Annotate(w, forge.Error, "no verdict: "+c.name, quote.Line(about.Verdict)))
	}
	return errors.Join(errs...)
}

// comment writes the comment, or says why there is none.
func (c *ciCommand) comment(cmd *cobra.Command, about *report.PullRequest) error {
	note := func(format string, args ...any) { fmt.Fprintf(cmd.ErrOrStderr(), "note: "+format+"\n", args...) }
	switch {
	case c.job.Forge == "" || !c.comments:
		return nil
	case c.job.Number == 0:
		note("no comment: the job is not for a pull request")
		return nil
	case !c.job.HasToken() && c.job.Fork:
		note("no comment: jobs for pull requests from forks get no token; the summary is printed")
		return nil
	case !c.job.HasToken():
		note("no comment: there is no token (%s); the summary is printed", map[string]string{"GitHub": "GITHUB_TOKEN", "GitLab": "GITLAB_TOKEN"}[c.job.Forge])
		return nil
	}
	text, err := about.Markdown(c.job.MaxComment)
	if err != nil {
		return err
	}
	url, err := c.job.Comment(cmd.Context(), report.Mark(c.name), text)
	switch {
	case errors.Is(err, forge.ErrNotAllowed) && c.job.Fork:
		note("no comment: tokens of pull requests from forks only read; the summary is printed")
		return nil
	case errors.Is(err, forge.ErrNotAllowed):
		fmt.Fprintf(cmd.ErrOrStderr(), "warning: no comment: %s\n", quote.Error(err))
		if c.job.Annotates {
			return forge.Annotate(cmd.ErrOrStderr(), forge.Warning, "no comment: "+c.name, quote.Error(err))
		}
		return nil
	case err != nil:
		return fmt.Errorf("write the comment: %w", err)
	case url != "":
		note("commented: %s", quote.Line(url))
	}
	return nil
}
