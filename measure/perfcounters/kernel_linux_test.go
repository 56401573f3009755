package perfcounters

import (
	"errors"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/sightglass-go/sightglass/measure"
)

// requires opens a group of the real kernel with at least the given events,
// and skips the test where it cannot.
func requires(t testing.TB, events ...measure.Event) *counters {
	t.Helper()
	runtime.LockOSThread()
	t.Cleanup(runtime.UnlockOSThread)
	g, err := openCounters(kernel{}, events...)
	if errors.Is(err, measure.ErrUnavailable) {
		t.Skipf("%v\nrun .ci/arm64-pmu to run this under an emulated PMU", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := g.Close(); err != nil {
			t.Error(err)
		}
	})
	if len(g.Events()) < len(events) {
		t.Skipf("%s\nrun .ci/arm64-pmu to run this under an emulated PMU", strings.Join(g.Describe().Warnings, "\n"))
	}
	return g
}

// Registered and real: on whatever machine this runs, opening succeeds with
// some events or says why not.
func TestOpenHere(t *testing.T) {
	for _, name := range []string{Name, NameInstructions} {
		m, err := measure.Open(name)
		if err != nil {
			if !errors.Is(err, measure.ErrUnavailable) {
				t.Errorf("%s: %v does not wrap ErrUnavailable", name, err)
			}
			t.Logf("%s: %v", name, err)
			continue
		}
		t.Logf("%s: %+v %+v", name, m.Events(), measure.Describe(m))
		if err := m.Close(); err != nil {
			t.Error(err)
		}
	}
}

// task-clock counts time on the processor, not time; and only in the window.
func TestTaskClock(t *testing.T) {
	g := requires(t, measure.TaskClock)
	spin(20 * time.Millisecond) // before the window
	outer := time.Now()
	g.Start()
	spin(20 * time.Millisecond)
	time.Sleep(50 * time.Millisecond)
	g.Stop()
	atMost := time.Since(outer) - 50*time.Millisecond
	spin(20 * time.Millisecond) // after it
	got, err := g.Readings(nil)
	if err != nil {
		t.Fatal(err)
	}
	if d := time.Duration(got[0].Count); d == 0 || d > atMost {
		t.Errorf("task-clock %v, want more than 0 and at most %v", d, atMost)
	}
	if got[0].Status != measure.Counted {
		t.Errorf("reading %+v", got[0])
	}
}

// Each window starts from nothing, also when one was not read.
func TestWindowsDoNotAddUp(t *testing.T) {
	g := requires(t, measure.TaskClock)
	g.Start()
	spin(30 * time.Millisecond)
	g.Stop()
	first, err := g.Readings(nil)
	if err != nil {
		t.Fatal(err)
	}
	g.Start()
	spin(30 * time.Millisecond)
	g.Stop() // not read
	g.Start()
	g.Stop()
	last, err := g.Readings(nil)
	if err != nil {
		t.Fatal(err)
	}
	if last[0].Count >= first[0].Count {
		t.Errorf("an empty window took %d ns, one of 30 ms took %d ns", last[0].Count, first[0].Count)
	}
}

// What the thread creates after the measure was opened is counted too, but not
// in Execution. A process stands for a thread here: Go creates threads from
// threads of its own choice.
func TestInherits(t *testing.T) {
	if os.Getenv("SIGHTGLASS_TEST_SPIN") != "" {
		spin(200 * time.Millisecond)
		return
	}
	g := requires(t, measure.TaskClock)
	if !g.wide.inherit {
		t.Skip(g.Describe().Warnings)
	}
	self, err := os.Executable()
	if err != nil {
		t.Skip(err)
	}
	for _, phase := range []measure.Phase{0, measure.Compilation, measure.Instantiation, measure.Execution} {
		g.Enter(phase)
		cmd := exec.Command(self, "-test.run=^TestInherits$")
		cmd.Env = append(os.Environ(), "SIGHTGLASS_TEST_SPIN=1")
		g.Start()
		err = cmd.Run()
		g.Stop()
		if err != nil {
			t.Fatal(err)
		}
		got, err := g.Readings(nil)
		if err != nil {
			t.Fatal(err)
		}
		child := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
		d := time.Duration(got[0].Count)
		t.Logf("%v: task-clock %v, processor time of the child %v", phase, d, child)
		if seen := d >= child/2; seen != (phase != measure.Execution) {
			t.Errorf("%v: task-clock %v, and the child alone took %v", phase, d, child)
		}
	}
}

func TestNoAllocation(t *testing.T) {
	g := requires(t, measure.TaskClock)
	dst := make([]measure.Reading, 0, 1)
	if n := testing.AllocsPerRun(100, func() {
		g.Start()
		g.Stop()
		dst, _ = g.Readings(dst[:0])
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// BenchmarkFloor reports the window of Start and Stop back to back, in
// whatever can be counted here.
func BenchmarkFloor(b *testing.B) {
	g := requires(b, measure.TaskClock)
	g.Close()
	g, err := openCounters(kernel{}, measure.CPUCycles, measure.Instructions, measure.CacheAccesses, measure.CacheMisses, measure.TaskClock)
	if err != nil {
		b.Fatal(err)
	}
	defer g.Close()
	counts := make([][]uint64, len(g.Events()))
	dst := make([]measure.Reading, 0, maxEvents)
	for b.Loop() {
		g.Start()
		g.Stop()
		if dst, err = g.Readings(dst[:0]); err != nil {
			b.Fatal(err)
		}
		for i, r := range dst {
			counts[i] = append(counts[i], r.Count)
		}
	}
	for i, e := range g.Events() {
		slices.Sort(counts[i])
		b.ReportMetric(float64(counts[i][len(counts[i])/2]), "median-"+e.Name)
	}
}

var sink uint64

// spin computes until its thread has been on a processor for at least d.
func spin(d time.Duration) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	used := func() time.Duration {
		var t unix.Timespec
		_ = unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t)
		return time.Duration(t.Nano())
	}
	for begin := used(); used()-begin < d; {
		for range 1000 {
			sink++
		}
	}
}
