package analysis

import (
	"slices"

	"github.com/sightglass-go/sightglass/measure/record"
)

// SameRecording says whether both hold one recording, or a part of it: a copy, or
// what it was before it was resumed. A header says so (see
// record.Header.SameRecording); where it is lacking, rows do, of which both have
// those of the same processes.
func (d *Data) SameRecording(other *Data) bool {
	return d.sameHeader(other) || d.sameRows(other) || d.sharesRows(other)
}

// sameHeader says whether a header of one is that of a recording which the
// other has, too.
func (d *Data) sameHeader(other *Data) bool {
	for i := range d.Headers {
		if slices.ContainsFunc(other.Headers, func(h record.Header) bool { return h.SameRecording(&d.Headers[i]) }) {
			return true
		}
	}
	return false
}

// sameRows says whether the values are the same to the last count.
func (d *Data) sameRows(other *Data) bool {
	return len(d.Series) > 0 && slices.EqualFunc(d.Series, other.Series, func(a, b Series) bool {
		return a.Key == b.Key && slices.EqualFunc(a.Processes(), b.Processes(), sameProcess)
	})
}

func sameProcess(p, q Process) bool { return p.ID == q.ID && slices.Equal(p.Counts, q.Counts) }

// sharesRows says whether, of the processes of each benchmark on each engine
// that have a number which both know, most have the same counts throughout. Not
// all: the one that was running when a recording was interrupted ran again. What
// is counted exactly, or never varies, proves nothing: see RATIONALE.md.
func (d *Data) sharesRows(other *Data) bool {
	shared := false
	for rest := d.Series; len(rest) > 0; {
		n := slices.IndexFunc(rest, func(s Series) bool { return !sameJob(s.Key, rest[0].Key) })
		if n < 0 {
			n = len(rest)
		}
		known := map[uint64]bool{} // whether all counts of the process are the same
		for i := range rest[:n] {
			if s, o := &rest[i], other.Find(rest[i].Key); o != nil && !d.event(s.Event).Exact && s.varies() {
				s.common(o, known)
			}
		}
		rest = rest[n:]
		same := 0
		for _, is := range known {
			if is {
				same++
			}
		}
		switch {
		case len(known) == 0:
		case 2*same <= len(known):
			return false
		default:
			shared = true
		}
	}
	return shared
}

// sameJob says whether one process gives values to both.
func sameJob(a, b Key) bool {
	return a.Arch == b.Arch && a.Config() == b.Config() && a.Wasm == b.Wasm
}

// varies says whether not all counts are the same.
func (s *Series) varies() bool {
	processes := s.Processes()
	first := processes[0].Counts[0]
	return slices.ContainsFunc(processes, func(p Process) bool {
		return slices.ContainsFunc(p.Counts, func(n uint64) bool { return n != first })
	})
}

// common notes of the processes that both have whether their counts are the same.
func (s *Series) common(o *Series, known map[uint64]bool) {
	theirs := o.Processes()
	counts := make(map[uint64][]uint64, len(theirs))
	for _, p := range theirs {
		counts[p.ID] = p.Counts
	}
	for _, p := range s.Processes() {
		if theirs, ok := counts[p.ID]; ok {
			before, again := known[p.ID]
			known[p.ID] = (before || !again) && slices.Equal(p.Counts, theirs)
		}
	}
}
