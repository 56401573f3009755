// Package hostile holds what the tests of the command line share: names that do
// harm on screens, pages and sheets, and the check that none got there.
package hostile

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/sightglass-go/sightglass/measure/quote"
)

// Names are names that do harm where they are shown as they are.
var Names = map[string]string{
	"controls": "a\r\x1b[2K\x1b[1A\x07\x00\x7fb",
	"C1":       "a\u009b2K\u0085b",
	"bidi":     "a\u202egpj\u2066x\u2069\u200fb",
	"no width": "a\u200b\u200d\ufeff\u2060\u00adb",
	"lines":    "a\nsightglass: all is well\u2028b",
	"markup":   "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'`|&lt;",
	"markdown": "|a`b|[x](https://evil.example)<b>@everyone www.evil.example ~~",
	"formula":  "=1+1+cmd|' /C calc'!A0",
	"long":     "long" + strings.Repeat("\u200bx", 20_000) + "end",
	"marks":    "e" + strings.Repeat("\u0301", 5000),
}

// Harmless fails the test for what must not reach a screen.
func Harmless(t testing.TB, what, text string) {
	t.Helper()
	for i, r := range text {
		if r != '\n' && r != '\t' && quote.Hidden(r) {
			t.Errorf("%s: the character %U at %q", what, r, text[max(0, i-40):min(len(text), i+10)])
			return
		}
	}
	if !utf8.ValidString(text) {
		t.Errorf("%s: not UTF-8", what)
	}
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "sightglass: all is well") && !strings.Contains(text, "<!DOCTYPE html>") {
			t.Errorf("%s: a name poses as a message", what)
		}
	}
}
