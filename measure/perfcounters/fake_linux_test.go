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
	noOwn     unix.Errno                   // for a group that is not inherited
	readErr   error
	level     string // kernel.perf_event_paranoid
	end       *block // what read gives after the groups are open

	opened []perf.Attr
	groups []int // how many events each has
	closed int
}

// fakeHandle is an event of a group. Its descriptor is a negative number.
type fakeHandle struct {
	f     *fake
	group int
}

func (h fakeHandle) FD() (int, error) { return -1 - h.group, nil }
func (h fakeHandle) Close() error     { h.f.closed++; return nil }

func (f *fake) open(a *perf.Attr, leader handle) (handle, error) {
	switch {
	case leader != nil && leader.(fakeHandle).group != len(f.groups)-1:
		return nil, errors.New("the leader is one of another group")
	case f.noInherit && a.Options.Inherit:
		return nil, os.NewSyscallError("perf_event_open", unix.EINVAL)
	case f.noOwn != 0 && !a.Options.Inherit:
		return nil, os.NewSyscallError("perf_event_open", f.noOwn)
	}
	for e, c := range configurators {
		want := new(perf.Attr)
		c.Configure(want)
		if errno, no := f.refuse[e]; no && want.Type == a.Type && want.Config == a.Config {
			return nil, os.NewSyscallError("perf_event_open", errno)
		}
	}
	if leader == nil {
		f.groups = append(f.groups, 0)
	}
	f.opened = append(f.opened, *a)
	f.groups[len(f.groups)-1]++
	return fakeHandle{f, len(f.groups) - 1}, nil
}

func (f *fake) read(fd uint64, b *block) error {
	if f.readErr != nil {
		return f.readErr
	}
	if f.end != nil {
		*b = *f.end
	}
	b.n = uint64(f.groups[-1-int(fd)])
	return nil
}

func (f *fake) userAccess() (uint64, error)    { return 0, errFakeAccess }
func (f *fake) mapPage(handle) ([]byte, error) { return nil, errFakeAccess }
func (f *fake) paranoid() string               { return f.level }

var errFakeAccess = errors.New("a fake has no counters")
