package command

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/measure/record"
)

// TestPageIsData: commands read of a page what they read of the recordings that it was
// made of, and print the same: those are the oracle.
func TestPageIsData(t *testing.T) {
	whole, err := filepath.Abs("../testdata/recording.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	jsonl := read(t, whole)
	t.Chdir(t.TempDir())
	put(t, "old.jsonl", jsonl)
	put(t, "a.csv", golden())
	put(t, "b.csv", strings.ReplaceAll(golden(), ",1", ",2"))
	made := func(args ...string) {
		t.Helper()
		succeeds(t, append([]string{"report"}, args...)...)
	}
	made("-o", "old.html", "old.jsonl")
	made("-o", "a.html", "a.csv")
	made("-o", "b.html", "b.csv")
	made("-o", "both.html", "a.csv", "b.csv")
	// The same but for what the recordings are called.
	named := strings.NewReplacer("a.html (a.csv)", "a.csv", "b.html (b.csv)", "b.csv", "both.html (a.csv)", "a.csv", "both.html (b.csv)", "b.csv",
		"old.html (old.jsonl)", "old.jsonl", "old.html", "old.jsonl", "a.html", "a.csv", "b.html", "b.csv")
	for recordings, page := range map[string]string{
		"compare -o json old.jsonl":                  "compare -o json old.html",
		"compare -o json a.csv b.csv":                "compare -o json a.html b.html",
		"compare -o json b.csv a.csv":                "compare -o json b.html a.csv",
		"compare -o json --before-after a.csv b.csv": "compare -o json --before-after both.html",
		"summarize old.jsonl":                        "summarize old.html",
		"convert --output-format jsonl old.jsonl":    "convert --output-format jsonl old.html",
		"summarize -i csv a.csv":                     "summarize -i csv a.html",
		"check old.jsonl":                            "check old.html",
		"history --output-format json a.csv b.csv":   "history --output-format json a.html b.html",
		"report -o - --title x old.jsonl":            "report -o - --title x old.html",
		"compare -o json --event cycles old.jsonl":   "compare -o json --event cycles -f old.html",
	} {
		want, got := sightglass(t, "", strings.Fields(recordings)...), sightglass(t, "", strings.Fields(page)...)
		if want.code != got.code || named.Replace(got.stdout) != named.Replace(want.stdout) || named.Replace(got.stderr) != named.Replace(want.stderr) || want.stdout == "" {
			t.Errorf("%s: code %d, want %d\n%.500s\nwant\n%.500s\n%s\nwant\n%s", page, got.code, want.code, got.stdout, want.stdout, got.stderr, want.stderr)
		}
	}
	html := read(t, "a.html")
	if want, got := sightglass(t, golden(), "summarize", "-"), sightglass(t, html, "summarize", "-"); want.stdout != got.stdout || got.code != 0 {
		t.Errorf("from a pipe: %+v, want %+v", got, want)
	}
	put(t, "cut.html", html[:len(html)/2])
	put(t, "other.html", "<!doctype html><title>x</title>")
	at := strings.Index(html, record.PageType)
	at += strings.Index(html[at:], "</script>") - 20 // in its checksum
	put(t, "damaged.html", html[:at]+"AAAAAAAA"+html[at+8:])
	succeeds(t, "history", "-o", "history.html", "a.csv", "b.csv")
	for args, want := range map[string]string{
		"compare cut.html":            "cut.html: no recordings can be read from this page: the page was cut off",
		"summarize history.html":      "history.html: no recordings can be read from this page: it carries none: it is a history",
		"summarize damaged.html":      "is damaged",
		"compare missing.html":        "missing.html",
		"history both.html":           "both.html carries 2 recordings, and one is needed",
		"summarize other.html":        "not a recording: it is a page in HTML or XML",
		"compare a.html damaged.html": "damaged.html: no recordings can be read from this page: \"a.csv\" in it is damaged",
	} {
		if r := sightglass(t, "", strings.Fields(args)...); r.code == 0 || r.stdout != "" || !strings.Contains(r.stderr, want) {
			t.Errorf("%s: %+v, want %s", args, r, want)
		}
	}
	if r := sightglass(t, "", "check", "both.html"); r.code == 0 || !strings.Contains(r.stdout+r.stderr, "carries 2 recordings") {
		t.Errorf("%+v", r)
	}
}
