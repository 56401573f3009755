package memory

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/sightglass-go/sightglass/measure"
)

const mib = 1 << 20

// slack is by how much a count may be off, and what Go's own threads take meanwhile.
const slack = 8 * mib

func opened(t testing.TB) measure.Measure {
	t.Helper()
	m, err := measure.Open(Name)
	if err != nil {
		if f, can := os.OpenFile("/proc/self/clear_refs", os.O_WRONLY, 0); can == nil {
			f.Close()
			t.Fatal(err)
		}
		t.Skip(err)
	}
	t.Cleanup(func() { m.Close() })
	return m
}

func read(t testing.TB, m measure.Measure) (peak, growth uint64) {
	t.Helper()
	r, err := m.Readings(nil)
	if err != nil || len(r) != 2 || r[0].Event != measure.PeakMemory || r[1].Event != measure.MemoryGrowth || r[0].Status != measure.Counted || r[1].Status != measure.Counted {
		t.Fatalf("%+v, error %v", r, err)
	}
	return r[0].Count, r[1].Count
}

// touched is so much memory, each page of it in use.
func touched(t testing.TB, size int) (give func()) {
	t.Helper()
	m, err := unix.Mmap(-1, 0, size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANON)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(m); i += 4096 {
		m[i] = 1
	}
	return func() {
		if err := unix.Munmap(m); err != nil {
			t.Error(err)
		}
	}
}

// TestWindows: 64 MiB are in the window that touches them, also if it gives them back; while they
// are kept they are in the peak of the next one and not in its growth, and afterwards in
// none.
func TestWindows(t *testing.T) {
	m := opened(t)
	window := func(do func()) (peak, growth uint64) {
		m.Start()
		do()
		m.Stop()
		return read(t, m)
	}
	floor, none := window(func() {})
	if floor < mib || none > slack {
		t.Errorf("an empty window has a peak of %d and grows by %d", floor, none)
	}
	check := func(what string, peak, growth, wantPeak, wantGrowth uint64) {
		t.Helper()
		if peak+slack < wantPeak || peak > wantPeak+slack || growth+slack < wantGrowth || growth > wantGrowth+slack {
			t.Errorf("%s: peak %d and growth %d, want about %d and %d", what, peak, growth, wantPeak, wantGrowth)
		}
	}
	peak, growth := window(func() { touched(t, 64*mib)() })
	check("given back", peak, growth, floor+64*mib, 64*mib)
	peak, growth = window(func() {})
	check("behind it", peak, growth, floor, 0)
	var give func()
	peak, growth = window(func() { give = touched(t, 64*mib) })
	check("kept", peak, growth, floor+64*mib, 64*mib)
	peak, growth = window(func() {})
	check("still there", peak, growth, floor+64*mib, 0)
	// What is resident at the end is less than at the beginning: no negative growth.
	peak, growth = window(func() { give() })
	check("shrinks", peak, growth, floor+64*mib, 0)
}

func TestReadings(t *testing.T) {
	for _, tt := range []struct {
		name string
		do   func(m measure.Measure)
		want error
	}{
		{"one window", func(m measure.Measure) { m.Start(); m.Stop() }, nil},
		{"read again", func(m measure.Measure) { m.Start(); m.Stop(); m.Readings(nil) }, nil},
		{"nothing", func(measure.Measure) {}, measure.ErrUnpaired},
		{"stop alone", func(m measure.Measure) { m.Stop() }, measure.ErrUnpaired},
		{"started twice", func(m measure.Measure) { m.Start(); m.Start(); m.Stop() }, measure.ErrUnpaired},
		{"closed", func(m measure.Measure) {
			m.Start()
			m.Stop()
			m.Close()
			m.Close()
			m.Start()
			m.Stop()
		}, os.ErrClosed},
	} {
		m := opened(t)
		tt.do(m)
		r, err := m.Readings([]measure.Reading{{Count: 7}})
		if !errors.Is(err, tt.want) || len(r) != 3 || r[0].Count != 7 {
			t.Errorf("%s: %+v, error %v", tt.name, r, err)
			continue
		}
		for _, r := range r[1:] {
			if (r.Status == measure.Missing) != (tt.want != nil) {
				t.Errorf("%s: %+v", tt.name, r)
			}
		}
	}
}

// TestOpenRefused: a system without what it takes is found out when it is opened, also one
// that takes the command and forgets nothing.
func TestOpenRefused(t *testing.T) {
	for _, tt := range []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"no file", nil, "clear_refs"},
		{"no status", map[string]string{"clear_refs": ""}, "status"},
		{"no peak", map[string]string{"clear_refs": "", "status": "Name:\tx\nVmRSS:\t 12 kB\n"}, "no line VmHWM"},
		{"no number", map[string]string{"clear_refs": "", "status": "Name:\tx\nVmHWM:\t x kB\n"}, "no line VmHWM"},
		{"cut off", map[string]string{"clear_refs": "", "status": "Name:\tx\nVmHWM:\t 12"}, "no line VmHWM"},
		{"not reset", map[string]string{"clear_refs": "", "status": "Name:\tx\nVmHWM:\t 9000 kB\n"}, "the peak of 9216000 bytes is still there"},
	} {
		dir := t.TempDir()
		for name, text := range tt.files {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		m, err := openIn(dir)
		if m != nil || !errors.Is(err, measure.ErrUnavailable) || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, error %v", tt.name, m, err)
		}
	}
}

func TestNoAllocation(t *testing.T) {
	m := opened(t)
	dst := make([]measure.Reading, 0, 2)
	if n := testing.AllocsPerRun(100, func() {
		m.Start()
		m.Stop()
		dst, _ = m.Readings(dst[:0])
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// BenchmarkWindow is what opening and closing a window takes.
func BenchmarkWindow(b *testing.B) {
	m := opened(b)
	for b.Loop() {
		m.Start()
		m.Stop()
	}
}
