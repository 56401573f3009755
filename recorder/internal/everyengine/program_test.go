//go:build unix

package everyengine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

// copyOfSelf copies this test's program, which calls worker.Main.
func copyOfSelf(t *testing.T) string {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	from, err := os.Open(exe)
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	path := filepath.Join(t.TempDir(), "bench-old")
	to, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o755)
	if err == nil {
		_, err = io.Copy(to, from)
	}
	if err := errors.Join(err, to.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

// marks collects rows and marks.
type marks struct {
	record.Collector
	warnings []string
}

func (m *marks) Mark(mark record.Mark) error {
	if mark.Ended != nil {
		m.warnings = append(m.warnings, mark.Ended.Warnings...)
	}
	return nil
}

// script is what somebody puts in a program's place.
const intruder = "#!/bin/sh\necho intruder >&2\nexit 9\n"

// meanwhile are things that happen to a program's file while it records, with
// whether what is run from then on is another program.
var meanwhile = []struct {
	name  string
	do    func(path string) error
	other bool
	warns string
}{
	{"nothing", func(string) error { return nil }, false, ""},
	{"renamed over", func(path string) error {
		return errors.Join(os.WriteFile(path+".new", []byte(intruder), 0o755), os.Rename(path+".new", path))
	}, false, "was replaced while this was recorded"},
	{"removed", os.Remove, false, "was removed while this was recorded"},
	{"moved", func(path string) error { return os.Rename(path, path+".old") }, false, "was removed while this was recorded"},
	{"a folder", func(path string) error { return errors.Join(os.Remove(path), os.Mkdir(path, 0o755)) }, false, "was replaced"},
	{"touched", func(path string) error { return os.Chtimes(path, time.Now(), time.Now()) }, false, ""},
	{"written to", func(path string) error {
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
		if err != nil {
			return err
		}
		_, err = f.WriteString("x") // still runs
		return errors.Join(err, f.Close())
	}, true, ""},
}

// TestProgramChanges: another program is never run, or not believed, and what
// happened to its file is in the recording.
func TestProgramChanges(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("programs are run by descriptor on Linux; run it there")
	}
	for _, tt := range meanwhile {
		t.Run(tt.name, func(t *testing.T) {
			path := copyOfSelf(t)
			plan := wazeroPlan(guest(t, "noop"))
			plan.Processes = 3
			ended := 0
			r := worker.Recorder{Program: path}
			r.Progress = func(p recorder.Progress) {
				if p.Begins && p.Done == 1 {
					if err := tt.do(path); err != nil {
						t.Error(err)
					}
				}
				ended = p.Done
			}
			var sink marks
			report, err := r.Record(t.Context(), plan, &sink)
			said := strings.Join(sink.warnings, "\n")
			if tt.other {
				if !errors.Is(err, worker.ErrProgram) || len(sink.Rows) != 3 || strings.Count(err.Error(), report.Header.Binary) != 1 {
					t.Errorf("%d rows, %v; want %v with both hashes", len(sink.Rows), err, worker.ErrProgram)
				}
				return
			}
			if err != nil || report.Err() != nil || len(sink.Rows) != 9 || ended != 3 {
				t.Fatalf("%d rows, %v, %v", len(sink.Rows), err, report.Err())
			}
			if !strings.Contains(said, tt.warns) || tt.warns == "" && strings.Contains(said, path) || strings.Count(said, path) > 1 {
				t.Errorf("marks warn of %q, want %q", said, tt.warns)
			}
			if len(report.Header.Binary) != 64 {
				t.Errorf("binary %q", report.Header.Binary)
			}
		})
	}
}

// TestOwnProgramChanges: so for the program that records, which is run again
// as its own worker.
func TestOwnProgramChanges(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("programs are run by descriptor on Linux; run it there")
	}
	const variable = "SIGHTGLASS_TEST_MEANWHILE"
	if name := os.Getenv(variable); name != "" {
		ownProgramChanges(t, name)
		return
	}
	var first string
	for _, tt := range meanwhile {
		if tt.name == "written to" {
			continue // the system refuses that: the program runs
		}
		cmd := exec.CommandContext(t.Context(), copyOfSelf(t), "-test.run", "^TestOwnProgramChanges$", "-test.v")
		cmd.Env = append(os.Environ(), variable+"="+tt.name, "GUEST="+guest(t, "noop"))
		out, err := cmd.CombinedOutput()
		_, got, _ := strings.Cut(string(out), "RESULT ")
		got, warned, _ := strings.Cut(got, "\n")
		if first == "" {
			first = got
		}
		if err != nil || got != first || !strings.HasPrefix(got, "9 rows") || !strings.Contains(warned, tt.warns) {
			t.Errorf("%s: %v, %s; want what came when nothing happened: %s", tt.name, err, out, first)
		}
	}
}

func ownProgramChanges(t *testing.T, name string) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	plan := wazeroPlan(os.Getenv("GUEST"))
	plan.Processes = 3
	var sink marks
	report, err := worker.Recorder{Options: recorder.Options{Progress: func(p recorder.Progress) {
		for _, tt := range meanwhile {
			if tt.name == name && p.Begins && p.Done == 1 {
				if err := tt.do(exe); err != nil {
					t.Fatal(err)
				}
			}
		}
	}}}.Record(t.Context(), plan, &sink)
	fmt.Printf("RESULT %d rows, binary %s, %v, %v\n%s\n", len(sink.Rows), report.Header.Binary, err, report.Err(), sink.warnings)
}

// TestExecProgramChanges: behind a command, another program is noticed by its
// greeting.
func TestExecProgramChanges(t *testing.T) {
	path := copyOfSelf(t)
	plan := wazeroPlan(guest(t, "noop"))
	plan.Processes = 2
	command := script(t, `if [ -e "$0.probed" ]; then echo x >>"$1"; fi; touch "$0.probed"; exec "$@"`)
	var c record.Collector
	report, err := worker.Recorder{Exec: command, Program: path}.Record(t.Context(), plan, &c)
	if !errors.Is(err, worker.ErrProgram) || len(c.Rows) != 0 || !strings.Contains(err.Error(), report.Header.Binary) {
		t.Errorf("%d rows, %v", len(c.Rows), err)
	}
	// The header has what the far end runs, and a resumed recording notices.
	started, err := worker.Recorder{Exec: []string{"env"}}.Record(t.Context(), plan, &c)
	if err != nil || started.Header.Binary != report.Header.Binary || len(started.Header.Binary) != 64 {
		t.Fatalf("binaries %s and %s, %v", started.Header.Binary, report.Header.Binary, err)
	}
	plan.FirstProcess = started.Header.FirstProcess
	_, err = worker.Recorder{Options: recorder.Options{Resume: &record.Recovered{Name: "before", Header: started.Header}},
		Exec: []string{"env"}, Program: path}.Record(t.Context(), plan, &c)
	var changed *recorder.ChangedError
	if !errors.As(err, &changed) || fmt.Sprint(changed.Changes) != "[binary]" {
		t.Errorf("%v", err)
	}
}

// TestProgramIsRun: a Program without Exec is the one that is run, by
// whatever name, and what is none is refused.
func TestProgramIsRun(t *testing.T) {
	path := copyOfSelf(t)
	if err := os.Symlink(path, path+" link"); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err == nil {
		_, err = f.WriteString("another build")
	}
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	t.Chdir(filepath.Dir(path))
	plan := wazeroPlan(guest(t, "noop"))
	own, _ := worker.Recorder{}.Record(t.Context(), plan, new(record.Collector))
	for _, name := range []string{path, filepath.Base(path), "./" + filepath.Base(path) + " link", wrapped(t, path)} {
		var c record.Collector
		report, err := worker.Recorder{Program: name}.Record(t.Context(), plan, &c)
		if err != nil || len(c.Rows) != 3 || report.Header.Binary == own.Header.Binary || report.Header.Binary == "" {
			t.Errorf("%s: %d rows, %v, binary %s", name, len(c.Rows), err, report.Header.Binary)
		}
	}
	for name, want := range map[string]string{
		path + ".nonesuch":                             "no such file",
		t.TempDir():                                    "not a regular file",
		guest(t, "noop"):                               "permission denied",
		says(t, "exit 0"):                              "ended without a result",
		says(t, "echo no >&2"):                         "no",
		says(t, `echo '{"outcome":{}}' >&3`):           "does not greet",
		says(t, `echo '{"error":{"text":"x"}}' >&3`):   "does not greet",
		says(t, `echo '{"hello":{"protocol":0}}' >&3`): "(protocol 0)",
		says(t, `echo '{"hello":{"protocol":99,"library":"v9.8.7"}}' >&3; echo '{"x":1}' >&3`):   "the worker v9.8.7 (protocol 99)",
		says(t, `echo '{"hello":{"protocol":2}}' >&3; echo '{"hello":{"protocol":2}}' >&3; cat`): "a second greeting",
	} {
		var c record.Collector
		_, err := worker.Recorder{Program: name}.Record(t.Context(), plan, &c)
		if err == nil || !strings.Contains(err.Error(), want) || len(c.Headers) > 0 || strings.Contains(err.Error(), "/proc/self") {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
}

// wrapped is a script that runs a program.
func wrapped(t *testing.T, path string) string { return script(t, `exec "`+path+`" "$@"`)[0] }

// says is a program that does what a script says.
func says(t *testing.T, text string) string { return script(t, text)[0] }

// TestOldWorker: one that was built before workers greeted ignores what it does
// not know of a request, and does what it knows.
func TestOldWorker(t *testing.T) {
	path, err := filepath.Abs(filepath.Join("..", "..", "worker", "testdata", "protocol-0", "job.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if first, _, _ := strings.Cut(string(text), "\n"); err != nil || !json.Valid([]byte(first)) {
		t.Fatal(first, err)
	}
	var c record.Collector
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	_, err = worker.Recorder{Program: says(t, `cat "`+path+`" >&3`)}.Record(ctx, wazeroPlan(guest(t, "noop")), &c)
	if !errors.Is(err, worker.ErrProtocol) || len(c.Rows) > 0 {
		t.Errorf("%v, %d rows", err, len(c.Rows))
	}
}

// TestRecorderRefuses: no field is ignored without a word.
func TestRecorderRefuses(t *testing.T) {
	plan := wazeroPlan(guest(t, "noop"))
	for name, tt := range map[string]struct {
		r    worker.Recorder
		plan func(*recorder.Plan)
		want error
		text string
	}{
		"names without a place": {worker.Recorder{Path: func(p string) string { return p + ".nonesuch" }}, nil, job.ErrPlan, "no Exec"},
		"no worker":             {worker.Recorder{Program: says(t, "sleep 60"), StartTimeout: time.Second}, nil, job.ErrTimeout, "not started a worker within 1s"},
		"two calls":             {worker.Recorder{}, func(p *recorder.Plan) { p.Call = record.Call{Whole: true, Entry: "f"} }, job.ErrPlan, "choose one"},
		"despite nothing":       {worker.Recorder{Options: recorder.Options{Despite: []string{"binary"}}}, nil, job.ErrPlan, "none is named"},
	} {
		p := plan
		if tt.plan != nil {
			tt.plan(&p)
		}
		refuses(t, name, tt.r, p, tt.want, tt.text)
	}
}
