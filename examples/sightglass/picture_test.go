package main

import (
	"bytes"
	"encoding/xml"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/sightglass-go/sightglass/examples/sightglass/command"
)

var update = flag.Bool("update", false, "draw the README's terminal anew")

// TestPicture: the terminal in the README is what the command prints for the recording
// beside it. To draw it anew:
//
//	go test ./examples/sightglass -run TestPicture -update
func TestPicture(t *testing.T) {
	t.Setenv("LC_ALL", "C.UTF-8")
	const args = "compare recording.jsonl"
	t.Chdir("testdata")
	var stdout, stderr bytes.Buffer
	if code := command.Run(t.Context(), append(strings.Fields(args), "--color", "always", "--width", "100"), strings.NewReader(""), &stdout, &stderr); code != 0 {
		t.Fatalf("exit code %d\n%s", code, stderr.String())
	}
	got := terminal("sightglass "+args, stdout.String())
	const name = "terminal.svg"
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is not what %q prints now; draw it anew: go test ./examples/sightglass -run TestPicture -update\n%s", filepath.Join("examples/sightglass/testdata", name), args, stdout.String())
	}
	if err := xml.Unmarshal(want, new(struct{})); err != nil {
		t.Errorf("%s: %v", name, err)
	}
}

// The sizes of the picture, in pixels.
const (
	column, line, margin = 8.4, 20, 20
	fontSize             = 14
)

// styles are the sequences that the command writes, and their colours on the picture's dark
// ground, each at least 7 to 1 against it.
var styles = map[string]string{
	"1": "b", "1;31": "b r", "1;32": "b g", "1;33": "b y", "31": "r", "32": "g", "33": "y", "2": "d", "0": "",
}

var (
	sequence = regexp.MustCompile("\x1b\\[([0-9;]*)m")
	word     = regexp.MustCompile(`\S+(?: \S+)*`)
)

// terminal draws a terminal in which a command was typed and printed its output.
func terminal(typed, output string) string {
	lines := append([]string{"\x1b[2m$\x1b[0m " + typed, ""}, strings.Split(strings.TrimSpace(output), "\n")...)
	columns := 0
	for _, l := range lines {
		columns = max(columns, utf8.RuneCountInString(sequence.ReplaceAllString(l, "")))
	}
	width, height := float64(columns)*column+2*margin, len(lines)*line+2*margin
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %d" width="%.0f" role="img" aria-labelledby="t d">`+"\n", width, height, width)
	fmt.Fprintf(&b, "<title id=\"t\">%s</title>\n<desc id=\"d\">%s</desc>\n", escaped(typed), escaped(sequence.ReplaceAllString(strings.TrimSpace(output), "")))
	fmt.Fprintf(&b, "<style>text{font:%dpx ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;fill:#e6edf3;white-space:pre}.b{font-weight:bold}.r{fill:#ffa198}.g{fill:#56d364}.y{fill:#e3b341}.d{fill:#9ea7b3}</style>\n", fontSize)
	fmt.Fprintf(&b, "<rect width=\"%.0f\" height=\"%d\" rx=\"8\" fill=\"#0d1117\"/>\n", width, height)
	style := ""
	for i, l := range lines {
		y := margin + i*line + fontSize
		at := 0
		draw := func(text string) {
			for _, w := range word.FindAllStringIndex(text, -1) {
				x := at + utf8.RuneCountInString(text[:w[0]])
				shown := text[w[0]:w[1]]
				class := ""
				if style != "" {
					class = fmt.Sprintf(" class=%q", style)
				}
				// Whatever font there is, each word has the width of its columns.
				fmt.Fprintf(&b, `<text x="%.1f" y="%d" textLength="%.1f"%s>%s</text>`+"\n", margin+float64(x)*column, y, float64(utf8.RuneCountInString(shown))*column, class, escaped(shown))
			}
			at += utf8.RuneCountInString(text)
		}
		for {
			m := sequence.FindStringSubmatchIndex(l)
			if m == nil {
				break
			}
			draw(l[:m[0]])
			known := false
			if style, known = styles[l[m[2]:m[3]]]; !known {
				style = "unknown-" + l[m[2]:m[3]]
			}
			l = l[m[1]:]
		}
		draw(l)
	}
	b.WriteString("</svg>\n")
	return b.String()
}

func escaped(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a Builder takes everything
	return b.String()
}

// TestTerminal: what is bold or coloured is so in the picture, at its column, and markup is text.
func TestTerminal(t *testing.T) {
	got := terminal("x", "a  \x1b[1;32mb c\x1b[0m <d>\n")
	for _, want := range []string{
		`<text x="20.0" y="74" textLength="8.4">a</text>`,
		`<text x="45.2" y="74" textLength="25.2" class="b g">b c</text>`,
		`<text x="78.8" y="74" textLength="25.2">&lt;d&gt;</text>`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
	if strings.Contains(got, "unknown-") || !strings.Contains(terminal("x", "\x1b[7my\x1b[0m"), `class="unknown-7"`) {
		t.Error("an unknown sequence is not drawn as one")
	}
}
