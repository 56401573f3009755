package main

import (
	"fmt"
	"math"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// emulated skips unless instructions are counted exactly: on the machine that
// .ci/arm64-pmu boots.
func emulated(t *testing.T) {
	t.Helper()
	if os.Getenv("SIGHTGLASS_ICOUNT") != "1" || runtime.GOOS != "linux" || runtime.GOARCH != "arm64" {
		t.Skip("needs a machine that counts instructions exactly: run .ci/arm64-pmu")
	}
	folder(t)
}

// userAccess lets programs read counters in user space, or not.
func userAccess(t *testing.T, allowed string) {
	t.Helper()
	const file = "/proc/sys/kernel/perf_user_access"
	before, err := os.ReadFile(file)
	if err != nil {
		t.Skip(err)
	}
	if err := os.WriteFile(file, []byte(allowed), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.WriteFile(file, before, 0o644); err != nil {
			t.Error(err)
		}
	})
}

// noop records noop and returns its Execution counts by event, in order, and
// what the command said.
func noop(t *testing.T, engine, measures string, iterations int) (counts map[string][]uint64, said string) {
	t.Helper()
	r := sightglass(t, "benchmark", "--in-process", "--processes", "1", "--iterations-per-process", fmt.Sprint(iterations),
		"--engine", engine, "--measure", measures, "--output-format", "csv", "noop.wasm")
	if r.code != 0 {
		t.Fatalf("%+v", r)
	}
	rows, err := record.ReadAll(record.NewReader(strings.NewReader(r.stdout), "stdout", record.Auto))
	if err != nil {
		t.Fatal(err)
	}
	counts = map[string][]uint64{}
	for _, row := range rows {
		if row.Phase == measure.Execution {
			counts[row.Event] = append(counts[row.Event], row.Count)
		}
	}
	return counts, r.stderr
}

// TestEmulatedWindow is the promise that instructions are counted exactly:
// noop takes the same number in every iteration, the first, which is cold,
// among them; and no more than the machine code around the two stamps must
// have.
func TestEmulatedWindow(t *testing.T) {
	emulated(t)
	most := map[string]uint64{"wasmtime": 61, "wazero": 285}
	for _, access := range []string{"0", "1"} {
		for _, engine := range []string{"wasmtime", "wazero"} {
			t.Run(engine+", perf_user_access="+access, func(t *testing.T) {
				userAccess(t, access)
				counts, said := noop(t, engine, "insts-retired", 30)
				n := counts["instructions-retired"]
				if len(n) != 30 {
					t.Fatalf("%d rows: %s", len(n), said)
				}
				deviation := meanDeviation(n)
				t.Logf("noop, %s, instructions-retired of 30 iterations: min %d, max %d, mean deviation %.1f", engine, slices.Min(n), slices.Max(n), deviation)
				if deviation != 0 {
					t.Errorf("not the same in every iteration: %v", n)
				}
				if got := slices.Max(n); got > most[engine] {
					t.Errorf("%d instructions, want at most %d (twice as many on wazero: its interpreter ran)", got, most[engine])
				}
			})
		}
	}
}

// meanDeviation is the mean absolute deviation from the mean.
func meanDeviation(n []uint64) (d float64) {
	sum := uint64(0)
	for _, x := range n {
		sum += x
	}
	mean := float64(sum) / float64(len(n))
	for _, x := range n {
		d += math.Abs(float64(x) - mean)
	}
	return d / float64(len(n))
}

// TestEmulatedEvents is for a machine that has some of the events only: they
// are recorded, and the command says which are not.
func TestEmulatedEvents(t *testing.T) {
	emulated(t)
	for _, engine := range []string{"wasmtime", "wazero"} {
		counts, said := noop(t, engine, "perf-counters", 10)
		for _, event := range []string{"cpu-cycles", "instructions-retired", "task-clock"} {
			if n := counts[event]; len(n) != 10 || slices.Min(n) == 0 {
				t.Errorf("%s: %s: %v", engine, event, n)
			}
		}
		if len(counts) != 3 {
			t.Errorf("%s: events %v", engine, counts)
		}
		for _, event := range []string{"cache-accesses", "cache-misses"} {
			if !strings.Contains(said, event+": measure not available here") {
				t.Errorf("%s: no warning of %s in %s", engine, event, said)
			}
		}
		t.Logf("%s: %v", engine, counts)
	}
}
