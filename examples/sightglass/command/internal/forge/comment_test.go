package forge

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"
)

const mark = "<!-- sightglass:x -->"

// TestComment: one comment for all runs, wherever it is among those of others, and
// never one of a stranger.
func TestComment(t *testing.T) {
	for _, forge := range []string{"GitHub", "GitLab"} {
		for _, before := range []int{0, 6, 99, 100, 101, 250} {
			f := &fake{token: "secret", comments: others(before, mark)}
			j := played(t, f, forge)
			for _, text := range []string{"first", "second \"quoted\" <b>\x00", "third"} {
				url, err := j.Comment(t.Context(), mark, mark+"\n"+text)
				if err != nil {
					t.Fatalf("%s, %d before: %v", forge, before, err)
				}
				if n := len(f.comments); n != before+1 || f.comments[n-1].Body != mark+"\n"+text || url != "https://forge.example/new" {
					t.Errorf("%s, %d before: %d comments, the last %q, %s", forge, before, n, f.comments[n-1].Body, url)
				}
				// Of another job.
				if text == "second" {
					if _, err := j.Comment(t.Context(), "<!-- sightglass:x y -->", "<!-- sightglass:x y -->"); err != nil || len(f.comments) != before+2 {
						t.Errorf("%s: another mark: %d, %v", forge, len(f.comments), err)
					}
				}
			}
			for i, c := range others(before, mark) {
				if f.comments[i].Body != c.Body {
					t.Errorf("%s: a comment of somebody else is now %q", forge, f.comments[i].Body)
				}
			}
		}
	}
}

// TestCommentFails: what an API refuses, and what it can be tried again after.
func TestCommentFails(t *testing.T) {
	ours := comment{ID: 1, Body: mark}
	ours.User.Type, ours.Author.ID = "Bot", 42
	always := func(code int) func(string, int) int { return func(string, int) int { return code } }
	only := func(method string, code, times int) func(string, int) int {
		return func(m string, attempt int) int {
			if m == method && attempt <= times {
				return code
			}
			return 0
		}
	}
	for _, forge := range []string{"GitHub", "GitLab"} {
		replace := map[string]string{"GitHub": http.MethodPatch, "GitLab": http.MethodPut}[forge]
		for what, tt := range map[string]struct {
			fail       func(string, int) int
			comments   []comment
			token      string
			notAllowed bool
			says       string
			after      int // comments
		}{
			"a wrong token":            {nil, nil, "other", true, "Bad credentials", 0},
			"a token that only reads":  {only(http.MethodPost, 403, 9), nil, "secret", true, "pull-requests: write", 0},
			"no such pull request":     {always(404), nil, "secret", false, "there is no pull request 7", 0},
			"a body that is refused":   {only(http.MethodPost, 422, 9), nil, "secret", false, "422 Unprocessable Entity", 0},
			"a server that fails":      {always(500), nil, "secret", false, "500 Internal Server Error", 0},
			"a server that failed":     {only(http.MethodGet, 503, 2), nil, "secret", false, "", 1},
			"too many requests":        {only(replace, 429, 2), []comment{ours}, "secret", false, "", 1},
			"a post is not done twice": {only(http.MethodPost, 502, 1), nil, "secret", false, "502 Bad Gateway", 0},
			"deleted meanwhile":        {only(replace, 404, 9), []comment{ours}, "secret", false, "", 2},
			"somebody else's":          {only(replace, 403, 9), []comment{ours}, "secret", false, "", 2},
		} {
			f := &fake{token: tt.token, fail: tt.fail, comments: tt.comments}
			_, err := played(t, f, forge).Comment(t.Context(), mark, mark+" text")
			if forge == "GitLab" {
				tt.says = strings.Replace(tt.says, "pull-requests: write", "GITLAB_TOKEN", 1)
			}
			switch {
			case (err == nil) != (tt.says == "") || errors.Is(err, ErrNotAllowed) != tt.notAllowed || err != nil && !strings.Contains(err.Error(), tt.says):
				t.Errorf("%s, %s: %v, want %q", forge, what, err, tt.says)
			case len(f.comments) != tt.after:
				t.Errorf("%s, %s: %d comments, want %d: %s", forge, what, len(f.comments), tt.after, f.requests)
			case err != nil && (strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "\x1b")):
				t.Errorf("%s, %s: %v", forge, what, err)
			}
		}
	}
}

// TestCommentHangs: a server that does not answer ends in an error.
func TestCommentHangs(t *testing.T) {
	f := &fake{token: "secret", hang: time.Minute}
	j := played(t, f, "GitHub")
	j.api.timeout = 20 * time.Millisecond
	if _, err := j.Comment(t.Context(), mark, mark); err == nil || !strings.Contains(err.Error(), "deadline") {
		t.Errorf("%v", err)
	}
}
