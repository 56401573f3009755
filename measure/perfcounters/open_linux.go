package perfcounters

import (
	"errors"
	"fmt"
	"slices"

	"golang.org/x/sys/unix"

	"github.com/sightglass-go/sightglass/measure"
)

func open(wanted ...measure.Event) (measure.Measure, error) {
	c, err := openCounters(kernel{}, wanted...)
	if err != nil {
		return nil, err
	}
	return c.measure(), nil
}

// measure returns c with the stamps that it has.
func (c *counters) measure() measure.Measure {
	if c.user == nil {
		return c
	}
	return c.inUser
}

// openCounters opens what it can of the events wanted, once with the threads
// created later, where the kernel can, and once without.
func openCounters(sys system, wanted ...measure.Event) (_ *counters, err error) {
	both := new(userCounters)
	c := &both.counters
	c.inUser = both
	var refused []error
	c.wide, refused, err = openGroup(sys, true, true, 0, wanted)
	if c.wide == nil && errors.Is(err, unix.EINVAL) {
		c.wide, refused, err = openGroup(sys, false, true, 0, wanted)
	}
	if err != nil {
		return nil, err
	}
	for _, r := range refused {
		c.warnings = append(c.warnings, r.Error())
	}
	config1, forbidden := sys.userAccess()
	if c.own, _, err = openGroup(sys, false, false, config1, c.wide.events); err != nil {
		// What opened a moment ago may be refused a second time: of the
		// descriptors a process may have these are twice as many.
		c.own, forbidden = c.wide, errors.New("the group could not be opened for this thread alone")
		if c.wide.inherit {
			c.warnings = append(c.warnings, fmt.Sprintf("Execution is counted like the other phases: %v", err))
		}
	}
	if !c.wide.inherit {
		c.warnings = append(c.warnings, "this kernel cannot read groups of inherited counters: threads that the engine creates are not counted")
		if c.own != c.wide {
			if err := c.wide.close(); err != nil {
				return nil, errors.Join(err, c.own.close())
			}
			c.wide = c.own
		}
	}
	if c.state, c.mem, err = newState(); err != nil {
		return nil, errors.Join(fmt.Errorf("perf-counters: memory for the stamps: %w", err), c.Close())
	}
	if forbidden == nil {
		forbidden = c.openUser()
	}
	if forbidden != nil {
		c.why = forbidden.Error()
	}
	c.Enter(0)
	return c, nil
}

// Describe names the events' source, what is counted in which phase and how
// the window of Execution is stamped; the warnings are the events that could
// not be opened.
func (c *counters) Describe() measure.Description {
	scope := "the opening thread alone"
	if c.wide.inherit {
		scope = "the opening thread and what it creates later"
		if c.own != c.wide {
			scope += " in Compilation and Instantiation, the opening thread alone in Execution"
		}
	}
	stamps := "stamped by system call: " + c.why
	if c.user != nil {
		stamps = "Execution stamped in user space with " + userInstruction
	}
	return measure.Description{
		Clock:    fmt.Sprintf("perf_event_open, one group of %d, user space only, %s, %s", len(c.Events()), scope, stamps),
		Warnings: slices.Clone(c.warnings),
	}
}
