package program

import (
	"bytes"
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestDocument: the conversation in PROTOCOL.md is one, and its kinds of errors are those
// that are understood.
func TestDocument(t *testing.T) {
	text, err := os.ReadFile("PROTOCOL.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "```\n>")
	conversation, _, _ := strings.Cut(">"+rest, "```")
	var asked request
	lines := 0
	for line := range strings.Lines(conversation) {
		lines++
		switch line[0] {
		case '>':
			asked = request{}
			d := json.NewDecoder(bytes.NewReader([]byte(strings.ReplaceAll(line[1:], "...", ""))))
			d.DisallowUnknownFields()
			if err := d.Decode(&asked); err != nil {
				t.Errorf("%s: %v", line, err)
			}
		case '<':
			if r, err := parseReply([]byte(line[1:])); err != nil || r.ID != asked.ID {
				t.Errorf("%s: %+v, %v", line, r, err)
			}
		}
	}
	if lines != 14 {
		t.Errorf("%d lines", lines)
	}
	rows := map[string][]string{}
	for _, m := range regexp.MustCompile("(?m)^\\| (`[^|]*`) \\| (hello|compile|link|instantiate|call|instantiate, call|any) \\|").FindAllStringSubmatch(string(text), -1) {
		for do := range strings.SplitSeq(m[2], ", ") {
			for kind := range strings.SplitSeq(strings.ReplaceAll(m[1], "`", ""), ", ") {
				rows[do] = append(rows[do], kind)
			}
		}
	}
	if !slices.Equal(rows["any"], []string{"failed"}) {
		t.Errorf("any: %q", rows["any"])
	}
	for do, want := range kinds {
		if got := rows[strings.Replace(do, "greet", "hello", 1)]; !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))) {
			t.Errorf("%s: the document has %q, understood are %q", do, got, want)
		}
	}
}
