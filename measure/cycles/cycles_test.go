package cycles

import (
	"errors"
	"os"
	"runtime"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/measure"
)

func open(t testing.TB) *Counter {
	t.Helper()
	runtime.LockOSThread()
	c, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
		runtime.UnlockOSThread()
	})
	return c
}

func TestRegistered(t *testing.T) {
	m, err := measure.Open(Name)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	if _, ok := m.(*Counter); !ok {
		t.Errorf("measure %q is a %T", Name, m)
	}
	want := measure.Event{Name: "cycles", Unit: "cycles", Better: measure.Lower, Time: true}
	if got := m.Events(); len(got) != 1 || got[0] != want {
		t.Errorf("events %+v, want %+v alone", got, want)
	}
}

// The rate in Describe ties the ticks to a time, whatever the counter is.
func TestTicksAgainstTime(t *testing.T) {
	c := open(t)
	hz := c.Describe().FrequencyHz
	if hz <= 0 {
		t.Fatalf("frequency %v Hz", hz)
	}
	begin := time.Now()
	c.Start()
	inner := time.Now()
	time.Sleep(50 * time.Millisecond)
	atLeast := time.Since(inner)
	c.Stop()
	atMost := time.Since(begin)
	got, err := c.Readings(nil)
	if err != nil {
		t.Fatal(err)
	}
	took := time.Duration(float64(got[0].Count) / hz * 1e9)
	slack := atMost / 50 // the rate is a measured one
	if took < atLeast-slack || took > atMost+slack {
		t.Errorf("%d ticks at %.0f Hz are %v, but between %v and %v went by", got[0].Count, hz, took, atLeast, atMost)
	}
	if got[0].Status != measure.Counted || got[0].Event != measure.Cycles {
		t.Errorf("reading %+v", got[0])
	}
}

func TestReadings(t *testing.T) {
	tests := []struct {
		name string
		do   func(c *Counter)
		want error // nil, measure.ErrUnpaired or os.ErrClosed
	}{
		{"one window", func(c *Counter) { c.Start(); c.Stop() }, nil},
		{"two windows, the last counts", func(c *Counter) { c.Start(); c.Stop(); c.Start(); c.Stop() }, nil},
		{"read again", func(c *Counter) { c.Start(); c.Stop(); c.Readings(nil) }, nil},
		{"nothing", func(c *Counter) {}, measure.ErrUnpaired},
		{"stop alone", func(c *Counter) { c.Stop() }, measure.ErrUnpaired},
		{"start alone", func(c *Counter) { c.Start() }, measure.ErrUnpaired},
		{"started twice", func(c *Counter) { c.Start(); c.Start(); c.Stop() }, measure.ErrUnpaired},
		{"a stray stop costs one reading only", func(c *Counter) { c.Stop(); c.Readings(nil); c.Start(); c.Stop() }, nil},
		{"closed", func(c *Counter) { c.Close() }, os.ErrClosed},
		{"used after close", func(c *Counter) { c.Close(); c.Start(); c.Stop() }, os.ErrClosed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := open(t)
			tt.do(c)
			got, err := c.Readings([]measure.Reading{{Count: 7}})
			if !errors.Is(err, tt.want) {
				t.Errorf("error %v, want %v", err, tt.want)
			}
			if len(got) != 2 || got[0].Count != 7 {
				t.Fatalf("readings %+v: want one appended to the one given", got)
			}
			if missing := got[1].Status == measure.Missing; missing != (tt.want != nil) {
				t.Errorf("status %v with error %v", got[1].Status, err)
			}
		})
	}
}

func TestBackwards(t *testing.T) {
	c := open(t)
	*c.state = state{start: 12, stop: 10, starts: 1, stops: 1}
	got, err := c.Readings(nil)
	if err == nil || got[0].Status != measure.Missing {
		t.Errorf("readings %+v, error %v: want a missing one", got, err)
	}
}

func TestCounts(t *testing.T) {
	c := open(t)
	c.Start()
	c.Start()
	c.Stop()
	if starts, stops := c.Counts(); starts != 2 || stops != 1 {
		t.Errorf("%d starts, %d stops, want 2 and 1", starts, stops)
	}
}

func TestNoAllocation(t *testing.T) {
	c := open(t)
	dst := make([]measure.Reading, 0, 1)
	if n := testing.AllocsPerRun(100, func() {
		c.Start()
		c.Stop()
		dst, _ = c.Readings(dst[:0])
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestDescribeIsCached(t *testing.T) {
	a, b := open(t).Describe(), open(t).Describe()
	if a.FrequencyHz != b.FrequencyHz || a.Clock == "" || a.FrequencySource == "" {
		t.Errorf("first %+v, then %+v", a, b)
	}
	t.Logf("%+v", a)
}

func TestEntriesStayOutsideTheHeap(t *testing.T) {
	c := open(t)
	e, ok := c.Entries()
	if !ok {
		t.Skipf("no entry points on %s/%s in this build", runtime.GOOS, runtime.GOARCH)
	}
	if e.Start == 0 || e.Stop == 0 || e.Start == e.Stop || e.Env == nil {
		t.Fatalf("entries %+v", e)
	}
	t.Logf("start %#x, stop %#x: %d bytes apart, env %p", e.Start, e.Stop, e.Stop-e.Start, e.Env)
	c.Close()
	if _, ok := c.Entries(); ok {
		t.Error("a closed counter has entry points")
	}
}
