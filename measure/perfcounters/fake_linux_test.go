package perfcounters

import (
	"errors"
	"os"

	"github.com/elastic/go-perf"
	"golang.org/x/sys/unix"

	"github.com/sightglass-go/sightglass/measure"
)

// fake is a kernel that does as it is told.
type fake struct {
	refuse    map[measure.Event]unix.Errno // at open
	noInherit bool                         // EINVAL for an inherited group, as old kernels say
	readErr   error
	level     string // kernel.perf_event_paranoid
	end       *block // what read gives after the group is open

	opened []perf.Attr
	closed int
}

type fakeHandle struct{ f *fake }

func (h fakeHandle) FD() (int, error) { return -1, nil }
func (h fakeHandle) Close() error     { h.f.closed++; return nil }

func (f *fake) open(a *perf.Attr, leader handle) (handle, error) {
	if (leader == nil) != (len(f.opened) == f.closed) {
		return nil, errors.New("leader given to the first event, or none to a later one")
	}
	if f.noInherit && a.Options.Inherit {
		return nil, os.NewSyscallError("perf_event_open", unix.EINVAL)
	}
	for e, c := range counters {
		want := new(perf.Attr)
		c.Configure(want)
		if errno, no := f.refuse[e]; no && want.Type == a.Type && want.Config == a.Config {
			return nil, os.NewSyscallError("perf_event_open", errno)
		}
	}
	f.opened = append(f.opened, *a)
	return fakeHandle{f}, nil
}

func (f *fake) read(fd uint64, b *block) error {
	if f.readErr != nil {
		return f.readErr
	}
	if f.end != nil {
		*b = *f.end
	}
	b.n = uint64(len(f.opened) - f.closed)
	return nil
}

func (f *fake) paranoid() string { return f.level }
