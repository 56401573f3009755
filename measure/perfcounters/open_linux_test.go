package perfcounters

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/sightglass-go/sightglass/measure"
)

var all = []measure.Event{measure.CPUCycles, measure.Instructions, measure.CacheAccesses, measure.CacheMisses, measure.TaskClock}

// refuseHardware is a machine without a PMU.
func refuseHardware(errno unix.Errno) map[measure.Event]unix.Errno {
	return map[measure.Event]unix.Errno{measure.CPUCycles: errno, measure.Instructions: errno, measure.CacheAccesses: errno, measure.CacheMisses: errno}
}

func refuseAll(errno unix.Errno) map[measure.Event]unix.Errno {
	m := refuseHardware(errno)
	m[measure.TaskClock] = errno
	return m
}

func TestOpenGroup(t *testing.T) {
	tests := []struct {
		name   string
		kernel fake
		wanted []measure.Event
		events []measure.Event // what opens
		warned []string        // each in the warning of that number
		errno  error
		errs   []string // each in the error
	}{
		{name: "everything", wanted: all, events: all},
		{name: "no PMU", kernel: fake{refuse: refuseHardware(unix.ENOENT)}, wanted: all, events: []measure.Event{measure.TaskClock},
			warned: []string{"cpu-cycles", "instructions-retired", "cache-accesses", "cache-misses"}},
		{name: "no PMU, another kernel", kernel: fake{refuse: refuseHardware(unix.EOPNOTSUPP)}, wanted: all, events: []measure.Event{measure.TaskClock},
			warned: []string{"no counter hardware", "no counter hardware", "no counter hardware", "no counter hardware"}},
		{name: "no leader of choice", kernel: fake{refuse: map[measure.Event]unix.Errno{measure.CPUCycles: unix.ENOENT}}, wanted: all, events: all[1:],
			warned: []string{"cpu-cycles: measure not available here: perf_event_open: no such file"}},
		{name: "no room for one", kernel: fake{refuse: map[measure.Event]unix.Errno{measure.CacheMisses: unix.EINVAL}}, wanted: all,
			events: []measure.Event{measure.CPUCycles, measure.Instructions, measure.CacheAccesses, measure.TaskClock}, warned: []string{"cache-misses: measure not available here: perf_event_open: invalid argument: the processor has no counter left"}},
		{name: "old kernel", kernel: fake{noInherit: true}, wanted: all, events: all, warned: []string{"are not counted"}},
		{name: "no second group", kernel: fake{noOwn: unix.EMFILE}, wanted: all, events: all, warned: []string{"Execution is counted like the other phases: cpu-cycles: perf_event_open: too many open files"}},
		{name: "instructions without a PMU", kernel: fake{refuse: refuseHardware(unix.ENOENT)}, wanted: []measure.Event{measure.Instructions},
			errno: unix.ENOENT, errs: []string{"instructions-retired", "no counter hardware"}},
		{name: "paranoid", kernel: fake{refuse: refuseAll(unix.EACCES), level: "4"}, wanted: all,
			errno: unix.EACCES, errs: []string{"cpu-cycles", "task-clock", "perf_event_paranoid is 4", "sudo sysctl kernel.perf_event_paranoid=2"}},
		{name: "container", kernel: fake{refuse: refuseAll(unix.EPERM), level: "1"}, wanted: all,
			errno: unix.EPERM, errs: []string{"perf_event_paranoid is 1, which would do", "seccomp", "--cap-add PERFMON"}},
		{name: "hidden sysctl", kernel: fake{refuse: refuseAll(unix.EPERM)}, wanted: all,
			errno: unix.EPERM, errs: []string{"could not be read", "seccomp"}},
		{name: "no system call", kernel: fake{refuse: refuseAll(unix.ENOSYS)}, wanted: all,
			errno: unix.ENOSYS, errs: []string{"without perf events", "seccomp"}},
		{name: "too many files", kernel: fake{refuse: map[measure.Event]unix.Errno{measure.Instructions: unix.EMFILE}}, wanted: all,
			errno: unix.EMFILE, errs: []string{"instructions-retired"}},
		{name: "unreadable", kernel: fake{readErr: unix.EIO}, wanted: all, errno: unix.EIO, errs: []string{"try the group"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g, err := openCounters(&tt.kernel, tt.wanted...)
			if tt.errno != nil {
				if g != nil || !errors.Is(err, tt.errno) {
					t.Fatalf("group %v, error %v, want %v", g, err, tt.errno)
				}
				transient := tt.errno == unix.EMFILE || tt.errno == unix.EIO
				if errors.Is(err, measure.ErrUnavailable) == transient {
					t.Errorf("error %v: errors.Is ErrUnavailable is %v", err, !transient)
				}
				for _, text := range tt.errs {
					if !strings.Contains(err.Error(), text) {
						t.Errorf("error %q does not say %q", err, text)
					}
				}
				if len(tt.kernel.opened) != tt.kernel.closed {
					t.Errorf("%d events opened, %d closed", len(tt.kernel.opened), tt.kernel.closed)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(g.Events(), tt.events) {
				t.Errorf("events %v, want %v", g.Events(), tt.events)
			}
			warnings := g.Describe().Warnings
			if len(warnings) != len(tt.warned) {
				t.Fatalf("%d warnings %q, want %d", len(warnings), warnings, len(tt.warned))
			}
			for i, text := range tt.warned {
				if !strings.Contains(warnings[i], text) {
					t.Errorf("warning %q does not say %q", warnings[i], text)
				}
			}
			// The wide group comes first, if there is one, and then the own.
			wide, own := len(tt.events), len(tt.events)
			if tt.kernel.noOwn != 0 {
				own = 0
			}
			if len(tt.kernel.opened) != wide+own {
				t.Errorf("%d events opened, want %d and %d", len(tt.kernel.opened), wide, own)
			}
			for i, a := range tt.kernel.opened {
				o := a.Options
				if o.Disabled != (i == 0 || i == wide) || !o.ExcludeKernel || o.Inherit != (i < wide && !tt.kernel.noInherit) || !a.CountFormat.Group {
					t.Errorf("event %d opened with %+v", i, o)
				}
			}
			for range 2 { // the second does nothing
				if err := g.Close(); err != nil || tt.kernel.closed != len(tt.kernel.opened) {
					t.Errorf("%d events closed, want %d; error %v", tt.kernel.closed, len(tt.kernel.opened), err)
				}
			}
		})
	}
}
