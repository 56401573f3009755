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
		w.Apart = w.Apart || !slices.Equal(first[q].machines(), s.machines())
	}
	return w
}

// machines returns the fingerprints of the machines that values come from,
// sorted; "" stands for one that is not known.
func (s *Series) machines() []string {
	var list []string
	for _, h := range s.headers {
		list = append(list, h.Machine.Fingerprint)
	}
	if len(list) == 0 {
		list = append(list, "")
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// otherMachine adds the caveat of an unpaired comparison of two machines.
// Nothing is said where neither is known.
func (c *Comparison) otherMachine(a, b *Series) {
	x, y := a.machines(), b.machines()
	if slices.Equal(x, y) && len(x) == 1 {
		return
	}
	c.caveat(otherMachine, "another machine: %s, %s; the difference may be the machines'", machineNames(x), machineNames(y))
}

func machineNames(list []string) string {
	switch {
	case len(list) > 1:
		return fmt.Sprintf("%d machines", len(list))
	case list[0] == "":
		return "one that is not known"
	}
	return list[0]
}
