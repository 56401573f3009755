package perfcounters

import (
	"fmt"
	"os"
	"strings"
	"unsafe"

	"github.com/elastic/go-perf"
	"golang.org/x/sys/unix"

	"github.com/sightglass-go/sightglass/measure"
)

// system is what is asked of the kernel outside the window, so that tests can
// play a kernel that multiplexes, refuses or lacks an event.
type system interface {
	// open opens an event on the calling thread, in leader's group unless
	// leader is nil. Errors wrap the errno.
	open(a *perf.Attr, leader handle) (handle, error)
	// read reads the group of the leader fd into b. Errors wrap the errno.
	read(fd uint64, b *block) error
	// userAccess returns nil if counters may be read in user space, and the
	// Config1 that asks for it; otherwise why not.
	userAccess() (config1 uint64, forbidden error)
	// mapPage maps the page in which the kernel says where an event is.
	mapPage(h handle) ([]byte, error)
	// paranoid is the value of kernel.perf_event_paranoid, "" if unknown.
	paranoid() string
}

// handle is an open event. *perf.Event is one.
type handle interface {
	FD() (int, error)
	Close() error
}

// configurators says which counter of go-perf an event is.
var configurators = map[measure.Event]perf.Configurator{
	measure.CPUCycles:     perf.CPUCycles,
	measure.Instructions:  perf.Instructions,
	measure.CacheAccesses: perf.CacheReferences,
	measure.CacheMisses:   perf.CacheMisses,
	measure.TaskClock:     perf.TaskClock,
}

// attributes returns what to ask of the kernel for e. Followers count
// whenever the leader does, so the leader alone is disabled at first: a
// disabled follower would stay so forever.
func attributes(e measure.Event, leads, inherit bool) (*perf.Attr, error) {
	a := new(perf.Attr)
	if err := configurators[e].Configure(a); err != nil {
		return nil, err
	}
	a.CountFormat = perf.CountFormat{Enabled: true, Running: true, Group: true}
	a.Options = perf.Options{Disabled: leads, Inherit: inherit, ExcludeKernel: true, ExcludeHypervisor: true}
	return a, nil
}

type kernel struct{}

// open uses perf.Open rather than perf.Group, which opens followers with the
// leader's options and flattens the errno into text.
func (kernel) open(a *perf.Attr, leader handle) (handle, error) {
	var group *perf.Event
	if leader != nil {
		group = leader.(*perf.Event)
	}
	ev, err := perf.Open(a, perf.CallingThread, perf.AnyCPU, group)
	if err != nil {
		return nil, err
	}
	return ev, nil
}

func (kernel) read(fd uint64, b *block) error {
	// Sound: converted in the call, as package unsafe has it for system calls,
	// and the kernel writes no more than the size of a block.
	_, _, errno := unix.RawSyscall(unix.SYS_READ, uintptr(fd), uintptr(unsafe.Pointer(b)), unsafe.Sizeof(*b))
	if errno != 0 {
		return fmt.Errorf("read: %w", errno)
	}
	return nil
}

func (kernel) paranoid() string { return kernelSetting("perf_event_paranoid") }

// kernelSetting is the value of kernel.NAME, as sysctl calls it, "" if unknown.
func kernelSetting(name string) string {
	text, _ := os.ReadFile("/proc/sys/kernel/" + name)
	return strings.TrimSpace(string(text))
}

func (kernel) mapPage(h handle) ([]byte, error) {
	fd, err := h.FD()
	if err != nil {
		return nil, err
	}
	page, err := unix.Mmap(fd, 0, unix.Getpagesize(), unix.PROT_READ, unix.MAP_SHARED)
	return page, os.NewSyscallError("mmap", err)
}
