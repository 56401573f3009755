package perfcounters

import (
	"errors"
	"math"
	"os"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/sightglass-go/sightglass/measure"
)

// Readings turns two reads into counts; the oracle is arithmetic by hand.
func TestReadings(t *testing.T) {
	wanted := []measure.Event{measure.CPUCycles, measure.Instructions}
	window := func(enabled, running, cycles, instructions uint64) state {
		s := state{starts: 1, stops: 1}
		s.begin = block{n: 2, enabled: 1000, running: 600, values: [maxEvents]uint64{50, 70}}
		s.end = block{n: 2, enabled: 1000 + enabled, running: 600 + running, values: [maxEvents]uint64{50 + cycles, 70 + instructions}}
		return s
	}
	with := func(s state, change func(*state)) state { change(&s); return s }
	tests := []struct {
		name   string
		state  state
		status measure.Status
		counts [2]uint64
		want   error
	}{
		{"counted", window(500, 500, 30, 90), measure.Counted, [2]uint64{30, 90}, nil},
		{"half of the time", window(500, 250, 30, 90), measure.Scaled, [2]uint64{60, 180}, nil},
		{"rounded to the nearest", window(500, 300, 1, 90), measure.Scaled, [2]uint64{2, 150}, nil},
		{"nothing happened", window(500, 500, 0, 0), measure.Counted, [2]uint64{0, 0}, nil},
		{"never ran", window(500, 0, 0, 0), measure.Missing, [2]uint64{}, ErrNeverRan},
		{"never enabled", window(0, 0, 0, 0), measure.Missing, [2]uint64{}, ErrNeverRan},
		{"no window", state{}, measure.Missing, [2]uint64{}, measure.ErrUnpaired},
		{"stop alone", state{stops: 1}, measure.Missing, [2]uint64{}, measure.ErrUnpaired},
		{"started twice", with(window(5, 5, 1, 1), func(s *state) { s.starts++ }), measure.Missing, [2]uint64{}, measure.ErrUnpaired},
		{"read refused", with(window(5, 5, 1, 1), func(s *state) { s.readResult = -int64(unix.EIO) }), measure.Missing, [2]uint64{}, unix.EIO},
		{"disable refused", with(window(5, 5, 1, 1), func(s *state) { s.disableResult = -int64(unix.EBADF) }), measure.Missing, [2]uint64{}, unix.EBADF},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := new(fake)
			g, err := openCounters(f, wanted...)
			if err != nil {
				t.Fatal(err)
			}
			defer g.Close()
			tt.state.fd = g.state.fd
			*g.state = tt.state
			f.end = &tt.state.end
			got, err := g.Readings([]measure.Reading{{Count: 7}})
			if !errors.Is(err, tt.want) {
				t.Errorf("error %v, want %v", err, tt.want)
			}
			if len(got) != 3 || got[0].Count != 7 {
				t.Fatalf("readings %+v: want two appended to the one given", got)
			}
			for i, r := range got[1:] {
				if r.Event != wanted[i] || r.Status != tt.status || r.Count != tt.counts[i] {
					t.Errorf("reading %+v, want %v %d", r, tt.status, tt.counts[i])
				}
				if tt.want == nil && (r.Enabled != 500 || r.Raw != tt.state.end.values[i]-tt.state.begin.values[i] || (r.Running < r.Enabled) != (r.Status == measure.Scaled)) {
					t.Errorf("reading %+v: raw count or times are off", r)
				}
			}
		})
	}
}

// Whatever the descriptor, the stamps fail in Readings and nowhere else.
func TestStampsOnABadDescriptor(t *testing.T) {
	g, err := openCounters(new(fake), measure.Instructions) // its descriptor is none
	if err != nil {
		t.Fatal(err)
	}
	g.Start()
	g.Stop()
	if _, err := g.Readings(nil); !errors.Is(err, unix.EBADF) {
		t.Errorf("error %v, want EBADF", err)
	}
	if starts, stops := g.Counts(); starts != 1 || stops != 1 {
		t.Errorf("%d starts, %d stops", starts, stops)
	}
	g.Close()
	g.Start()
	g.Stop()
	if _, err := g.Readings(nil); !errors.Is(err, os.ErrClosed) {
		t.Errorf("error %v, want ErrClosed", err)
	}
	if _, ok := g.Entries(); ok {
		t.Error("a closed group has entry points")
	}
}

func TestReadFails(t *testing.T) {
	f := new(fake)
	g, err := openCounters(f, measure.CPUCycles, measure.Instructions)
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	g.state.starts, g.state.stops = 1, 1
	f.readErr = unix.EIO
	got, err := g.Readings(nil)
	if !errors.Is(err, unix.EIO) || !strings.Contains(err.Error(), "cpu-cycles") || len(got) != 2 || got[1].Status != measure.Missing {
		t.Errorf("readings %+v, error %v", got, err)
	}
}

func TestScale(t *testing.T) {
	tests := []struct{ raw, enabled, running, want uint64 }{
		{0, 10, 1, 0},
		{10, 3, 3, 10},
		{10, 4, 3, 13},                              // 13.33
		{11, 4, 3, 15},                              // 14.67
		{1 << 62, 3, 2, 3 << 61},                    // the product takes 64 bits and more
		{1 << 40, 1 << 40, 1 << 39, 1 << 41},        // the same
		{math.MaxUint64, 1000, 999, math.MaxUint64}, // the quotient does not fit
		{math.MaxUint64, 999, 999, math.MaxUint64},  // exact
		{5, math.MaxUint64, 1, math.MaxUint64},      // far beyond
		{1000000007, 1e9, 999999999, 1000000008},    // a hair
	}
	for _, tt := range tests {
		if got := scale(tt.raw, tt.enabled, tt.running); got != tt.want {
			t.Errorf("scale(%d, %d, %d) = %d, want %d", tt.raw, tt.enabled, tt.running, got, tt.want)
		}
	}
}

// The assembly has the numbers of the system calls in it.
func TestNumbers(t *testing.T) {
	if hasEntries && (unix.PERF_EVENT_IOC_ENABLE != 0x2400 || unix.PERF_EVENT_IOC_DISABLE != 0x2401) {
		t.Errorf("ioctls %#x and %#x", unix.PERF_EVENT_IOC_ENABLE, unix.PERF_EVENT_IOC_DISABLE)
	}
}
