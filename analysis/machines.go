package analysis

import (
	"fmt"

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
}

func (w *ManyMachines) Error() string {
	return fmt.Sprintf("the recordings are of %d machines: engines are compared within each, but medians and means are over all", len(w.Fingerprints))
}

// manyMachines returns the warning, nil if there is one machine at most or it
// is not known.
func manyMachines(headers []record.Header) error {
	var seen []string
	known := map[string]bool{}
	for _, h := range headers {
		if f := h.Machine.Fingerprint; f != "" && !known[f] {
			known[f] = true
			seen = append(seen, f)
		}
	}
	if len(seen) < 2 {
		return nil
	}
	return &ManyMachines{Fingerprints: seen}
}
