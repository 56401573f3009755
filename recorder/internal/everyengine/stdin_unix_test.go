//go:build unix

package everyengine

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

// TestStdin: what a guest reads is all of what was named, in every iteration of
// every process on every engine, whatever kind of file that is.
func TestStdin(t *testing.T) {
	const text = "read again and again\n"
	t.Setenv("TMPDIR", t.TempDir())
	wasm := guest(t, "echo-stdin")
	dir := filepath.Dir(wasm)
	write(t, filepath.Join(dir, "echo-stdin.stderr.expected"), "")
	file, link, empty, fifo := filepath.Join(dir, "in"), filepath.Join(dir, "link"), filepath.Join(dir, "empty"), filepath.Join(dir, "fifo")
	write(t, file, text)
	write(t, empty, "")
	if err := errors.Join(os.Symlink("/dev/fd/0", link), syscall.Mkfifo(fifo, 0o600)); err != nil {
		t.Fatal(err)
	}
	pipe := func() string {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { r.Close() })
		fmt.Fprint(w, text)
		w.Close()
		return fmt.Sprintf("/dev/fd/%d", r.Fd())
	}
	own := func(name string) func() string { // with the text as this process's standard input
		return func() string {
			f, err := os.Open(file)
			if err != nil {
				t.Fatal(err)
			}
			was := os.Stdin
			os.Stdin = f
			t.Cleanup(func() { os.Stdin = was; f.Close() })
			return name
		}
	}
	for name, tt := range map[string]struct {
		stdin func() string
		want  string
	}{
		"file":            {func() string { return file }, text},
		"empty file":      {func() string { return empty }, ""},
		"null device":     {func() string { return os.DevNull }, ""},
		"pipe":            {pipe, text},
		"standard input":  {own("-"), text},
		"fifo and writer": {func() string { go os.WriteFile(fifo, []byte(text), 0); return fifo }, text},
	} {
		t.Run(name, func(t *testing.T) {
			write(t, filepath.Join(dir, "echo-stdin.stdout.expected"), tt.want)
			plan := recorder.Plan{Engines: available(t), Benchmarks: []string{wasm}, Measures: []string{"time"}, Guest: job.Guest{Stdin: tt.stdin()}, Processes: 2, Iterations: 2}
			rows, report := recordPlan(t, plan)
			if len(report.Failures) > 0 || len(rows) == 0 {
				t.Fatalf("%d rows, %v", len(rows), report.Failures)
			}
			h := report.Header
			if h.Work.Stdin == nil || h.Work.Stdin.Name != plan.Stdin || h.Work.Stdin.Bytes != int64(len(tt.want)) || h.Work.Stdin.SHA256 == "" {
				t.Errorf("the header says %+v", h.Work.Stdin)
			}
			if was, err := recorder.PlanOf(&h); err != nil || was.Stdin != plan.Stdin {
				t.Errorf("the plan says %q, %v", was.Stdin, err)
			}
		})
	}
	if left, _ := filepath.Glob(filepath.Join(os.TempDir(), "*", "stdin")); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}

// TestStdinRefused: before anything runs, and in words that say why.
func TestStdinRefused(t *testing.T) {
	wasm := guest(t, "noop")
	dir := filepath.Dir(wasm)
	fifo := filepath.Join(dir, "fifo")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		stdin string
		want  error
		says  string
	}{
		"folder":        {dir, record.ErrKind, "it is a folder"},
		"missing":       {filepath.Join(dir, "no"), fs.ErrNotExist, "no such file"},
		"device":        {"/dev/zero", record.ErrKind, "it is a device"},
		"not UTF-8":     {filepath.Join(dir, "n\xff"), record.ErrName, `n\xff": the name is not UTF-8`},
		"fifo, nothing": {fifo, record.ErrNoWriter, "no program writes to this FIFO"},
	} {
		ctx := t.Context()
		if tt.want == record.ErrNoWriter {
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, 200*time.Millisecond)
			defer cancel()
		}
		var rows record.Collector
		report, err := worker.Recorder{}.Record(ctx, recorder.Plan{Engines: available(t), Benchmarks: []string{wasm}, Guest: job.Guest{Stdin: tt.stdin}, Processes: 1, Iterations: 1}, &rows)
		if tt.want == record.ErrNoWriter && errors.Is(err, context.DeadlineExceeded) {
			continue
		}
		if !errors.Is(err, job.ErrPlan) || !errors.Is(err, tt.want) && !strings.Contains(err.Error(), tt.says) || !strings.Contains(err.Error(), tt.says) || len(rows.Rows)+len(report.Failures) > 0 {
			t.Errorf("%s: error %v, %d rows", name, err, len(rows.Rows))
		}
	}
}

// TestNamesRefused: two names that are not UTF-8 would be one in a recording.
func TestNamesRefused(t *testing.T) {
	for name, plan := range map[string]recorder.Plan{
		`benchmark "n\xffoop.wasm": the name is not UTF-8, and cannot be recorded: rename it`: {Benchmarks: []string{"n\xffoop.wasm", "n\xfeoop.wasm"}},
		`argument "\xff": it is not UTF-8`:   {Benchmarks: []string{"x.wasm"}, Guest: job.Guest{Args: []string{"\xff"}}},
		`label "a=\xff": it is not UTF-8`:    {Benchmarks: []string{"x.wasm"}, Labels: map[string]string{"a": "\xff"}},
		`engine "w\xff": it is not UTF-8`:    {Benchmarks: []string{"x.wasm"}, Engines: []job.Engine{{Name: "w\xff", Engine: "wazero"}}},
		`standard input "\xff": the name is`: {Benchmarks: []string{"x.wasm"}, Guest: job.Guest{Stdin: "\xff"}},
	} {
		if plan.Engines == nil {
			plan.Engines = available(t)
		}
		refuses(t, "a name", worker.Recorder{}, plan, job.ErrPlan, name)
	}
}
