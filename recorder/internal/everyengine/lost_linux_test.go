package everyengine

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

// printsAnyway writes the guest that prints without looking whether it can.
func printsAnyway(t *testing.T) string {
	t.Helper()
	wasm, err := os.ReadFile(filepath.Join("testdata", "prints-anyway.wasm"))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "prints-anyway.wasm")
	write(t, path, string(wasm))
	return path
}

// smallDisk is a folder for temporary files with room for as many bytes.
func smallDisk(t *testing.T, size string) {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("needs the right to mount a file system: %v; run it as root, or by unshare --map-root-user --mount", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	t.Setenv("TMPDIR", dir)
}

// TestDiskFull: a guest that does not care whether it could print gives no
// rows, on any engine, in process and out of it; one that prints nothing, or
// for which there was room, does.
func TestDiskFull(t *testing.T) {
	prints := printsAnyway(t)
	quiet := guest(t, "noop")
	smallDisk(t, "700k")
	for name, r := range map[string]recorder.Recorder{"workers": worker.Recorder{}, "in process": recorder.InProcess{}} {
		plan := wazeroPlan(prints, quiet)
		plan.Engines = available(t)
		rows, report := recordBy(t, r, plan)
		if len(rows) != 3*len(plan.Engines) || len(report.Failures) != len(plan.Engines) {
			t.Errorf("%s: %d rows, %v", name, len(rows), report.Failures)
		}
		for _, row := range rows {
			if row.Wasm != quiet {
				t.Errorf("%s: a row of %s", name, row.Wasm)
			}
		}
		for _, f := range report.Failures {
			if name == "in process" && errors.Is(f, job.ErrTooMuchOutput) {
				continue // nothing keeps it from a file of 8 GiB there, which holds nothing
			}
			if !errors.Is(f, job.ErrLost) || !errors.Is(f, syscall.ENOSPC) && !strings.Contains(f.Error(), "no space left") || strings.Contains(f.Error(), "\n") {
				t.Errorf("%s: %v", name, f)
			}
		}
	}
	smallDisk(t, "8m")
	plan := wazeroPlan(prints)
	plan.Engines = available(t)
	if rows, report := recordPlan(t, plan); len(rows) != 3*len(plan.Engines) || report.Err() != nil {
		t.Errorf("with enough room: %d rows, %v", len(rows), report.Err())
	}
}

// TestOutputLimitIsExact: whether a guest printed more than it may does not
// depend on when the system's signal arrives, and nothing but what it printed
// counts.
func TestOutputLimitIsExact(t *testing.T) {
	for _, tt := range []struct {
		benchmark string
		limit     int64
		rows      bool
	}{
		{guest(t, "noop"), 1, true},
		{guest(t, "hello"), int64(len("hello\n")), true},
		{guest(t, "hello"), int64(len("hello\n")) - 1, false},
		{guest(t, "work"), 1, true},
		{printsAnyway(t), 1<<20 + 1, true},
		{printsAnyway(t), 1 << 20, false},
		{guest(t, "big-output"), 1, false},
	} {
		plan := wazeroPlan(tt.benchmark)
		plan.Engines = available(t)
		plan.OutputLimit, plan.Processes, plan.Iterations = tt.limit, 2, 3
		for range 3 {
			rows, report := recordPlan(t, plan)
			want := 0
			if tt.rows {
				want = 3 * 2 * 3 * len(plan.Engines)
			}
			if len(rows) != want || (report.Err() == nil) != tt.rows {
				t.Errorf("%s, %d bytes: %d rows, want %d; %v", filepath.Base(tt.benchmark), tt.limit, len(rows), want, report.Err())
			}
			for _, f := range report.Failures {
				if !errors.Is(f, job.ErrTooMuchOutput) || f.Iteration != 0 {
					t.Errorf("%s, %d bytes: %v", filepath.Base(tt.benchmark), tt.limit, f)
				}
			}
		}
	}
}

// TestMemoryRunsOut: what becomes of a guest that takes all the memory it gets
// is its engine's to decide, but it is the limit that is named.
func TestMemoryRunsOut(t *testing.T) {
	plan := wazeroPlan(guest(t, "grow-memory"))
	plan.Engines = available(t)
	plan.MemoryLimit, plan.Processes, plan.Retries = 300<<20, 10, 0
	if os.Getenv("SIGHTGLASS_TESTS") == "" {
		plan.Processes = 3 // SIGHTGLASS_TESTS=all runs more
	}
	_, report := recordPlan(t, plan)
	for _, f := range report.Failures {
		if !errors.Is(f, job.ErrMemory) || errors.Is(f, job.ErrDied) {
			t.Errorf("%v\n%s", f, f.Output)
		}
	}
}

// TestRelayKilled: what a relay that was killed leaves, the next one removes.
func TestRelayKilled(t *testing.T) {
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	plan := wazeroPlan(guest(t, "loop-forever"))
	// The relay is the command's child, and gets the signal alone.
	command := []string{"sh", "-c", strings.ReplaceAll(`exec 3<&0; "$@" <&3 & child=$!; exec 3<&-
if [ -e "F" ]; then (until ls -d "$TMPDIR"/sightglass-scratch-*; do sleep 0.1; done; sleep 0.3; kill -9 $child) >/dev/null 2>&1 & fi
touch "F"; wait $child`, "F", filepath.Join(t.TempDir(), "probed")), "sh"}
	_, report := recordBy(t, worker.Recorder{Exec: command}, plan)
	if !errors.Is(report.Err(), job.ErrDied) {
		t.Fatal(report.Err())
	}
	left, err := filepath.Glob(filepath.Join(tmp, "sightglass-scratch-*"))
	if err != nil || len(left) != 1 {
		t.Fatalf("left %q, %v: this test shows nothing", left, err)
	}
	old := time.Now().Add(-time.Hour)
	if err := os.Chtimes(left[0], old, old); err != nil {
		t.Fatal(err)
	}
	plan.Benchmarks = []string{guest(t, "noop")}
	recordBy(t, worker.Recorder{Exec: []string{"env"}}, plan)
	nothingLeft(t, tmp)
}

// TestInProcessKilled: so for a process that records in itself.
func TestInProcessKilled(t *testing.T) {
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	s, err := job.OpenSession(t.Context(), job.Job{Engine: job.Engine{Engine: "wazero"}, Benchmark: guest(t, "noop"), Measures: []string{"cycles"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	left, _ := filepath.Glob(filepath.Join(tmp, "sightglass-scratch-*"))
	if len(left) != 1 {
		t.Fatalf("%q", left)
	}
	// As a killed one leaves it: with a lock that nobody holds.
	dead := filepath.Join(tmp, "sightglass-scratch-1")
	old := time.Now().Add(-time.Hour)
	write := func(name string) error { return os.WriteFile(filepath.Join(dead, name), nil, 0o600) }
	if err := errors.Join(os.Mkdir(dead, 0o700), write("lock"), write("stdout"), os.Chtimes(dead, old, old), os.Chtimes(left[0], old, old)); err != nil {
		t.Fatal(err)
	}
	plan := wazeroPlan(guest(t, "noop"))
	if rows, _ := recordBy(t, recorder.InProcess{}, plan); len(rows) != 3 {
		t.Errorf("%d rows", len(rows))
	}
	if _, err := os.Stat(dead); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v", err)
	}
	if _, err := s.Next(t.Context()); err != nil { // its folder is still there
		t.Error(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	nothingLeft(t, tmp)
}
