package clock

import (
	"math"
	"testing"
	"time"
)

// TestStep: the clock runs forward, in steps that a short window can be
// measured by.
func TestStep(t *testing.T) {
	least := uint64(math.MaxUint64)
	for range 100 {
		before := Now()
		after := before
		for after == before {
			after = Now()
		}
		if after < before {
			t.Fatalf("%d, and then %d", before, after)
		}
		least = min(least, after-before)
	}
	t.Logf("it moved by %d ns at least", least)
	if least > 100_000 {
		t.Errorf("it moved by %d ns at least, want less than 100 µs", least)
	}
}

// TestRate: the oracle is the clock of package time, whose steps may be 16 ms.
func TestRate(t *testing.T) {
	const step = 16 * time.Millisecond
	outer := time.Now()
	before := Now()
	inner := time.Now()
	time.Sleep(2 * step)
	least := time.Since(inner)
	gone := time.Duration(Now() - before)
	if most := time.Since(outer); gone < least-step || gone > most+step {
		t.Errorf("%v went by, want %v to %v", gone, least, most)
	}
}

func TestNoAllocation(t *testing.T) {
	if n := testing.AllocsPerRun(100, func() { Now() }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
