package analysis

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/measure/record"
)

// ErrSeveralMachines is wrapped by the error of a self-check of recordings of several
// machines: what one finds says nothing of the others, and noise that differs between them is no
// fault of any.
var ErrSeveralMachines = errors.New("a self-check belongs to one machine")

// checkedMachine is one of several machines, and the latest self-check that a share which
// was recorded there holds.
type checkedMachine struct {
	machine *record.Machine
	prints  []string
	check   *record.Selfcheck
}

// checkedMachines are the machines of recordings, each once, in their order.
func checkedMachines(headers []record.Header) (list []checkedMachine) {
	for i := range headers {
		m := headers[i].Machine
		if headers[i].Share == nil {
			m.Boot = "" // as in sources.begin
		}
		if m.Called() == "" && m.Boot == "" {
			continue
		}
		at := slices.IndexFunc(list, func(c checkedMachine) bool { return c.machine.Same(&m) })
		if at < 0 {
			at = len(list)
			list = append(list, checkedMachine{machine: &m})
		}
		list[at].prints = append(list[at].prints, m.Fingerprint)
	}
	for i := range list {
		for k := range headers {
			s := headers[k].Selfcheck
			if s != nil && s.Machine != "" && slices.Contains(list[i].prints, s.Machine) && (list[i].check == nil || s.At.After(list[i].check.At)) {
				list[i].check = s
			}
		}
	}
	return list
}

// selfcheckOfShares is what the self-checks of the machines of a plan's shares say
// together: failed if one has, passed if all have, and the largest of the smallest changes.
// It is nil if no machine has one.
func (d *Data) selfcheckOfShares() *record.Selfcheck {
	machines := checkedMachines(d.Headers)
	var names []*record.Machine
	for _, m := range machines {
		names = append(names, m.machine)
	}
	labels := machineLabels(names)
	all := &record.Selfcheck{Verdict: record.SelfcheckPassed}
	var lacking, undecided, failed []string
	found := false
	for i, m := range machines {
		s := m.check
		if s == nil {
			lacking = append(lacking, labels[i])
			continue
		}
		why := labels[i]
		if len(s.Why) > 0 {
			why += ": " + strings.Join(s.Why, ", ")
		}
		switch s.Verdict {
		case record.SelfcheckPassed:
		case record.SelfcheckFailed:
			failed = append(failed, why)
		default:
			undecided = append(undecided, why)
		}
		if !found || s.PlannedRounds < all.PlannedRounds {
			all.Rounds, all.PlannedRounds, all.PlannedSeconds, all.RoundSeconds = s.Rounds, s.PlannedRounds, s.PlannedSeconds, s.RoundSeconds
		}
		found = true
		for _, c := range s.Smallest {
			at := slices.IndexFunc(all.Smallest, func(o record.SmallestChange) bool { return o.Phase == c.Phase && o.Event == c.Event })
			if at < 0 {
				all.Smallest = append(all.Smallest, c)
				continue
			}
			all.Smallest[at].Ratio, all.Smallest[at].Worst = max(all.Smallest[at].Ratio, c.Ratio), max(all.Smallest[at].Worst, c.Worst)
		}
	}
	if !found {
		return nil
	}
	if len(lacking) > 0 {
		undecided = append(undecided, fmt.Sprintf("none of %s", strings.Join(lacking, ", ")))
	}
	switch {
	case len(failed) > 0:
		all.Verdict, all.Why = record.SelfcheckFailed, append(failed, undecided...)
	case len(undecided) > 0:
		all.Verdict, all.Why = record.SelfcheckLittle, undecided
	}
	return all
}
