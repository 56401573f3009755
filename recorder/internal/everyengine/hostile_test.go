//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package everyengine

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// folderOf writes guests into a folder as WriteTree makes it, and returns
// their paths.
func folderOf(t *testing.T, names ...string) (root string, paths []string) {
	t.Helper()
	root, err := guests.WriteTree(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		path := filepath.Join(root, name+".wasm")
		write(t, path, string(guests.Wasm(name)))
		paths = append(paths, path)
	}
	return root, paths
}

// hostilePlan records guests on every engine of this build.
func hostilePlan(t *testing.T, paths []string, timeout time.Duration) recorder.Plan {
	return recorder.Plan{Engines: available(t), Benchmarks: paths, Processes: 1, Iterations: 2, Limits: job.Limits{Timeout: timeout}}
}

// TestForgedResults: a worker's results leave by descriptor 3, and to the
// guest, 3 is its folder. What it writes to that and to a thousand more
// becomes no row and breaks no message.
func TestForgedResults(t *testing.T) {
	root, paths := folderOf(t, "forge-results")
	rows, report := recordPlan(t, hostilePlan(t, paths, time.Minute))
	if report.Err() != nil {
		t.Error(report.Err())
	}
	if want := 2 * 3 * len(available(t)); len(rows) != want {
		t.Errorf("%d rows, want %d", len(rows), want)
	}
	for _, r := range rows {
		if r.Count == 123456789123456789 {
			t.Errorf("a guest's row: %+v", r)
		}
	}
	// What it was answered is what it prints: another text is a failure that
	// quotes it.
	write(t, filepath.Join(root, "forge-results.stdout.expected"), "0\n")
	_, report = recordPlan(t, hostilePlan(t, paths, time.Minute))
	for _, f := range report.Failures {
		var out *job.OutputError
		if !errors.As(f, &out) || out.Line != 1 {
			t.Fatalf("%v, want another first line of output", f)
		}
		text, err := os.ReadFile(out.Actual)
		if err != nil {
			t.Fatal(err)
		}
		_ = os.Remove(out.Actual)
		answers := strings.Fields(string(text))
		if len(answers) != 1021 {
			t.Errorf("%v: %d answers, want 1021", f.Engine, len(answers))
		}
		for i, errno := range answers {
			if errno == "0" {
				t.Errorf("%v: the guest could write to descriptor %d", f.Engine, i+3)
			}
		}
	}
	if len(report.Failures) != len(available(t)) {
		t.Errorf("%d failures, want one of each engine", len(report.Failures))
	}
}

// TestFIFO: a FIFO in the folder that nobody writes to is refused, or the
// time-out ends the wait; the next benchmark is recorded.
func TestFIFO(t *testing.T) {
	root, paths := folderOf(t, "read-file", "noop")
	fifo := filepath.Join(root, "input.txt")
	if err := os.Remove(fifo); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(fifo, 0o644); err != nil {
		t.Skipf("no FIFO can be made here: %v", err)
	}
	rows, report := recordPlan(t, hostilePlan(t, paths, hangs(t)))
	want := map[string]error{"wasmtime": job.ErrTimeout} // see engines/wasmtime/RATIONALE.md
	for _, f := range report.Failures {
		if w := want[f.Engine.Engine]; w == nil || !errors.Is(f, w) || !strings.Contains(f.Benchmark, "read-file") {
			t.Errorf("%v", f)
		}
		delete(want, f.Engine.Engine)
	}
	counts := map[string]int{}
	for _, r := range rows {
		counts[filepath.Base(r.Wasm)+" "+r.Engine]++
	}
	for _, e := range available(t) {
		if counts["noop.wasm "+e.Engine] != 6 {
			t.Errorf("%d rows of noop on %s, want 6", counts["noop.wasm "+e.Engine], e.Engine)
		}
	}
	if counts["read-file.wasm wazero"] != 6 {
		t.Errorf("%d rows of read-file on wazero, which refuses to open a FIFO, want 6", counts["read-file.wasm wazero"])
	}
}

// TestAsksForTooMuch: a guest that has its engine allocate what there is not
// costs its own rows.
func TestAsksForTooMuch(t *testing.T) {
	names := []string{"poll-many", "noop"}
	if os.Getenv("SIGHTGLASS_TESTS") == "long" {
		names = append(names, "random-much") // 4 GiB, and till the time-out
	}
	_, paths := folderOf(t, names...)
	rows, report := recordPlan(t, hostilePlan(t, paths, time.Minute))
	for _, r := range rows {
		if filepath.Base(r.Wasm) != "noop.wasm" {
			t.Errorf("%+v", r)
		}
	}
	if want := 6 * len(available(t)); len(rows) != want {
		t.Errorf("%d rows of noop, want %d", len(rows), want)
	}
	if want := (len(names) - 1) * len(available(t)); len(report.Failures) != want {
		t.Errorf("%d failures, want %d", len(report.Failures), want)
	}
	for _, f := range report.Failures {
		t.Log(f)
		slow := errors.Is(f, job.ErrTimeout) && strings.Contains(f.Benchmark, "random-much")
		if !errors.Is(f, engines.ErrTrap) && !errors.Is(f, job.ErrDied) && !errors.Is(f, job.ErrMemory) && !slow {
			t.Errorf("%v, want a trap, or a process that died or ran out of memory", f)
		}
		if strings.Contains(f.Error(), "\n") {
			t.Errorf("more than one line: %v", f)
		}
	}
}
