package report

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// CommitURL is the address of commits, with {commit} where the commit stands: for
// example https://github.com/owner/name/commit/{commit}. The zero value is none.
type CommitURL struct{ before, after string }

// ErrCommitURL is wrapped by the errors of ParseCommitURL.
var ErrCommitURL = errors.New("not an address of commits")

const commitMark = "{commit}"

// ParseCommitURL takes an address of http or https with {commit}, once, in its path, query
// or fragment: never in the host, which a label of a recording would then choose.
// Any other scheme, such as javascript:, is refused, and so are a user and a password.
func ParseCommitURL(text string) (CommitURL, error) {
	refuse := func(why string) (CommitURL, error) {
		return CommitURL{}, fmt.Errorf("%w: %q: %s; give one such as https://github.com/owner/name/commit/{commit}", ErrCommitURL, text, why)
	}
	before, after, found := strings.Cut(text, commitMark)
	switch {
	case !found:
		return refuse("it lacks {commit}")
	case strings.Contains(after, commitMark):
		return refuse("{commit} is in it twice")
	case strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune("<>\"'`\\", r) }):
		return refuse("it has characters that belong percent-encoded")
	}
	u, err := url.Parse(before + "0" + after)
	switch {
	case err != nil:
		return refuse(strings.TrimPrefix(err.Error(), "parse "))
	case u.Scheme != "https" && u.Scheme != "http":
		return refuse("it must begin with https:// or http://")
	case u.Host == "" || u.User != nil:
		return refuse("it must have a host, and no user")
	}
	if b, err := url.Parse(before); err != nil || b.Host != u.Host || !strings.Contains(strings.TrimPrefix(before, u.Scheme+"://"), "/") && !strings.ContainsAny(before, "?#") {
		return refuse("{commit} belongs behind the host")
	}
	return CommitURL{before, after}, nil
}

// Of returns the address of a commit, "" if there is none: nothing is known of
// addresses, or the commit is empty or would be a path's "..".
func (u CommitURL) Of(commit string) string {
	if u.before == "" || commit == "" || commit == "." || commit == ".." {
		return ""
	}
	return u.before + strings.ReplaceAll(url.QueryEscape(commit), "+", "%20") + u.after
}
