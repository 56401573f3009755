package perfcounters

import (
	"errors"
	"fmt"

	"github.com/sightglass-go/sightglass/measure"
)

// group is one group of the kernel's: its events are on the hardware together
// or not at all.
type group struct {
	sys     system
	inherit bool
	handles []handle // the leader first
	events  []measure.Event
	fd      uint64 // of the leader
}

// openGroup opens a group and reads it once, because only trying tells. The
// first event that opens leads. With partial, events that cannot be had are
// left out and returned as refused; otherwise they are an error. config1 goes
// to each event of the hardware.
func openGroup(sys system, inherit, partial bool, config1 uint64, wanted []measure.Event) (_ *group, refused []error, err error) {
	g := &group{sys: sys, inherit: inherit}
	defer func() {
		if err != nil {
			_ = g.close()
		}
	}()
	for _, e := range wanted {
		err := g.add(e, config1)
		if err == nil {
			continue
		}
		err = explain(e, err, sys.paranoid(), len(g.events) > 0)
		if !partial || !errors.Is(err, measure.ErrUnavailable) {
			return nil, nil, err
		}
		refused = append(refused, err)
	}
	if len(g.events) == 0 {
		return nil, nil, errors.Join(refused...)
	}
	fd, err := g.handles[0].FD()
	if err != nil {
		return nil, nil, err
	}
	g.fd = uint64(fd)
	var b block
	if err := sys.read(g.fd, &b); err != nil {
		return nil, nil, fmt.Errorf("%s: try the group: %w", g.events[0].Name, err)
	}
	if b.n != uint64(len(g.events)) {
		return nil, nil, fmt.Errorf("%s: try the group: %d events read, %d opened", g.events[0].Name, b.n, len(g.events))
	}
	return g, refused, nil
}

// add opens e, as the leader if it is the first.
func (g *group) add(e measure.Event, config1 uint64) error {
	a, err := attributes(e, len(g.handles) == 0, g.inherit)
	if err != nil {
		return err
	}
	if e != measure.TaskClock {
		a.Config1 = config1
	}
	var leader handle
	if len(g.handles) > 0 {
		leader = g.handles[0]
	}
	h, err := g.sys.open(a, leader)
	if err != nil {
		return err
	}
	g.handles = append(g.handles, h)
	g.events = append(g.events, e)
	return nil
}

func (g *group) close() error {
	var errs []error
	for i := len(g.handles) - 1; i >= 0; i-- {
		errs = append(errs, g.handles[i].Close())
	}
	g.handles = nil
	return errors.Join(errs...)
}
