package perfcounters

import (
	"errors"
	"fmt"
	"slices"

	"golang.org/x/sys/unix"

	"github.com/sightglass-go/sightglass/measure"
)

func open(wanted ...measure.Event) (measure.Measure, error) {
	g, err := openGroup(kernel{}, wanted...)
	if err != nil {
		return nil, err
	}
	return g, nil
}

// openGroup opens what it can of the events wanted, in one group, counting
// the threads created later where the kernel can.
func openGroup(sys system, wanted ...measure.Event) (*group, error) {
	g, err := tryGroup(sys, true, wanted)
	if g == nil && errors.Is(err, unix.EINVAL) {
		return tryGroup(sys, false, wanted)
	}
	return g, err
}

// tryGroup opens the group with or without inheritance and reads it once,
// because only trying tells. The first event that opens leads.
func tryGroup(sys system, inherit bool, wanted []measure.Event) (_ *group, err error) {
	g := &group{sys: sys, inherit: inherit}
	defer func() {
		if err != nil {
			g.Close()
		}
	}()
	var refused []error
	for _, e := range wanted {
		err := g.add(e)
		if err == nil {
			continue
		}
		err = explain(e, err, sys.paranoid(), len(g.events) > 0)
		if !errors.Is(err, measure.ErrUnavailable) {
			return nil, err
		}
		refused = append(refused, err)
		g.warnings = append(g.warnings, err.Error())
	}
	if len(g.events) == 0 {
		return nil, errors.Join(refused...)
	}
	var b block
	fd, err := g.handles[0].FD()
	if err == nil {
		err = sys.read(uint64(fd), &b)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: try the group: %w", g.events[0].Name, err)
	}
	if b.n != uint64(len(g.events)) {
		return nil, fmt.Errorf("%s: try the group: %d events read, %d opened", g.events[0].Name, b.n, len(g.events))
	}
	if g.state, g.mem, err = newState(uint64(fd)); err != nil {
		return nil, fmt.Errorf("perf-counters: memory for the stamps: %w", err)
	}
	return g, nil
}

// add opens e, as the leader if it is the first.
func (g *group) add(e measure.Event) error {
	a, err := attributes(e, len(g.handles) == 0, g.inherit)
	if err != nil {
		return err
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

// Describe names the events' source and what is counted; the warnings are the
// events that could not be opened.
func (g *group) Describe() measure.Description {
	scope := "the opening thread and what it creates later"
	d := measure.Description{Warnings: slices.Clone(g.warnings)}
	if !g.inherit {
		scope = "the opening thread alone"
		d.Warnings = append(d.Warnings, "this kernel cannot read groups of inherited counters: threads that the engine creates are not counted")
	}
	d.Clock = fmt.Sprintf("perf_event_open, one group of %d, user space only, %s", len(g.events), scope)
	return d
}
