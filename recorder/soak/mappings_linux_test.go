package soak

import (
	"testing"

	"golang.org/x/sys/unix"
)

// mapPages takes memory that the Go runtime knows nothing of, as an engine's
// library does. Neighbours with other protections are not merged.
func mapPages(t *testing.T) {
	for _, prot := range []int{unix.PROT_READ | unix.PROT_WRITE, unix.PROT_READ} {
		b, err := unix.Mmap(-1, 0, 64<<10, prot, unix.MAP_PRIVATE|unix.MAP_ANON)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = unix.Munmap(b) })
		if prot&unix.PROT_WRITE == 0 {
			continue
		}
		for i := 0; i < len(b); i += 4096 {
			b[i] = 1
		}
	}
}

// TestSample: what the kernel says of this process makes sense.
func TestSample(t *testing.T) {
	needsProc(t)
	s := take(t.TempDir(), nil)
	for _, r := range resources {
		v := r.of(&s)
		if v == Unknown || v < 0 {
			t.Errorf("%s: %d", r.name, v)
		}
		if v == 0 && r.name != "children" && r.name != "temporary files" {
			t.Errorf("no %s", r.name)
		}
	}
	if s.Resident < s.Heap {
		t.Errorf("%d bytes resident, of which the heap has %d", s.Resident, s.Heap)
	}
}

func TestNumber(t *testing.T) {
	for text, want := range map[string]int64{
		"x\nRss:   1752 kB\n": 1752, "x\nRss:": Unknown, "x\nRss: many kB": Unknown, "": Unknown,
		"x\nRss: 99999999999999999999": Unknown, "x\nRss: 7": 7,
	} {
		if got := number([]byte(text), "\nRss:"); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}
