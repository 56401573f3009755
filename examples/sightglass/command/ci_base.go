package command

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/recorder/build"
)

// errNoBase is the error of a job for nothing that has a base.
var errNoBase = errors.New("this is not a job for a pull request: name the revision to compare with, as --base")

// between finds what is compared: the base, and the head unless that is the working
// tree as it was changed.
func (c *ciCommand) between(ctx context.Context) (base string, about *report.PullRequest, err error) {
	dir := cmp.Or(c.worker, ".")
	base, where, err := c.baseOf(ctx, dir)
	switch {
	case errors.Is(err, build.ErrShallow):
		return "", nil, fmt.Errorf("%w: %s, or name a commit that it has as --base", err, c.job.Whole())
	case err != nil:
		return "", nil, err
	}
	head, err := build.Commit(ctx, dir, cmp.Or(c.head, "HEAD"))
	if err != nil {
		return "", nil, err
	}
	about = &report.PullRequest{Name: c.name, Base: base + where, Head: head, Link: c.job.Link}
	_, changed := build.State(ctx, dir, build.Repository)
	switch {
	case c.head == "" && changed:
		about.Head += ", and what was changed since in the working tree"
	case base == head:
		return "", nil, fmt.Errorf("base and head are the same commit, %s: there is nothing to compare; check out the pull request, or name another base as --base", base)
	default:
		c.head = head
	}
	return base, about, nil
}

// baseOf is a commit, and where it is.
func (c *ciCommand) baseOf(ctx context.Context, dir string) (commit, where string, err error) {
	branch := c.job.BaseBranch
	switch {
	case c.base != "":
		commit, err = build.Commit(ctx, dir, c.base)
		if where = " (" + c.base + ")"; c.base == commit {
			where = ""
		}
		return commit, where, err
	case c.job.BaseCommit != "":
		if branch != "" {
			where = ", from " + branch
		}
		commit, err = build.Commit(ctx, dir, c.job.BaseCommit)
		return commit, where, err
	case branch != "":
		commit, err = build.MergeBase(ctx, dir, "refs/remotes/origin/"+branch, cmp.Or(c.head, "HEAD"))
		return commit, ", where it left " + branch, err
	}
	return "", "", errNoBase
}
