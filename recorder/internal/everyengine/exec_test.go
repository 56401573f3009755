//go:build unix

package everyengine

import (
	"context"
	"errors"
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

// prefix skips the test unless the command runs here.
func prefix(t *testing.T, command ...string) []string {
	t.Helper()
	if out, err := exec.Command(command[0], append(command[1:], "true")...).CombinedOutput(); err != nil {
		t.Skipf("%q does not work here: %v: %s", command, err, out)
	}
	return command
}

// script writes a shell script that is a prefix: "$@" runs the worker.
func script(t *testing.T, text string) []string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "prefix")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+text+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	return []string{path}
}

// TestExec records through prefixes of every sort.
func TestExec(t *testing.T) {
	for name, command := range map[string]func(t *testing.T) []string{
		"env":     func(t *testing.T) []string { return prefix(t, "env", "-i", "TMPDIR="+t.TempDir()) },
		"nice":    func(t *testing.T) []string { return prefix(t, "nice", "-n", "1") },
		"taskset": func(t *testing.T) []string { return prefix(t, "taskset", "-c", "0") },
		"setsid":  func(t *testing.T) []string { return prefix(t, "setsid") },
		"unshare": func(t *testing.T) []string {
			return prefix(t, "unshare", "--mount", "--uts", "--net", "--pid", "--fork")
		},
		"shell": func(t *testing.T) []string { return script(t, `exec sh -c "$*"`) }, // as ssh does
		"noise": func(t *testing.T) []string {
			return script(t, `printf 'Welcome to this host'; echo stderr >&2; echo '{"outcome":{}}'; "$@"; printf bye`)
		},
		"a line without an end": func(t *testing.T) []string {
			return script(t, `head -c 5000000 /dev/zero | tr '\0' x; exec "$@"`)
		},
		"slow start": func(t *testing.T) []string { return script(t, `sleep 0.5; exec "$@"`) },
		"holds the output": func(t *testing.T) []string {
			return script(t, `(sleep 300 2>/dev/null </dev/null) & exec "$@"`)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plan := wazeroPlan(guest(t, "work"), guest(t, "trap-inside"))
			plan.Iterations = 3
			started := time.Now()
			rows, report := recordBy(t, worker.Recorder{Exec: command(t)}, plan)
			if len(rows) != 3*3 || len(report.Failures) != 1 {
				t.Errorf("%d rows, failures %v", len(rows), report.Failures)
			}
			for _, r := range rows {
				if r.Arch != record.Arch() || r.Wasm != plan.Benchmarks[0] || r.Count == 0 {
					t.Errorf("row %+v", r)
				}
			}
			if notes := strings.Join(report.Header.Notes, "\n"); !strings.Contains(notes, "processes run on ") {
				t.Errorf("notes %q", notes)
			}
			if all := strings.Join(report.Header.Warnings, "\n"); strings.Contains(all, "the program has version") {
				t.Errorf("the relay and its worker are this program, and it is said that they are not: %s", all)
			}
			if took := time.Since(started); took > 4*time.Minute {
				t.Errorf("took %v", took)
			}
		})
	}
}

// TestExecPath: files have other names where the program runs.
func TestExecPath(t *testing.T) {
	path := guest(t, "noop")
	plan := wazeroPlan("here/noop.wasm")
	plan.Stdin = "here/in"
	write(t, filepath.Join(filepath.Dir(path), "in"), "")
	r := worker.Recorder{Exec: []string{"env"}, Path: func(p string) string {
		return filepath.Join(filepath.Dir(path), strings.TrimPrefix(p, "here/"))
	}}
	var c record.Collector
	report, err := r.Record(t.Context(), plan, &c)
	if err != nil || report.Err() != nil || len(c.Rows) != 3 || c.Rows[0].Wasm != "here/noop.wasm" {
		t.Errorf("%v, %v, rows %v", err, report.Err(), c.Rows)
	}
	// So have those of one benchmark.
	write(t, filepath.Join(filepath.Dir(path), "own"), "own")
	plan.Settings = map[string]recorder.Settings{"here/noop.wasm": {Guest: &job.Guest{Stdin: "here/own"}}}
	report, err = r.Record(t.Context(), plan, new(record.Collector))
	if err != nil || report.Err() != nil {
		t.Fatal(err, report.Err())
	}
	if in := report.Header.Ran("here/noop.wasm").Stdin; in.Name != "here/own" || in.Bytes != 3 || in.SHA256 == "" {
		t.Errorf("%+v", in)
	}
}

// TestExecProgram: the program lies elsewhere there.
func TestExecProgram(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "another name")
	if err := os.Symlink(exe, link); err != nil {
		t.Fatal(err)
	}
	r := worker.Recorder{Exec: []string{"env"}, Program: link}
	if rows, report := recordBy(t, r, wazeroPlan(guest(t, "noop"))); len(rows) != 3 || report.Err() != nil {
		t.Errorf("%d rows, %v", len(rows), report.Err())
	}
	r.Program += ".nonesuch"
	if _, err := r.Record(t.Context(), wazeroPlan(guest(t, "noop")), new(record.Collector)); !errors.Is(err, job.ErrDied) {
		t.Errorf("%v, want %v", err, job.ErrDied)
	}
}

// TestExecBreaks: however the connection breaks, the recording ends with an
// error that says so.
func TestExecBreaks(t *testing.T) {
	// The first process is Probe's.
	second := func(then string) string {
		return `if [ -e "$0.probed" ]; then ` + then + `; fi; touch "$0.probed"; exec "$@"`
	}
	for _, tt := range []struct {
		name, script string
		probe        bool // the recording does not begin
		want         error
		text         string
	}{
		{"refuses", `echo 'Permission denied (publickey).' >&2; exit 255`, true, job.ErrDied, "Permission denied (publickey)"},
		{"says why on stdout", `echo 'queue closed'; exit 1`, true, job.ErrDied, "queue closed"},
		{"runs something else", `exec true`, true, job.ErrDied, "ended without a result"},
		{"no standard input", `exec "$@" </dev/null`, true, job.ErrDied, "hand on its standard input"},
		{"no such program", `exec "$1.nonesuch"`, true, job.ErrDied, "not found"},
		{"never starts", `sleep 60`, true, job.ErrTimeout, "not started a worker within 1s"},
		{"prints without end", `yes`, true, job.ErrTimeout, "not started a worker within 1s"},
		{"drops midway", second(`"$@" | head -c 300; exit 255`), false, job.ErrDied, "exited with code 255"},
		{"garbles", second(`"$@" | sed -u s/cycles/sickles/; exit 0`), false, job.ErrDied, "printed into"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			plan := wazeroPlan(guest(t, "work"))
			plan.Iterations = 200
			r := worker.Recorder{Exec: script(t, tt.script)}
			if errors.Is(tt.want, job.ErrTimeout) { // which waits in vain; others may be slow
				r.StartTimeout = time.Second
			}
			var c record.Collector
			report, err := r.Record(t.Context(), plan, &c)
			if !tt.probe {
				if err != nil {
					t.Fatal(err)
				}
				err = report.Err()
			}
			if !errors.Is(err, tt.want) || !strings.Contains(err.Error(), tt.text) || strings.Contains(err.Error(), "\n") {
				t.Errorf("%v; want %v with %q", err, tt.want, tt.text)
			}
			if tt.probe && len(c.Headers) > 0 {
				t.Error("the recording began")
			}
			for i, row := range c.Rows {
				if row.Iteration != uint64(i/3) {
					t.Errorf("row %d is of iteration %d", i, row.Iteration)
				}
			}
		})
	}
}

// TestExecEnds: a guest that never ends is ended in time by the far end, also
// where nothing but it gets a processor, and with it all that the recorder
// started there, its scratch folder too.
func TestExecEnds(t *testing.T) {
	commands := map[string][]string{"plain": {"env"}}
	if _, err := exec.LookPath("setsid"); err == nil {
		commands["setsid"] = []string{"setsid", "env"} // out of reach of kill
		if _, err := exec.LookPath("taskset"); err == nil {
			commands["one cpu"] = []string{"setsid", "taskset", "-c", "0"}
		}
	}
	for name, command := range commands {
		t.Run(name, func(t *testing.T) {
			tmp := t.TempDir()
			t.Setenv("TMPDIR", tmp)
			plan := wazeroPlan(guest(t, "loop-forever"))
			plan.Timeout = time.Second
			_, report := recordBy(t, worker.Recorder{Exec: command}, plan)
			if !errors.Is(report.Err(), job.ErrTimeout) {
				t.Errorf("%v, want %v", report.Err(), job.ErrTimeout)
			}
			nothingLeft(t, tmp)
		})
	}
}

// nothingLeft waits until a folder is empty, and no child of init or ours is a
// worker of this test.
func nothingLeft(t *testing.T, folder string) {
	t.Helper()
	for range 1200 {
		if left, err := os.ReadDir(folder); err == nil && len(left) == 0 && relays(folder) == 0 {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	left, err := os.ReadDir(folder)
	t.Errorf("left behind: files %v, %v; %d processes", left, err, relays(folder))
}

// relays counts the other processes whose folder for temporary files is the given
// one.
func relays(folder string) (n int) {
	if runtime.GOOS != "linux" {
		return 0
	}
	paths, _ := filepath.Glob("/proc/[0-9]*/environ")
	for _, path := range paths {
		env, err := os.ReadFile(path)
		if err == nil && strings.Contains(string(env), "TMPDIR="+folder+"\x00") {
			n++
		}
	}
	return n
}

// TestExecCancelled: a recording that is stopped leaves nothing running elsewhere.
func TestExecCancelled(t *testing.T) {
	prefix(t, "setsid")
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	plan := wazeroPlan(guest(t, "loop-forever"))
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	_, err := worker.Recorder{Exec: []string{"setsid", "env"}}.Record(ctx, plan, new(record.Collector))
	if !errors.Is(err, ctx.Err()) {
		t.Errorf("%v, want %v", err, ctx.Err())
	}
	nothingLeft(t, tmp)
}

// TestExecMoves: a scheduler that sends a process to another machine ends the
// recording.
func TestExecMoves(t *testing.T) {
	command := prefix(t, "unshare", "--uts", "--mount")
	command = append(command, script(t, `if [ -e "$0.probed" ]; then
	echo 00000000-0000-0000-0000-000000000000 >"$0.boot"
	mount --bind "$0.boot" /proc/sys/kernel/random/boot_id || exit 9
fi; touch "$0.probed"; exec "$@"`)...)
	var c record.Collector
	_, err := worker.Recorder{Exec: command}.Record(t.Context(), wazeroPlan(guest(t, "noop")), &c)
	if err != nil && strings.Contains(err.Error(), "code 9") {
		t.Skip(err)
	}
	if !errors.Is(err, worker.ErrMoved) || len(c.Rows) != 0 {
		t.Errorf("%v and %d rows, want %v", err, len(c.Rows), worker.ErrMoved)
	}
}
