package analysis

import (
	"slices"

	"github.com/sightglass-go/sightglass/measure/record"
)

// Series is all values of one quantity, process by process. Iterations of
// one process share its address layout, its pages and its neighbours and are
// not independent of each other; processes are. Whatever is said about more
// than the values themselves must therefore start from processes.
//
// The values of a large recording are not in memory: see Processes.
type Series struct {
	Key

	// Scaled is the number of values that are estimates, because their
	// counter ran for a part of the time only; Collections that of garbage
	// collections which ended while a value was measured, Warned that of the
	// rows that carry a warning. Only JSON Lines knows them; they are 0 for
	// rows from elsewhere.
	Scaled      int
	Collections uint64
	Warned      int

	// Repeated is how many values there are too many, because an iteration of
	// a process has more than one: nothing can be compared then.
	Repeated int

	// Subtracted says what SubtractOverhead took from each count; nil if
	// nothing was.
	Subtracted *Subtraction

	processes []Process
	stored    *values          // nil if the processes are in memory
	headers   []*record.Header // of the recordings that its values come from, each once
	works     []*record.Header // likewise, of those that ran the same one
	wasm      string           // the benchmark as the rows call it, where Key.Wasm is longer
}

// NewSeries returns the series of values that did not come from rows.
func NewSeries(k Key, processes ...Process) *Series { return &Series{Key: k, processes: processes} }

// Processes returns the values, process by process, in the order in which their first
// row came, which is the order in time for a file that was written as it was measured.
// There is at least one process, and each has at least one value. The slice is not to be
// changed, but of a series that NewSeries made.
//
// Of a large recording they are read from a temporary file each time. It panics with a
// *StoreError if that fails.
func (s *Series) Processes() []Process {
	if s.stored == nil {
		return s.processes
	}
	processes := s.stored.processes()
	if s.Subtracted != nil {
		lessen(processes, s.Subtracted.Count)
	}
	return processes
}

// SetProcesses replaces the values of a series that did not come from rows.
func (s *Series) SetProcesses(processes []Process) { s.processes, s.stored = processes, nil }

// held is the series with its values in memory, to look at them more than once.
func (s *Series) held() *Series {
	if s.stored == nil {
		return s
	}
	h := *s
	h.SetProcesses(s.Processes())
	return &h
}

// Process is the values that one process gave to a series.
type Process struct {
	// ID is the rows' process number.
	ID uint64
	// Counts are the values in the order of their iterations.
	Counts []uint64
	// Iterations are the iteration numbers of Counts, ascending. It is nil
	// where they are 0, 1, 2, ..., as they are in a whole recording. A number
	// that occurs twice has its values in ascending order.
	Iterations []uint64
	// Failed is set for a process that failed after it had given these values.
	// They are among the values of summaries; comparisons leave them out.
	Failed bool
	// Round is the round in which it ran. Processes of two series ran in one
	// if their Rounds are the Same. It is nil where nothing proves any:
	// equal numbers alone do not.
	Round *Round
	// Order is lower for a process that ran before another, as far as the order of
	// rows shows; 0 is not known.
	Order int
}

// Round is what processes have in common that ran back to back.
type Round struct {
	// Process is their number.
	Process uint64
	// Machine is where it ran, nil if that is not known: the same of all rounds of one
	// machine.
	Machine *record.Machine
	// Assumed is set where no header says that processes are numbered by
	// rounds: their rows follow each other.
	Assumed bool

	// What is the same, where values are in a file, and no Round is kept: of which Data,
	// and what a roundKey has.
	whole         *identity // nil for others
	source, block int
}

// Same is whether the two are one round: of none, nil, it is false.
func (r *Round) Same(as *Round) bool {
	return r != nil && as != nil && (r == as || r.whole != nil && *r == *as)
}

// InRounds says of series that did not come from rows that their processes with
// the same number ran in one round.
func InRounds(series ...*Series) {
	rounds := map[uint64]*Round{}
	for _, s := range series {
		for i := range s.processes {
			p := &s.processes[i]
			if rounds[p.ID] == nil {
				rounds[p.ID] = &Round{Process: p.ID}
			}
			p.Round = rounds[p.ID]
		}
	}
}

func (s *Series) markFailed(ids map[uint64]bool) {
	if s.stored != nil {
		s.stored.failed = ids
	}
	markFailed(s.processes, ids)
}

func markFailed(processes []Process, ids map[uint64]bool) {
	for i := range processes {
		processes[i].Failed = ids[processes[i].ID]
	}
}

// sequential says whether how many processes there are was decided while looking
// at what they gave.
func (s *Series) sequential() bool {
	return slices.ContainsFunc(s.headers, func(h *record.Header) bool { return h.Sequential })
}

// Headers are those of the recordings that its values come from, each once; none of
// rows that have none.
func (s *Series) Headers() []*record.Header { return slices.Clone(s.headers) }

// Iteration returns the iteration number of Counts[i].
func (p *Process) Iteration(i int) uint64 {
	if p.Iterations == nil {
		return uint64(i)
	}
	return p.Iterations[i]
}

// Len returns the number of values.
func (s *Series) Len() int {
	if s.stored != nil {
		return s.stored.n
	}
	n := 0
	for _, p := range s.processes {
		n += len(p.Counts)
	}
	return n
}

// Counts appends all values to dst and returns the extended slice. They are
// ordered by process number and iteration, so that sums of them, which are
// rounded, come out the same for the same rows in any order.
func (s *Series) Counts(dst []uint64) []uint64 {
	processes := s.Processes()
	byID := func(a, b Process) int {
		switch {
		case a.ID < b.ID:
			return -1
		case a.ID > b.ID:
			return 1
		}
		return 0
	}
	if !slices.IsSortedFunc(processes, byID) {
		processes = slices.Clone(processes)
		slices.SortFunc(processes, byID)
	}
	for i := range processes {
		dst = append(dst, processes[i].Counts...)
	}
	return dst
}
