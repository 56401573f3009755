package analysis

import (
	"fmt"
	"slices"

	"github.com/sightglass-go/sightglass/measure/record"
)

// ManyMachines warns that recordings come from different machines. Rounds are
// compared within one recording and so within one machine, because every
// recording numbers its processes from a number of its own; but summaries
// pool what different machines measured, and cycles of one are not cycles of
// another.
type ManyMachines struct {
	// Fingerprints are the machines', in the order of the recordings.
	Fingerprints []string
	// Apart is set if not every engine ran a benchmark on the same of them, so
	// that a difference of engines may be one of machines.
	Apart bool
}

func (w *ManyMachines) Error() string {
	if w.Apart {
		return fmt.Sprintf("the recordings are of %d machines, and not every engine ran on each: a difference between engines may be the machines'", len(w.Fingerprints))
	}
	return fmt.Sprintf("the recordings are of %d machines: engines are compared within each, but medians and means are over all", len(w.Fingerprints))
}

// manyMachines returns the warning, nil if there is one machine at most or it
// is not known.
func manyMachines(d *Data, hosts []*record.Machine) error {
	w := new(ManyMachines)
	for _, m := range hosts {
		w.Fingerprints = append(w.Fingerprints, m.Fingerprint)
	}
	if len(w.Fingerprints) < 2 {
		return nil
	}
	first := map[Key]*Series{}
	for i := range d.Series {
		s := &d.Series[i]
		q := s.quantity()
		if first[q] == nil {
			first[q] = s
		}
		w.Apart = w.Apart || !allAlike(first[q].machines(), s.machines())
	}
	return w
}

// machines returns the machines that values come from, each once; the zero Machine stands
// for one that is not known.
func (s *Series) machines() (list []*record.Machine) {
	for _, h := range s.headers {
		if !onOneOf(list, &h.Machine) {
			list = append(list, &h.Machine)
		}
	}
	if len(list) == 0 {
		list = append(list, new(record.Machine))
	}
	return list
}

// alike is whether nothing tells two machines apart: neither their fingerprints nor, as
// those of copies of one image are equal, names of machines on two kernels.
func alike(a, b *record.Machine) bool {
	named := a.Name != "" && b.Name != "" && a.Name != b.Name
	return a.Fingerprint == b.Fingerprint && (!named || a.Boot != "" && a.Boot == b.Boot)
}

func onOneOf(list []*record.Machine, m *record.Machine) bool {
	return slices.ContainsFunc(list, func(o *record.Machine) bool { return alike(o, m) })
}

// allAlike is whether two lists are of the same machines.
func allAlike(a, b []*record.Machine) bool {
	in := func(list []*record.Machine) func(*record.Machine) bool {
		return func(m *record.Machine) bool { return !onOneOf(list, m) }
	}
	return !slices.ContainsFunc(a, in(b)) && !slices.ContainsFunc(b, in(a))
}

// otherMachine adds the caveat of an unpaired comparison of two machines.
// Nothing is said where neither is known.
func (c *Comparison) otherMachine(a, b *Series) {
	x, y := a.machines(), b.machines()
	if allAlike(x, y) && len(x) == 1 && len(y) == 1 {
		return
	}
	m, n := machineNames(x, (*record.Machine).Called), machineNames(y, (*record.Machine).Called)
	if m == n && len(x) == 1 && len(y) == 1 { // one name for both
		print := func(m *record.Machine) string { return record.ShortHash(m.Fingerprint) }
		m, n = machineNames(x, print), machineNames(y, print)
	}
	c.caveat(otherMachine, "another machine: %s, %s; the difference may be the machines'", m, n)
}

func machineNames(list []*record.Machine, name func(*record.Machine) string) string {
	if len(list) > 1 {
		return fmt.Sprintf("%d machines", len(list))
	}
	if text := name(list[0]); text != "" {
		return text
	}
	return "one that is not known"
}
