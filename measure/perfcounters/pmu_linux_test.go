package perfcounters

import (
	"errors"
	"os"
	"runtime/debug"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/measure"
)

// exact says whether the machine counts instructions exactly, as the one of
// .ci/arm64-pmu does. On real hardware an interrupt may add a few.
func exact() bool { return os.Getenv("SIGHTGLASS_ICOUNT") != "" }

// counts returns the instructions of toil(n), repeatedly.
func counts(t *testing.T, g measure.Measure, n int) []uint64 {
	t.Helper()
	const times = 50
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	all := make([]uint64, 0, times)
	dst := make([]measure.Reading, 0, maxEvents)
	for range times {
		g.Start()
		sink += toil(n)
		g.Stop()
		var err error
		if dst, err = g.Readings(dst[:0]); err != nil {
			t.Fatal(err)
		}
		if dst[0].Status != measure.Counted {
			t.Fatalf("reading %+v", dst[0])
		}
		all = append(all, dst[0].Count)
	}
	return all
}

// The same loop takes the same instructions every time, and more of it takes
// more in proportion: whatever the window adds is a constant.
func TestInstructionsRepeat(t *testing.T) {
	g := requires(t, measure.Instructions)
	var first []uint64
	for _, n := range []int{0, 1000, 2000, 3000} {
		all := counts(t, g, n)
		least, most := all[0], all[0]
		for _, c := range all {
			least, most = min(least, c), max(most, c)
		}
		t.Logf("loop of %d: %d to %d instructions", n, least, most)
		if exact() && least != most {
			t.Errorf("loop of %d: %v: not the same every time", n, all)
		}
		first = append(first, least)
	}
	if a, b := first[2]-first[1], first[3]-first[2]; exact() && a != b {
		t.Errorf("another 1000 rounds took %d instructions, the next 1000 took %d", a, b)
	}
	if first[1] < 1000 {
		t.Errorf("1000 rounds took %d instructions", first[1])
	}
}

// Groups that do not fit on the hardware together take turns: what ran for a
// part of the window is scaled to about the right number and says so, and
// what did not run at all is missing.
func TestMultiplexed(t *testing.T) {
	requires(t, measure.Instructions)
	const many = 16 // more than the counters of any processor for one event
	groups := make([]*counters, many)
	for i := range groups {
		groups[i] = requires(t, measure.Instructions)
	}
	window := func(work func()) (readings []measure.Reading, never int) {
		for _, g := range groups {
			g.Start()
		}
		work()
		for _, g := range groups {
			g.Stop()
		}
		for _, g := range groups {
			got, err := g.Readings(nil)
			if errors.Is(err, ErrNeverRan) && got[0].Status == measure.Missing {
				never++
			} else if err != nil {
				t.Fatal(err)
			}
			readings = append(readings, got...)
		}
		return readings, never
	}

	if _, never := window(func() {}); never == 0 {
		t.Log("all groups ran even in an empty window")
	} else {
		t.Logf("empty window: %d of %d groups never ran", never, many)
	}

	readings, never := window(func() { spin(300 * time.Millisecond) })
	scaled := 0
	for _, r := range readings {
		if r.Status != measure.Scaled {
			continue
		}
		scaled++
		if r.Running >= r.Enabled || r.Raw > r.Count || r.Count != scale(r.Raw, r.Enabled, r.Running) {
			t.Errorf("reading %+v", r)
		}
	}
	t.Logf("300 ms: %d groups scaled, %d never ran: %+v", scaled, never, readings[many-1])
	if scaled == 0 && exact() {
		t.Errorf("%d groups on one processor and none was multiplexed", many)
	}
}
