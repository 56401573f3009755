package quote_test

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/sightglass-go/sightglass/measure/quote"
)

// Written by hand, as Go source would have it.
func TestNameAndLine(t *testing.T) {
	for _, tt := range []struct{ text, name, line string }{
		{"", "", ""},
		{"noop/noop.wasm", "noop/noop.wasm", "noop/noop.wasm"},
		{`C:\a "b"`, `C:\a "b"`, `C:\a "b"`},
		{"größe-±-漢字-🦀", "größe-±-漢字-🦀", "größe-±-漢字-🦀"},
		{"a\rb", `"a\rb"`, `a\rb`},
		{"a\nb\tc", `"a\nb\tc"`, `a\nb\tc`},
		{"\x1b[2Kgone", `"\x1b[2Kgone"`, `\x1b[2Kgone`},
		{"c1 \u0085\u009b", `"c1 \u0085\u009b"`, `c1 \u0085\u009b`},
		{"bidi \u202egpj.exe", `"bidi \u202egpj.exe"`, `bidi \u202egpj.exe`},
		{"iso \u2066x\u2069", `"iso \u2066x\u2069"`, `iso \u2066x\u2069`},
		{"zero\u200bwidth\ufeff", `"zero\u200bwidth\ufeff"`, `zero\u200bwidth\ufeff`},
		{"line\u2028para\u2029", `"line\u2028para\u2029"`, `line\u2028para\u2029`},
		{"blank\u3164", `"blank\u3164"`, `blank\u3164`}, // Hangul filler, a letter to Unicode
		{"tag\U000e0041", `"tag\U000e0041"`, `tag\U000e0041`},
		{"\u00a0", `"\u00a0"`, "\u00a0"}, // a name could be mistaken for another, a message not
		{"\xff\"", `"\xff\""`, `\xff"`},
		{"\ufffd", `"\ufffd"`, "\ufffd"},
		{"e\u0301", "e\u0301", "e\u0301"},
		{"e" + strings.Repeat("\u0301", 5), `"e` + strings.Repeat("\u0301", 3) + `\u0301\u0301"`, "e" + strings.Repeat("\u0301", 3) + `\u0301\u0301`},
	} {
		if got := quote.Name(tt.text); got != tt.name {
			t.Errorf("Name(%q) is %s, want %s", tt.text, got, tt.name)
		}
		if got := quote.Line(tt.text); got != tt.line {
			t.Errorf("Line(%q) is %s, want %s", tt.text, got, tt.line)
		}
	}
}

func TestLong(t *testing.T) {
	long := "begin" + strings.Repeat("x", 300_000) + "end"
	for name, tt := range map[string]struct {
		show func(string) string
		most int
	}{
		"Name": {quote.Name, quote.MaxName}, "Line": {quote.Line, quote.MaxLine}, "Message": {quote.Message, quote.MaxLine},
		"Markdown": {quote.Markdown, quote.MaxLine},
	} {
		got := tt.show(long)
		if n := utf8.RuneCountInString(got); n > tt.most+40 || !strings.HasPrefix(got, "begin") || !strings.HasSuffix(got, "end") || !strings.Contains(got, "bytes") {
			t.Errorf("%s: %d characters: %.80s", name, n, got)
		}
		if got := tt.show(strings.Repeat("\u200b", 300_000)); len(got) > 8*tt.most {
			t.Errorf("%s of characters without width: %d bytes", name, len(got))
		}
	}
	if got := quote.Message(strings.Repeat("a\n", 5000)); strings.Count(got, "\n") > 102 || !strings.HasSuffix(got, "4900 more lines\n") {
		t.Errorf("%d lines, the end %q", strings.Count(got, "\n"), got[len(got)-40:])
	}
}

func TestMessage(t *testing.T) {
	for text, want := range map[string]string{
		"error: a\n":                      "error: a\n",
		"error: a\r\nb\n":                 "error: a\n  b\n",
		"error: x\nerror: fake\n":         "error: x\n  error: fake\n",
		"tried\n  again":                  "tried\n  again",
		"\rsightglass: all well\n":        "\\rsightglass: all well\n",
		"warning: ##[error]b.wasm\n":      "warning: ## [error]b.wasm\n",
		"::error::of the command's own\n": "::error::of the command's own\n",
		"warning: a\n::error::b.wasm\n":   "warning: a\n  : :error::b.wasm\n", // the runner of GitHub Actions trims lines
		"warning: a\n \t ::error::b\n":    "warning: a\n   \\t : :error::b\n",
	} {
		if got := quote.Message(text); got != want {
			t.Errorf("%q is shown as %q, want %q", text, got, want)
		}
	}
	var b strings.Builder
	w := quote.NewWriter(&b)
	if n, err := io.WriteString(w, "a\x1bb\n"); n != 4 || err != nil || b.String() != "a\\x1bb\n" {
		t.Errorf("%q, %d bytes, error %v", b.String(), n, err)
	}
	if quote.Raw(w) != io.Writer(&b) || quote.Raw(&b) != io.Writer(&b) {
		t.Error("Raw is not the stream behind it")
	}
}

// The rules are those of GitHub Flavored Markdown.
func TestMarkdown(t *testing.T) {
	for text, want := range map[string]string{
		"noop/noop.wasm":            "noop/noop.wasm",
		"a|b`c*d_e[f]~g":            "a\\|b\\`c\\*d\\_e\\[f]\\~g",
		"<script>&lt;":              "&lt;script&gt;&amp;lt;",
		"a\nb":                      `a\\nb`,
		"see https://evil.example":  "see `https://evil.example`",
		"www.evil.example":          "`www.evil.example`",
		"@everyone #12":             "`@everyone` `#12`",
		"wazero@v1.9.0":             "`wazero@v1.9.0`",
		"a@b`c|d":                   "``a@b`c\\|d``",
		"on a@b#1, c@d; e@f.":       "on `a@b#1`, `c@d`; `e@f`.",
		"one.wasm (a@b, x), (c@d).": "one.wasm (`a@b`, x), (`c@d`).",
		"f(a@b) ((@c)) (@) e@f)":    "`f(a@b)` ((`@c`)) (`@`) `e@f`)",
		"[x](https://evil.example)": "`[x](https://evil.example)`",
		"# heading":                 "\\# heading",
		"- item":                    "\\- item",
		"$x$":                       "\\$x\\$",
		"![x](javascript:y)":        "!\\[x](javascript:y)",
	} {
		if got := quote.Markdown(text); got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
}

// The characters are those that OWASP lists under CSV injection.
func TestCell(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "noop.wasm": "noop.wasm", "-1.5": "-1.5", "+3e5": "+3e5", "-Inf": "-Inf", "1=2": "1=2", "-O opt-level=2": "-O opt-level=2", "--x": "--x",
		"-O2(A1)": "'-O2(A1)", "-A1|x": "'-A1|x", "-": "'-",
		"=1+1": "'=1+1", "+cmd|' /C calc'!A0": "'+cmd|' /C calc'!A0", "-2+3": "'-2+3", "@SUM(1)": "'@SUM(1)", "\t=1": `"\t=1"`, "\r=1": `"\r=1"`,
		"a\x1b[2K\nb": `"a\x1b[2K\nb"`, "a\u202eb": `"a\u202eb"`, "é, x": "é, x",
	} {
		if got := quote.Cell(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

// Whatever the pieces in which a page is written.
func TestDocument(t *testing.T) {
	const page = "<p title=\"a\u202eb\">\u200b漢\U000e0041\xff±\u00a0\x1b</p>\n\t{\"s\": \"\u2028\"}"
	const want = "<p title=\"a\\u202eb\">\\u200b漢\\udb40\\udc41\ufffd±\u00a0\\u001b</p>\n\t{\"s\": \"\\u2028\"}"
	for size := 1; size < len(page)+1; size++ {
		var b bytes.Buffer
		w := quote.NewDocument(&b)
		for rest := page; rest != ""; {
			n := min(size, len(rest))
			if m, err := io.WriteString(w, rest[:n]); m != n || err != nil {
				t.Fatal(m, err)
			}
			rest = rest[n:]
		}
		if err := w.Flush(); err != nil || b.String() != want {
			t.Fatalf("in pieces of %d: %q, error %v", size, b.String(), err)
		}
	}
	var b bytes.Buffer
	w := quote.NewDocument(&b)
	_, _ = io.WriteString(w, "cut \xe2\x80")
	if err := w.Flush(); err != nil || b.String() != "cut \ufffd\ufffd" {
		t.Errorf("%q, error %v", b.String(), err)
	}
}

func FuzzQuote(f *testing.F) {
	for _, s := range []string{"", "a\x1b[2K", "\u202e\xff", "|`@x", strings.Repeat("é", 300), "a\n\n#"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for what, shown := range map[string]string{"Name": quote.Name(s), "Line": quote.Line(s), "Markdown": quote.Markdown(s)} {
			if i := strings.IndexFunc(shown, quote.Hidden); i >= 0 || !utf8.ValidString(shown) {
				t.Errorf("%s(%q) is %q", what, s, shown)
			}
		}
		if len(s) <= quote.MaxName && quote.Name(s) != s && !strings.HasPrefix(quote.Name(s), `"`) {
			t.Errorf("%q became %q", s, quote.Name(s))
		}
	})
}
