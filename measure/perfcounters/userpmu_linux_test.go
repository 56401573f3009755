package perfcounters

import (
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/measure"
)

const accessFile = "/proc/sys/kernel/perf_user_access"

// allow lets counters be read in user space while the test runs, which it may
// do on the machine of .ci/arm64-pmu only.
func allow(t *testing.T) {
	t.Helper()
	if runtime.GOARCH != "arm64" {
		return
	}
	if !exact() {
		t.Skip("run .ci/arm64-pmu: this writes to " + accessFile)
	}
	before, err := os.ReadFile(accessFile)
	if err != nil {
		t.Skip(err)
	}
	if err := os.WriteFile(accessFile, []byte("1"), 0o644); err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() {
		if err := os.WriteFile(accessFile, before, 0o644); err != nil {
			t.Error(err)
		}
	})
}

// requiresUser opens counters that are read in user space.
func requiresUser(t *testing.T, events ...measure.Event) *userCounters {
	t.Helper()
	allow(t)
	c := requires(t, events...)
	if c.user == nil {
		if exact() {
			t.Fatal(c.Describe().Clock)
		}
		t.Skip(c.Describe().Clock)
	}
	if clock := c.Describe().Clock; !strings.Contains(clock, "in user space with "+userInstruction) {
		t.Error(clock)
	}
	if starts, stops := c.Counts(); starts != 0 || stops != 0 {
		t.Errorf("%d starts and %d stops before the first", starts, stops)
	}
	return c.inUser
}

// Read in user space, the same loop takes the same instructions every time;
// where the thread lost the processor inside the window the kernel's count is
// taken, which is larger by what opening and closing the window takes.
func TestUserSpace(t *testing.T) {
	c := requiresUser(t, measure.Instructions)
	plain := requires(t, measure.Instructions)
	for _, n := range []int{0, 100, 1_000_000} {
		c.Enter(measure.Execution)
		user := counts(t, c, n)
		c.Enter(measure.Compilation)
		wide := counts(t, c, n)
		kernel := counts(t, plain, n)
		most, least := user[0], user[0]
		for _, x := range user {
			most, least = max(most, x), min(least, x)
		}
		t.Logf("loop of %d: %d to %d instructions in user space, %d in another phase, %d by system call", n, least, most, wide[0], kernel[0])
		if !exact() {
			continue
		}
		if n < 1000 && least != most {
			t.Errorf("loop of %d: %v: not the same every time", n, user)
		}
		// A longer one may also be sent a signal by Go's scheduler.
		if most-least > 10_000 || least > slices.Min(kernel)+4 || slices.Min(wide) > slices.Min(kernel)+4 {
			t.Errorf("loop of %d: user %d to %d, other phase %d, kernel %d", n, least, most, wide[0], kernel[0])
		}
	}
}

// All counters of a group are read, each its own.
func TestUserSpaceGroup(t *testing.T) {
	c := requiresUser(t, measure.CPUCycles, measure.Instructions, measure.TaskClock)
	c.Enter(measure.Execution)
	for range 10 {
		c.Start()
		sink += toil(100)
		c.Stop()
		got, err := c.Readings(nil)
		if err != nil {
			t.Fatal(err)
		}
		if exact() && (got[0].Count == 0 || got[1].Count < 400 || got[1].Count > 500 || got[2].Count == 0) {
			t.Errorf("readings %+v", got)
		}
	}
}

// Among groups that take turns nothing that was read in user space is
// believed, and a group that did not run is missing.
func TestUserSpaceMultiplexed(t *testing.T) {
	allow(t)
	many := make([]*counters, 16)
	for i := range many {
		many[i] = requires(t, measure.Instructions)
		many[i].Enter(measure.Execution)
	}
	for range 20 {
		for _, c := range many {
			c.measure().Start()
		}
		sink += toil(1_000_000)
		for _, c := range many {
			c.measure().Stop()
		}
		for _, c := range many {
			got, err := c.Readings(nil)
			if (err != nil) != (got[0].Status == measure.Missing) {
				t.Fatalf("readings %+v, error %v", got, err)
			}
			if r := got[0]; exact() && r.Status == measure.Counted && (r.Count < 4_000_000 || r.Count > 4_100_000) {
				t.Errorf("reading %+v of some 4 million instructions", r)
			}
		}
	}
}

// Closed, the stamps do not read what they may not read any more.
func TestUserSpaceClosed(t *testing.T) {
	c := requiresUser(t, measure.Instructions)
	c.Enter(measure.Execution)
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	c.Enter(measure.Execution)
	c.Start()
	c.Stop()
	if _, ok := c.Entries(); ok {
		t.Error("closed counters have entry points")
	}
}
