package analysis

import (
	"fmt"
	"math"
	"slices"

	"github.com/sightglass-go/sightglass/analysis/internal/stat"
	"github.com/sightglass-go/sightglass/measure/record"
)

// processes is a series prepared for comparing: its processes' logarithms.
type processes struct {
	series *Series     // with its values in memory
	logs   [][]float64 // of all values
	warmup stat.Warmup
}

func prepare(s *Series) *processes {
	s = s.held()
	p := &processes{series: s, logs: s.logs()}
	p.warmup = stat.DetectWarmup(p.logs)
	return p
}

// logs returns the logarithms of all values, by process.
func (s *Series) logs() [][]float64 {
	all := make([]float64, 0, s.Len())
	processes := s.Processes()
	logs := make([][]float64, 0, len(processes))
	for i := range processes {
		from := len(all)
		for _, c := range processes[i].Counts {
			all = append(all, math.Log(float64(c)))
		}
		logs = append(logs, all[from:len(all):len(all)])
	}
	return logs
}

// A middle is what a process comes to without its warm prefix.
type middle struct {
	index        int // of the process in the series
	id           uint64
	round        *Round
	machine      *record.Machine // nil if it is not known
	median, mean float64
	values       int
}

// middles returns those of the processes that have values behind the prefix,
// of their first iterations up to most, and how many have none. Processes that
// failed are left out: those that fail late, or never, are no fair sample.
func (p *processes) middles(warm, most int) (out []middle, short int) {
	var scratch []uint64
	for i := range p.series.processes {
		switch proc := &p.series.processes[i]; {
		case proc.Failed:
		case len(proc.Counts) <= warm:
			short++
		default:
			var m middle
			m, scratch = p.middle(i, warm, most, scratch)
			out = append(out, m)
		}
	}
	return out, short
}

// middle is that of one process, of its first iterations up to most.
func (p *processes) middle(i, warm, most int, scratch []uint64) (middle, []uint64) {
	proc := &p.series.processes[i]
	scratch = append(scratch[:0], proc.Counts[warm:min(most, len(proc.Counts))]...)
	slices.Sort(scratch)
	m := middle{index: i, id: proc.ID, round: proc.Round, median: stat.Quantile(scratch, 0.5), mean: stat.Mean(scratch), values: len(scratch)}
	if m.round != nil {
		m.machine = m.round.Machine
	}
	return m, scratch
}

// longest is the most iterations that a process has.
func (p *processes) longest() int {
	n := 0
	for i := range p.series.processes {
		n = max(n, len(p.series.processes[i].Counts))
	}
	return n
}

// failed is how many processes failed after they had given values.
func (p *processes) failed() int {
	n := 0
	for i := range p.series.processes {
		if p.series.processes[i].Failed {
			n++
		}
	}
	return n
}

// common brings the processes of each round down to the iterations that both
// have, and says whether any had more.
func common(a, b *processes, ma, mb []middle, warm int) bool {
	cut := false
	for i := range ma {
		n := min(ma[i].values, mb[i].values)
		if ma[i].values > n {
			ma[i], _ = a.middle(ma[i].index, warm, warm+n, nil)
			cut = true
		}
		if mb[i].values > n {
			mb[i], _ = b.middle(mb[i].index, warm, warm+n, nil)
			cut = true
		}
	}
	return cut
}

// match returns the middles of a and b that have a round in common, in the
// order of a, and how many of both have none. If any two have a number in
// common and no round, numbers are not rounds, and there are no pairs at all;
// unproven says so.
func match(a, b []middle) (ma, mb []middle, alone int, unproven bool) {
	at := make(map[uint64]int, len(b))
	for i := range b {
		at[b[i].id] = i
	}
	for _, m := range a {
		i, ok := at[m.id]
		if !ok {
			continue
		}
		if !m.round.Same(b[i].round) {
			return nil, nil, len(a) + len(b), true
		}
		ma = append(ma, m)
		mb = append(mb, b[i])
	}
	return ma, mb, len(a) + len(b) - 2*len(ma), false
}

func assumed(m []middle) bool {
	return slices.ContainsFunc(m, func(m middle) bool { return m.round.Assumed })
}

// ProcessMedian returns the median of the medians of processes, NaN if there
// are none: the median that comparisons show, but for what they leave out.
func (s *Series) ProcessMedian() float64 {
	p := processes{series: s.held()}
	if len(p.series.processes) == 0 {
		return math.NaN()
	}
	m, _ := p.middles(0, math.MaxInt)
	median, _ := stat.Median(mediansOf(m), nil)
	return median
}

func describeArm(s *Series, m []middle) Arm {
	a := Arm{Engine: s.Engine, Flags: s.EngineFlags, Processes: len(m)}
	medians := make([]float64, 0, len(m))
	for i := range m {
		medians = append(medians, m[i].median)
		a.Mean += m[i].mean / float64(len(m))
		a.Values += m[i].values
	}
	a.Median, _ = stat.Median(medians, nil)
	return a
}

// logsOf returns the logarithms of medians and means. The error says which
// process has none.
func logsOf(s *Series, m []middle) (logArm, error) {
	l := logArm{}
	for i := range m {
		if m[i].median <= 0 || m[i].mean <= 0 {
			return logArm{}, fmt.Errorf("process %d of %v counted a median of zero", m[i].id, s.Config())
		}
		l.ids = append(l.ids, m[i].id)
		l.machines = append(l.machines, m[i].machine)
		l.medians = append(l.medians, math.Log(m[i].median))
		l.means = append(l.means, math.Log(m[i].mean))
	}
	return l, nil
}
