package walltime

import (
	"errors"
	"os"
	"runtime"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/measure"
)

func requiresCPU(t *testing.T, timer *Timer) {
	t.Helper()
	if len(timer.Events()) < 2 {
		t.Skip("processor time: ", timer.Describe().Warnings)
	}
}

func TestRegistered(t *testing.T) {
	m, err := measure.Open(Name)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	if _, ok := m.(*Timer); !ok {
		t.Errorf("measure %q is a %T", Name, m)
	}
	want := []measure.Event{
		{Name: "nanoseconds", Unit: "ns", Better: measure.Lower, Time: true},
		{Name: "cpu-nanoseconds", Unit: "ns", Better: measure.Lower, Time: true},
	}
	for i, e := range m.Events() {
		if e != want[i] {
			t.Errorf("event %d is %+v, want %+v", i, e, want[i])
		}
	}
}

// A sleep takes time and hardly any processor time; the oracle is a second
// pair of stamps inside and outside of the window.
func TestSleep(t *testing.T) {
	timer := Open()
	outer := time.Now()
	timer.Start()
	inner := time.Now()
	time.Sleep(20 * time.Millisecond)
	atLeast := time.Since(inner)
	timer.Stop()
	atMost := time.Since(outer)
	got, err := timer.Readings(nil)
	if err != nil {
		t.Fatal(err)
	}
	step := time.Duration(0) // of the oracle
	if runtime.GOOS == "windows" {
		step = 16 * time.Millisecond
	}
	if wall := time.Duration(got[0].Count); wall < atLeast-step || wall > atMost+step {
		t.Errorf("%v of wall time, but between %v and %v went by", wall, atLeast, atMost)
	}
	requiresCPU(t, timer)
	t.Logf("%d ns, of these %d ns on a processor", got[0].Count, got[1].Count)
}

// Work takes processor time: the process cannot have computed for 60 ms in
// less than that, however busy the machine is.
func TestWork(t *testing.T) {
	timer := Open()
	requiresCPU(t, timer)
	other := Open()
	timer.Start()
	for used := uint64(0); used < 60e6; {
		other.cpuStop.take()
		used = other.cpuStop.nanos() - timer.cpuStart.nanos()
	}
	timer.Stop()
	got, err := timer.Readings(nil)
	if err != nil {
		t.Fatal(err)
	}
	if got[1].Count < 60e6 || got[1].Status != measure.Counted {
		t.Errorf("reading %+v, want at least 60 ms", got[1])
	}
}

func TestReadings(t *testing.T) {
	tests := []struct {
		name string
		do   func(t *Timer)
		want error // nil, measure.ErrUnpaired or os.ErrClosed
	}{
		{"one window", func(t *Timer) { t.Start(); t.Stop() }, nil},
		{"two windows", func(t *Timer) { t.Start(); t.Stop(); t.Start(); t.Stop() }, nil},
		{"read again", func(t *Timer) { t.Start(); t.Stop(); t.Readings(nil) }, nil},
		{"nothing", func(t *Timer) {}, measure.ErrUnpaired},
		{"stop alone", func(t *Timer) { t.Stop() }, measure.ErrUnpaired},
		{"started twice", func(t *Timer) { t.Start(); t.Start(); t.Stop() }, measure.ErrUnpaired},
		{"a stray stop costs one reading only", func(t *Timer) { t.Stop(); t.Readings(nil); t.Start(); t.Stop() }, nil},
		{"closed", func(t *Timer) { t.Start(); t.Stop(); t.Close(); t.Close() }, os.ErrClosed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			timer := Open()
			tt.do(timer)
			got, err := timer.Readings([]measure.Reading{{Count: 7}})
			if !errors.Is(err, tt.want) {
				t.Errorf("error %v, want %v", err, tt.want)
			}
			if len(got) != 1+len(timer.Events()) || got[0].Count != 7 {
				t.Fatalf("readings %+v", got)
			}
			for i, r := range got[1:] {
				if missing := r.Status == measure.Missing; missing != (tt.want != nil) || r.Event != timer.Events()[i] {
					t.Errorf("reading %+v with error %v", r, err)
				}
			}
		})
	}
}

// A clock that fails costs its own event only.
func TestCPUFails(t *testing.T) {
	timer := Open()
	requiresCPU(t, timer)
	timer.Start()
	timer.Stop()
	timer.cpuErr[1] = os.ErrPermission
	got, err := timer.Readings(nil)
	if !errors.Is(err, os.ErrPermission) || got[0].Status != measure.Counted || got[1].Status != measure.Missing {
		t.Errorf("readings %+v, error %v", got, err)
	}
}

func TestNoAllocation(t *testing.T) {
	timer := Open()
	dst := make([]measure.Reading, 0, 2)
	if n := testing.AllocsPerRun(100, func() {
		timer.Start()
		timer.Stop()
		dst, _ = timer.Readings(dst[:0])
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
