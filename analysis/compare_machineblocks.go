package analysis

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/measure/words"
)

// Two arms that were not interleaved, such as recordings before a change and after it, may
// each be of several machines. Then a machine is the block: what it has in one is compared
// with what it has in the other, and with nothing else.

// blocks leaves, of two arms that were not interleaved, what ran on machines that both
// have, if either has several. It is false if no machine is in both: there is nothing to
// compare then.
func (c *Comparison) blocks(sa, sb *Series, ma, mb []middle) (a, b []middle, ok bool) {
	x, y := machinesOfMiddles(ma), machinesOfMiddles(mb)
	of := sameMachines(x, y)
	for i := range mb {
		if m := of[mb[i].machine]; m != nil {
			mb[i].machine = m
		}
	}
	if len(x) == 0 || len(y) == 0 || !several(x, sa) && !several(y, sb) {
		c.otherMachine(sa, sb)
		if x, y, found := otherClock(sa, sb); found {
			c.caveat(otherTicks, "no verdict: their clocks tick at different rates, %.4g GHz and %.4g GHz, so that a ratio of ticks is not one of times: record time in ns, or both on one machine", x/1e9, y/1e9)
			return ma, mb, false
		}
		return ma, mb, true
	}
	y = machinesOfMiddles(mb)
	onlyA, onlyB := without(x, y), without(y, x)
	if len(onlyA) == len(x) {
		c.caveat(noCommonMachine, "no verdict: no machine is in both (baseline: %s; candidate: %s), so that all of the difference may be the machines'", namedMachines(x), namedMachines(y))
		return ma, mb, false
	}
	var apart []string
	for side, list := range [][]*record.Machine{onlyA, onlyB} {
		if len(list) > 0 {
			apart = append(apart, fmt.Sprintf("only in the %s: %s", []string{"baseline", "candidate"}[side], namedMachines(list)))
		}
	}
	if len(apart) > 0 {
		c.caveat(machinesLeftOut, "machines were left out, because each is compared with itself: %s", strings.Join(apart, "; "))
	}
	c.blocked = true
	return elsewhere(ma, onlyA), elsewhere(mb, onlyB), true
}

// without are the machines that are not among the others, and what is not known.
func without(list, others []*record.Machine) (out []*record.Machine) {
	for _, m := range list {
		if m == nil || !slices.Contains(others, m) {
			out = append(out, m)
		}
	}
	return out
}

// elsewhere are the processes that did not run on one of the machines.
func elsewhere(list []middle, machines []*record.Machine) (out []middle) {
	for _, m := range list {
		if !slices.Contains(machines, m.machine) {
			out = append(out, m)
		}
	}
	return out
}

// several says whether an arm is of more than one machine, or of some that are not known.
func several(machines []*record.Machine, s *Series) bool {
	return len(machines) > 1 || slices.Contains(machines, nil) && len(s.machines()) > 1
}

// machinesOfMiddles are those on which processes ran, each once, in their order.
func machinesOfMiddles(list []middle) (machines []*record.Machine) {
	for i := range list {
		if m := list[i].machine; !slices.Contains(machines, m) {
			machines = append(machines, m)
		}
	}
	return machines
}

// sameMachines says of machines of one recording which they are in another. Kernels and
// names prove it; else it is the one with the same fingerprint, if each has a single one:
// a machine that was started again meanwhile has another kernel.
func sameMachines(in, of []*record.Machine) map[*record.Machine]*record.Machine {
	found := map[*record.Machine]*record.Machine{}
	for _, m := range of {
		if m == nil {
			continue
		}
		proven := func(o *record.Machine) bool {
			return o == m || o != nil && o.Same(m) && (o.Boot != "" && o.Boot == m.Boot || o.Name != "" && m.Name != "")
		}
		like := func(o *record.Machine) bool {
			return o != nil && o.Fingerprint != "" && o.Fingerprint == m.Fingerprint && (o.Name == "" || m.Name == "")
		}
		if i := slices.IndexFunc(in, proven); i >= 0 {
			found[m] = in[i]
		} else if i := slices.IndexFunc(in, like); i >= 0 && countFunc(in, like) == 1 && countFunc(of, like) == 1 {
			found[m] = in[i]
		}
	}
	return found
}

func countFunc[T any](list []T, f func(T) bool) (n int) {
	for _, x := range list {
		if f(x) {
			n++
		}
	}
	return n
}

// namedMachines lists what machines are called, and only counts those of which nobody
// would read the name.
func namedMachines(list []*record.Machine) string {
	names := machineLabels(list)
	if more := len(names) - mostNames; more > 0 {
		return fmt.Sprintf("%s and %s", strings.Join(names[:mostNames], ", "), words.Count(more, "other machine"))
	}
	return strings.Join(names, ", ")
}
