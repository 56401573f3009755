package house

import (
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

var (
	fenced  = regexp.MustCompile("(?ms)^(```+|~~~+)[^\n]*\n.*?^(```+|~~~+)[ \t]*$")
	quoted  = regexp.MustCompile("`[^`\n]*`")
	heading = regexp.MustCompile(`(?m)^#{1,6}[ \t]+(.*?)[ \t#]*$`)
	link    = regexp.MustCompile(`\]\(<?([^()\s>]*)>?(?:\s+"[^"]*")?\)`)
	defined = regexp.MustCompile(`(?m)^[ ]{0,3}\[[^\]]+\]:[ \t]*<?([^\s>]+)>?`)
)

// links returns the targets of the links of a Markdown text, those of other
// sites aside.
func links(text string) (targets []string) {
	text = quoted.ReplaceAllString(fenced.ReplaceAllString(text, ""), "`code`")
	for _, re := range []*regexp.Regexp{link, defined} {
		for _, m := range re.FindAllStringSubmatch(text, -1) {
			if u, err := url.Parse(m[1]); err != nil || u.Scheme == "" {
				targets = append(targets, m[1])
			}
		}
	}
	return targets
}

// anchors returns the anchors that GitHub makes of the headings of a Markdown
// text: letters in lower case, digits, - and _, blanks as -, numbered if the
// same comes again.
func anchors(text string) (ids []string) {
	for _, m := range heading.FindAllStringSubmatch(fenced.ReplaceAllString(text, ""), -1) {
		id := strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
				return unicode.ToLower(r)
			}
			return -1
		}, m[1])
		name := id
		for n := '1'; slices.Contains(ids, name); n++ {
			name = id + "-" + string(n)
		}
		ids = append(ids, name)
	}
	return ids
}

// broken returns the links of the Markdown file at path that lead nowhere.
func broken(path string) (wrong []string, n int, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, 0, err
	}
	for _, target := range links(string(text)) {
		n++
		file, fragment, _ := strings.Cut(target, "#")
		there := path
		if unescaped, err := url.PathUnescape(file); err == nil && file != "" {
			there = filepath.Join(filepath.Dir(path), filepath.FromSlash(unescaped))
		}
		if _, err := os.Stat(there); err != nil || strings.HasPrefix(file, "/") {
			wrong = append(wrong, target)
			continue
		}
		if fragment == "" || filepath.Ext(there) != ".md" {
			continue
		}
		linked, err := os.ReadFile(there)
		if err != nil {
			return nil, n, err
		}
		if !slices.Contains(anchors(string(linked)), fragment) {
			wrong = append(wrong, target)
		}
	}
	return wrong, n, nil
}

// TestLinks: every relative link in a Markdown file leads to a file, and every
// fragment to a heading.
func TestLinks(t *testing.T) {
	found := 0
	for _, d := range everyDocument(t) {
		wrong, n, err := broken(filepath.Join(root(t), d.Path))
		for _, target := range wrong {
			t.Errorf("%s links to %s: no such file or heading", d.Path, target)
		}
		if err != nil {
			t.Error(err)
		}
		found += n
	}
	if found < 90 {
		t.Errorf("only %d links found", found)
	}
}

// TestReachable: a reader who begins at the README finds every document by its links, apart from
// the RATIONALE.md of a package, which is beside its code.
func TestReachable(t *testing.T) {
	unread := map[string]string{}
	for _, d := range everyDocument(t) {
		unread[d.Path] = d.Text
	}
	for next := []string{"README.md"}; len(next) > 0; next = next[1:] {
		text := unread[next[0]]
		delete(unread, next[0])
		for _, target := range links(text) {
			file, _, _ := strings.Cut(target, "#")
			for _, name := range []string{file, file + "/README.md"} { // a folder shows its README
				if name = path.Join(path.Dir(next[0]), name); unread[name] != "" {
					next = append(next, name)
				}
			}
		}
	}
	for name := range unread {
		if path.Base(name) != "RATIONALE.md" {
			t.Errorf("no link leads from README.md to %s", name)
		}
	}
}

// TestBroken: what TestLinks finds, and what it lets pass.
func TestBroken(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"other.md": "# One `two`, three?\n## One\n## One\n```\n# not a heading\n```\n",
		"a.md": "[there](other.md) [titled](other.md \"Other\") [site](https://example.com/x#y) [mail](mailto:a@example.com)\n" +
			"[anchor](other.md#one-two-three) [again](other.md#one-1) [here](#here) [folder](.) [code](a.go#L3)\n" +
			"[gone](gone.md) [no anchor](other.md#not-a-heading) [nowhere](#nowhere) [rooted](/other.md) [ref][x]\n\n" +
			"[x]: gone-too.md\n\n# Here\n\n`[code](quoted.md)`\n\n```md\n[code](fenced.md)\n```\n",
		"a.go": "package a\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	wrong, n, err := broken(filepath.Join(dir, "a.md"))
	if want := []string{"gone.md", "other.md#not-a-heading", "#nowhere", "/other.md", "gone-too.md"}; err != nil || n != 12 || !slices.Equal(wrong, want) {
		t.Errorf("found %q in %d links, want %q; %v", wrong, n, want, err)
	}
}
