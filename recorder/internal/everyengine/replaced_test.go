//go:build unix

package everyengine

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

// TestReplaced replaces each file that a guest reads while a recording runs:
// whatever ran before the change is kept, and nothing is measured of another
// file: the recording ends there. What no guest reads may change.
func TestReplaced(t *testing.T) {
	for _, tt := range []struct {
		name, file, want string // want is "" for what may change
		exec             bool
	}{
		{name: "module", file: "x.wasm", want: "the benchmark had the hash "},
		{name: "stdin", file: "stdin.txt", want: "the standard input stdin.txt had the hash "},
		{name: "input", file: "input.txt", want: "input.txt beside the benchmark had the hash "},
		{name: "input in a folder", file: "deep/er.txt", want: "deep/er.txt beside the benchmark had the hash "},
		{name: "input is gone", file: "-input.txt", want: "input.txt beside the benchmark had the hash "},
		{name: "other module", file: "other.wasm"},
		{name: "hidden", file: ".git/index"},
		{name: "log", file: "log.txt"},
		{name: "new", file: "new.txt"},
		{name: "recording", file: "rows.jsonl"},
		{name: "module elsewhere", file: "x.wasm", want: "the benchmark had the hash ", exec: true},
		{name: "stdin elsewhere", file: "stdin.txt", want: "the standard input stdin.txt had the hash ", exec: true},
		{name: "input elsewhere", file: "input.txt", want: "input.txt beside the benchmark had the hash ", exec: true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			for name, text := range map[string]string{
				"x.wasm": string(guests.Wasm("read-file")), "other.wasm": string(guests.Wasm("noop")), "input.txt": "one\n", "deep/er.txt": "one",
				".git/index": "one", "log.txt": "", "stdin.txt": "one", "x.stderr.expected": "", "rows.jsonl": `{"format":"sightglass-recording/1"}`,
			} {
				if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
					t.Fatal(err)
				}
				write(t, filepath.Join(dir, name), text)
			}
			plan := wazeroPlan(filepath.Join(dir, "x.wasm"))
			plan.Stdin = filepath.Join(dir, "stdin.txt")
			r := worker.Recorder{}
			if tt.exec {
				plan.Benchmarks[0], plan.Stdin = "x.wasm", "stdin.txt"
				r.Exec, r.Path = prefix(t, "env", "A=b"), func(name string) string { return filepath.Join(dir, name) }
			}
			plan.Processes = 3
			r.Progress = func(p recorder.Progress) {
				switch name, gone := strings.CutPrefix(tt.file, "-"); {
				case !p.Begins || p.Round != 2:
				case gone:
					_ = os.Remove(filepath.Join(dir, name))
				case name == "x.wasm":
					write(t, filepath.Join(dir, name), string(guests.Wasm("work")))
				default:
					write(t, filepath.Join(dir, name), "two\n")
				}
			}
			var rows record.Collector
			report, err := r.Record(t.Context(), plan, &rows)
			if tt.want == "" {
				if err != nil || len(report.Failures) > 0 || len(rows.Rows) != 9 {
					t.Errorf("%d rows, %v, error %v", len(rows.Rows), report.Failures, err)
				}
				return
			}
			if len(rows.Rows) != 3 || len(report.Failures) > 0 || !errors.Is(err, job.ErrReplaced) {
				t.Fatalf("%d rows, %v, error %v", len(rows.Rows), report.Failures, err)
			}
			if text := strings.ReplaceAll(err.Error(), dir+string(filepath.Separator), ""); !strings.Contains(text, tt.want) {
				t.Errorf("%s, want %q", text, tt.want)
			}
			if h := rows.Headers[0]; h.Work == nil || h.Work.Stdin.SHA256 == "" || h.Modules[0].SHA256 == "" || len(h.Folders) != 1 ||
				h.Folders[0].Modules[0] != plan.Benchmarks[0] || len(h.Folders[0].Files) != 3 || h.Work.Stdin.Name != plan.Stdin {
				t.Errorf("the header lacks some of it: %+v %+v", h.Work, h.Folders)
			}
		})
	}
}
