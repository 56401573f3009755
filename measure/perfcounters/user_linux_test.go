package perfcounters

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/sightglass-go/sightglass/measure"
)

// What the stamps read is believed only where nothing speaks against it; the
// oracle is arithmetic by hand.
func TestRefine(t *testing.T) {
	const lock = 6
	at := func(index uint64) uint64 { return index<<32 | lock }
	good := userState{
		before: [maxUser]uint64{at(32), at(1)}, after: [maxUser]uint64{at(32), at(1)},
		first: [maxUser]uint64{1000, 2000}, last: [maxUser]uint64{1060, 2061},
	}
	with := func(change func(*userState)) userState { s := good; change(&s); return s }
	tests := []struct {
		name   string
		state  userState
		status measure.Status
		want   [2]uint64 // 0: what the kernel counted
	}{
		{"nothing happened", good, measure.Counted, [2]uint64{60, 61}},
		{"a counter went round", with(func(s *userState) { s.first[1], s.last[1] = 1<<32-10, 51 }), measure.Counted, [2]uint64{60, 61}},
		{"garbage above its bits", with(func(s *userState) { s.last[0] |= 7 << 40 }), measure.Counted, [2]uint64{60, 61}},
		{"switched out and in", with(func(s *userState) { s.after[0] += 4 }), measure.Counted, [2]uint64{}},
		{"the second one moved", with(func(s *userState) { s.after[1] = 2<<32 | (lock + 2) }), measure.Counted, [2]uint64{}},
		{"elsewhere all the time", with(func(s *userState) { s.before[1], s.after[1] = at(2), at(2) }), measure.Counted, [2]uint64{}},
		{"not on the processor", with(func(s *userState) { s.before[1], s.after[1] = at(0), at(0) }), measure.Counted, [2]uint64{}},
		{"more than the kernel has", with(func(s *userState) { s.last[1] = 2101 }), measure.Counted, [2]uint64{}},
		{"backwards", with(func(s *userState) { s.last[0] = 999 }), measure.Counted, [2]uint64{}},
		{"took turns", good, measure.Scaled, [2]uint64{}},
	}
	u := &user{index: []uint64{32, 1}, mask: []uint64{1<<32 - 1, 1<<32 - 1}}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			kernel := []measure.Reading{
				{Event: measure.CPUCycles, Count: 100, Raw: 100, Status: tt.status},
				{Event: measure.Instructions, Count: 100, Raw: 100, Status: tt.status},
				{Event: measure.TaskClock, Count: 7, Raw: 7, Status: tt.status},
			}
			got := append([]measure.Reading(nil), kernel...)
			s := state{user: tt.state}
			if u.refine(&s, got) != (tt.want[0] != 0) {
				t.Error("refine says the opposite of what it should")
			}
			for i, want := range tt.want {
				if want == 0 {
					want = kernel[i].Count
				}
				if got[i].Count != want || got[i].Raw != want || got[i].Status != kernel[i].Status {
					t.Errorf("reading %+v, want %d", got[i], want)
				}
			}
			if got[2] != kernel[2] {
				t.Errorf("reading %+v was not to be touched", got[2])
			}
		})
	}
}

// The assembly reads lock and index as one word.
func TestPageLayout(t *testing.T) {
	var p unix.PerfEventMmapPage
	if unsafe.Offsetof(p.Lock) != 8 || unsafe.Offsetof(p.Index) != 12 || unsafe.Offsetof(p.Pmc_width) != 48 {
		t.Error("struct perf_event_mmap_page is laid out otherwise")
	}
	var s state
	if unsafe.Offsetof(s.disable) != unsafe.Offsetof(s.fd)+8 {
		t.Error("fd and disable are not a pair")
	}
}

func TestOneKind(t *testing.T) {
	tests := []struct {
		name  string
		files map[string]string
		want  string // in the error, "" for none
	}{
		{"one PMU for all", map[string]string{"bus/event_source/devices/cpu/type": "4"}, ""},
		{"one PMU that says so", map[string]string{"bus/event_source/devices/armv8_pmuv3_0/cpus": "0-3\n", "devices/system/cpu/present": "0-3\n"}, ""},
		{"one is switched off", map[string]string{"bus/event_source/devices/armv8_pmuv3_0/cpus": "0-2\n", "devices/system/cpu/present": "0-3\n", "devices/system/cpu/online": "0-2\n"}, ""},
		{"some without", map[string]string{"bus/event_source/devices/armv8_pmuv3_0/cpus": "0-3\n", "devices/system/cpu/present": "0-7\n", "devices/system/cpu/online": "0-7\n"}, "only the processors 0-3"},
		{"two kinds", map[string]string{"bus/event_source/devices/cpu_core/cpus": "0-3", "bus/event_source/devices/cpu_atom/cpus": "4-7"}, "several kinds"},
		{"hidden", nil, "not known"},
	}
	for _, tt := range tests {
		sys := t.TempDir()
		for name, text := range tt.files {
			name = filepath.Join(sys, name)
			if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, []byte(text), 0o644)); err != nil {
				t.Fatal(err)
			}
		}
		err := oneKind(sys)
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want %q", tt.name, err, tt.want)
		}
	}
}

// A machine that may not read in user space, whatever it promised, is found
// out at opening, and all is as before.
func TestUserFaults(t *testing.T) {
	if userInstruction != "RDPMC" {
		t.Skipf("%s would end the process", userInstruction)
	}
	c := requires(t, measure.TaskClock)
	if c.user != nil {
		t.Skip("it may here")
	}
	c.user = &user{index: []uint64{1}, mask: []uint64{1<<48 - 1}}
	err := c.tryUser()
	c.seenStarts, c.seenStops = c.state.starts, c.state.stops
	c.user = nil
	if err == nil || !strings.Contains(err.Error(), "RDPMC") {
		t.Errorf("error %v", err)
	}
	t.Log(err)
	c.Enter(0)
	c.Start()
	c.Stop()
	if got, err := c.Readings(nil); err != nil || got[0].Count == 0 || got[0].Count > 1e9 {
		t.Errorf("readings %+v, error %v", got, err)
	}
}

// In every phase there is a window, whichever group counts it, and an
// Execution sees less of what is not the thread's own.
func TestPhases(t *testing.T) {
	c := requires(t, measure.TaskClock)
	m := c.measure()
	if c.own == c.wide {
		t.Error("there is one group only")
	}
	for _, p := range []measure.Phase{0, measure.Compilation, measure.Instantiation, measure.Execution, 0} {
		measure.Enter(m, p)
		m.Start()
		m.Stop()
		if got, err := m.Readings(nil); err != nil || got[0].Count == 0 {
			t.Errorf("%v: readings %+v, error %v", p, got, err)
		}
	}
	if got := c.Describe().Clock; !strings.Contains(got, "alone in Execution") {
		t.Errorf("description %q", got)
	}
}
