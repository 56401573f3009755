package forge

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// ErrNotAllowed is wrapped by the error of a token that may not write comments, as
// that of a job for a pull request from a fork.
var ErrNotAllowed = errors.New("the token may not write comments")

// maxPages of 100 comments are looked through.
const maxPages = 50

// comment is one of GitHub's, or a note of GitLab's.
type comment struct {
	ID      int64  `json:"id"`
	Body    string `json:"body"`
	HTMLURL string `json:"html_url"` // GitHub's

	User struct {
		Type string `json:"type"`
	} `json:"user"` // GitHub's
	Association string `json:"author_association"` // GitHub's

	Author struct {
		ID int64 `json:"id"`
	} `json:"author"` // GitLab's
}

// Comment writes body, whose first line is mark, as a comment of the pull request: in
// place of the one that begins with the mark, or as a new one. It returns the
// address, if it is told.
//
// What a stranger wrote is never taken for it, whatever it begins with.
func (j *Job) Comment(ctx context.Context, mark, body string) (string, error) {
	all, one := "", ""
	ours := func(c *comment) bool {
		return c.User.Type == "Bot" || slices.Contains([]string{"OWNER", "MEMBER", "COLLABORATOR"}, c.Association)
	}
	replace := http.MethodPatch
	switch {
	case j.Number <= 0 || j.project == "":
		return "", errors.New("it is not known which pull request the job is for")
	case j.Forge == "GitHub":
		all, one = fmt.Sprintf("/repos/%s/issues/%d/comments", j.project, j.Number), fmt.Sprintf("/repos/%s/issues/comments", j.project)
	case j.Forge == "GitLab":
		all = fmt.Sprintf("/projects/%s/merge_requests/%d/notes", j.project, j.Number)
		one, replace = all, http.MethodPut
		var me struct {
			ID int64 `json:"id"`
		}
		if err := j.api.do(ctx, http.MethodGet, "/user", nil, &me); err != nil {
			return "", j.explain(err)
		}
		ours = func(c *comment) bool { return me.ID != 0 && c.Author.ID == me.ID }
	}
	earlier, err := j.find(ctx, all, mark, ours)
	if err != nil {
		return "", j.explain(err)
	}
	text := map[string]string{"body": body}
	var written comment
	if earlier != 0 {
		err := j.api.do(ctx, replace, fmt.Sprintf("%s/%d", one, earlier), text, &written)
		var status *statusError
		gone := errors.As(err, &status) && slices.Contains([]int{http.StatusForbidden, http.StatusNotFound, http.StatusGone}, status.Code)
		if !gone {
			return written.HTMLURL, j.explain(err)
		}
	}
	err = j.api.do(ctx, http.MethodPost, all, text, &written)
	return written.HTMLURL, j.explain(err)
}

// find returns the id of the last comment of ours that begins with the mark, 0 if
// there is none.
func (j *Job) find(ctx context.Context, path, mark string, ours func(*comment) bool) (id int64, err error) {
	for page := 1; page <= maxPages; page++ {
		var list []comment
		if err := j.api.do(ctx, http.MethodGet, fmt.Sprintf("%s?per_page=100&page=%d", path, page), nil, &list); err != nil {
			return 0, err
		}
		for i := range list {
			if c := &list[i]; strings.HasPrefix(c.Body, mark) && ours(c) {
				id = c.ID
			}
		}
		if len(list) < 100 {
			break
		}
	}
	return id, nil
}

// explain says what to do about an API's error.
func (j *Job) explain(err error) error {
	var status *statusError
	if !errors.As(err, &status) {
		return err
	}
	needs := "permissions: pull-requests: write"
	if j.Forge == "GitLab" {
		needs = "a project access token with the scope api, as GITLAB_TOKEN"
	}
	switch status.Code {
	case http.StatusUnauthorized, http.StatusForbidden:
		return fmt.Errorf("%w (it takes %s): %w", ErrNotAllowed, needs, err)
	case http.StatusNotFound:
		return fmt.Errorf("there is no pull request %d, or the token may not see it (it takes %s): %w", j.Number, needs, err)
	}
	return err
}
