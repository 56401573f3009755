package report

import (
	"errors"
	"testing"
)

func TestCommitURL(t *testing.T) {
	for _, tt := range []struct{ url, commit, want string }{ // want "-" is refused
		{"https://github.com/o/r/commit/{commit}", "c0ffee", "https://github.com/o/r/commit/c0ffee"},
		{"http://git.example:8080/?id={commit}&x=1#top", "c0ffee", "http://git.example:8080/?id=c0ffee&x=1#top"},
		{"https://git.example?{commit}", "c", "https://git.example?c"},
		{"https://[::1]/{commit}", "c", "https://[::1]/c"},
		// A label cannot leave its place.
		{"https://git.example/c/{commit}", "../../evil", "https://git.example/c/..%2F..%2Fevil"},
		{"https://git.example/c/{commit}", "..", ""},
		{"https://git.example/c/{commit}", ".", ""},
		{"https://git.example/c/{commit}", "", ""},
		{"https://git.example/c/{commit}", "a b?c#d&e=f\"'<>)(", "https://git.example/c/a%20b%3Fc%23d%26e%3Df%22%27%3C%3E%29%28"},
		{"https://git.example/c/{commit}", "\u202e\n\xff", "https://git.example/c/%E2%80%AE%0A%FF"},
		{"javascript:alert(1)//{commit}", "", "-"},
		{"JavaScript:alert('{commit}')", "", "-"},
		{"data:text/html,{commit}", "", "-"},
		{"file:///etc/{commit}", "", "-"},
		{"//git.example/{commit}", "", "-"},
		{"git.example/{commit}", "", "-"},
		{"https://{commit}/", "", "-"},
		{"https://{commit}.example/", "", "-"},
		{"https://git.example{commit}", "", "-"},
		{"https://git.example:{commit}/", "", "-"},
		{"{commit}://git.example/", "", "-"},
		{"https://user:secret@git.example/{commit}", "", "-"},
		{"https:///{commit}", "", "-"},
		{"https://git.example/commit", "", "-"},
		{"https://git.example/{commit}/{commit}", "", "-"},
		{"https://git.example/ {commit}", "", "-"},
		{"https://git.example/\"onclick=x{commit}", "", "-"},
		{"https://git.example/\\{commit}", "", "-"},
		{"https://git.example/\u202e{commit}", "", "-"},
		{"https://git.example/%zz{commit}", "", "-"},
		{"", "", "-"},
	} {
		u, err := ParseCommitURL(tt.url)
		if tt.want == "-" {
			if !errors.Is(err, ErrCommitURL) || u.Of("c") != "" {
				t.Errorf("%s: taken as %v, %v", tt.url, u, err)
			}
			continue
		}
		if err != nil || u.Of(tt.commit) != tt.want {
			t.Errorf("%s of %q: %q, %v, want %q", tt.url, tt.commit, u.Of(tt.commit), err, tt.want)
		}
	}
	if got := (CommitURL{}).Of("c0ffee"); got != "" {
		t.Errorf("without an address: %q", got)
	}
}
