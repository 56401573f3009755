package analysis

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/measure/record"
)

// SharesOfPrograms is the warning that shares of a plan were recorded by programs that
// are not the same files: what differs between these looks like a difference between
// machines, or hides one between engines.
type SharesOfPrograms struct {
	// Plan is the plan's hash. Shares are the numbers of those of each program, which
	// has the SHA-256 of the same place.
	Plan     string
	Programs []string
	Shares   [][]int
}

func (w *SharesOfPrograms) Error() string {
	var parts []string
	for i, program := range w.Programs {
		parts = append(parts, fmt.Sprintf("%s by %s", numbers(w.Shares[i]), program))
	}
	return fmt.Sprintf("shares of the plan %s were recorded by different programs: %s; leave out those of another build than the plan's, and record them again", record.ShortHash(w.Plan), strings.Join(parts, "; "))
}

// sharesOfPrograms returns the SharesOfPrograms of recordings some of which are shares, one for
// each plan. A recording that does not know its program is left out.
func sharesOfPrograms(headers []record.Header) (list []error) {
	var found []*SharesOfPrograms
	for i := range headers {
		h := &headers[i]
		program := programsOf(h)
		if h.Share == nil || h.Share.Check() != nil || program == "" {
			continue
		}
		at := slices.IndexFunc(found, func(w *SharesOfPrograms) bool { return w.Plan == h.Share.Plan })
		if at < 0 {
			at = len(found)
			found = append(found, &SharesOfPrograms{Plan: h.Share.Plan})
		}
		w := found[at]
		k := slices.Index(w.Programs, program)
		if k < 0 {
			k = len(w.Programs)
			w.Programs, w.Shares = append(w.Programs, program), append(w.Shares, nil)
		}
		if !slices.Contains(w.Shares[k], h.Share.Index) {
			w.Shares[k] = append(w.Shares[k], h.Share.Index)
			slices.Sort(w.Shares[k])
		}
	}
	for _, w := range found {
		if len(w.Programs) > 1 {
			list = append(list, w)
		}
	}
	return list
}

// programsOf are the short hashes of what measured, and of the engines that are files,
// "" if they are not known.
func programsOf(h *record.Header) string {
	var sums []string
	add := func(sum string) {
		if short := record.ShortHash(sum); sum != "" && !slices.Contains(sums, short) {
			sums = append(sums, short)
		}
	}
	add(h.Binary)
	for i := range h.Programs {
		add(h.Programs[i].SHA256)
	}
	for i := range h.Engines {
		if h.Engines[i].Library != nil {
			add(h.Engines[i].Library.SHA256)
		}
	}
	return strings.Join(sums, " and ")
}
