package analysis

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// TestMarks: what a recording says of its processes is a warning to its
// readers.
func TestMarks(t *testing.T) {
	failed := func(wasm, text string, attempt int) record.Mark {
		return record.Mark{Ended: &record.Ended{Engine: "e", Wasm: wasm, Failure: &record.EndedBadly{Cause: "died", Text: text, Attempt: attempt}}}
	}
	ok := record.Mark{Ended: &record.Ended{Engine: "e", Wasm: "a"}}
	resumed := func(minute int, despite ...string) record.Mark {
		return record.Mark{Resumed: &record.Resumed{At: time.Date(2026, 1, 2, 3, minute, 0, 0, time.UTC), Despite: despite}}
	}
	row := record.Row{Arch: "x86_64", Engine: "e", Wasm: "a", Phase: measure.Execution, Event: "cycles", Count: 1}
	for name, tt := range map[string]struct {
		lines []any
		want  []string
	}{
		"no marks":    {[]any{row}, nil},
		"all is well": {[]any{row, ok, row, ok}, nil},
		"failed once": {[]any{row, ok, failed("a", "boom", 1)}, []string{"a failed in 1 process of e; the first: boom"}},
		"failed, tried again": {[]any{failed("a", "boom", 1), failed("b", "bang", 1), failed("a", "again", 2)},
			[]string{"a failed in 2 processes of e, 1 of them tried again; the first: boom", "b failed in 1 process of e; the first: bang"}},
		"resumed":         {[]any{row, ok, resumed(4)}, []string{"was interrupted, and resumed at 2026-01-02T03:04:00Z"}},
		"resumed twice":   {[]any{resumed(4), resumed(5), row, ok}, []string{"interrupted 2 times, and last resumed at 2026-01-02T03:05:00Z"}},
		"resumed despite": {[]any{row, ok, resumed(4, "stdin"), resumed(5, "stdin", "files")}, []string{"what changed meanwhile was allowed: stdin, files"}},
		"unfinished":      {[]any{row, ok, row, row}, []string{"rows.jsonl stops in the middle of a process (2 rows, with no checksum yet)"}},
	} {
		var text bytes.Buffer
		w := record.NewWriter(&text, record.JSONL)
		if err := w.Begin(record.Header{}); err != nil {
			t.Fatal(err)
		}
		process, rows := uint64(0), 0
		for _, line := range tt.lines {
			var err error
			switch line := line.(type) {
			case record.Row:
				line.Process, line.Iteration = process, uint64(rows)
				rows++
				err = w.Write(line)
			case record.Mark:
				if line.Ended != nil {
					e := *line.Ended
					e.Process, e.Rows = process, rows
					line.Ended = &e
					process, rows = process+1, 0
				}
				err = w.Mark(line)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		d, err := Read(record.NewReader(&text, "rows.jsonl", record.Auto))
		if err != nil || len(d.Warnings) != len(tt.want) {
			t.Errorf("%s: warnings %v, %v", name, d.Warnings, err)
			continue
		}
		for i, want := range tt.want {
			if !strings.Contains(d.Warnings[i].Error(), want) {
				t.Errorf("%s: %v, want %q", name, d.Warnings[i], want)
			}
		}
	}
}
