package html

import (
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure/record"
)

var update = flag.Bool("update", false, "take the README's picture of a report anew")

// pictured is how much of a page's text its picture shows, in characters: more or less,
// because fonts differ.
const pictured = 1500

// TestPicture: the picture of a report in the README shows what a page says of the recording
// that the terminal beside it shows. A picture cannot be compared, so the text that it showed
// is kept beside it. To take it anew:
//
//	go test ./analysis/report/html -run TestPicture -update
func TestPicture(t *testing.T) {
	const name = "recording.jsonl"
	f, err := os.Open(filepath.Join("..", "..", "..", "examples", "sightglass", "testdata", name))
	if err != nil {
		t.Skipf("needs the whole repository around it: %v", err)
	}
	defer f.Close()
	rows := NewAttachment(name, AttachmentBytes)
	reader := record.NewReader(io.TeeReader(f, rows), name, record.Auto)
	data, err := analysis.Read(reader)
	if err != nil {
		t.Fatal(err)
	}
	result, err := analysis.Compare(data, analysis.Options{})
	if err != nil {
		t.Fatal(err)
	}
	p := openBrowser(t)
	p.Look(1000, 800, "light")
	load(t, p, written(t, Report{Data: data, Result: result, Files: []File{{Name: name, Headers: reader.Headers(), Rows: rows}}}))
	var text string
	p.Eval("document.body.innerText", &text)
	text = strings.Join(strings.Fields(text), " ")
	text = string([]rune(text)[:pictured]) + "\n"

	picture, shown := filepath.Join("testdata", "report.png"), filepath.Join("testdata", "report.txt")
	if *update {
		png, err := p.data("Page.captureScreenshot", map[string]any{"format": "png"})
		if err != nil {
			t.Fatal(err)
		}
		for name, content := range map[string][]byte{picture: png, shown: []byte(text)} {
			if err := os.WriteFile(name, content, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	want, err := os.ReadFile(shown)
	if err != nil {
		t.Fatal(err)
	}
	if text != string(want) {
		t.Errorf("%s is out of date, take it anew: go test ./analysis/report/html -run TestPicture -update\nthe page says\n%s\nthe picture shows\n%s", picture, text, want)
	}
}
