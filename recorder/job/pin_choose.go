package job

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"github.com/sightglass-go/sightglass/recorder/internal/cpus"
)

// pinSample is how long CPUs are watched before one is chosen. The kernel
// counts busy time in ticks of 10 ms, so this is ten of them: enough to tell a
// CPU that is a tenth busy from one that is idle, which five would not be, and
// still little beside the processes that are recorded on it.
const pinSample = 100 * time.Millisecond

// chooseCPU picks the CPU for "auto" out of those that may be used: the
// isolated ones if there are any; of these the strong ones, where cores
// differ; of these the least busy; of equals the one whose core is shared with
// the least busy; then not CPU 0, which serves most interrupts, and the last
// one. It says in words which and why. Nothing that it reads has to be there.
func chooseCPU(root fs.FS, may []int, pause func()) (cpu int, why string) {
	list, class := shortlist(root, may)
	var busy map[int]float64
	if len(list) > 1 {
		busy = sampleBusy(root, pause)
	}
	candidates := make([]candidate, len(list))
	for i, n := range list {
		c := candidate{cpu: n, busy: tenths(busy, n), siblings: cpus.Siblings(root, n), sibling: -1}
		for _, s := range c.siblings {
			c.sibling = max(c.sibling, tenths(busy, s))
		}
		candidates[i] = c
	}
	best := slices.MinFunc(candidates, candidate.compare)
	return best.cpu, best.why(len(list), class, len(busy) > 0)
}

// shortlist returns the CPUs between which how busy they are decides, and what
// they are.
func shortlist(root fs.FS, may []int) (list []int, class string) {
	class = "allowed"
	if isolated := slices.DeleteFunc(cpus.Isolated(root), func(cpu int) bool { return !slices.Contains(may, cpu) }); len(isolated) > 0 {
		may, class = isolated, "isolated from the scheduler"
	}
	strength := make([]int, len(may))
	for i, cpu := range may {
		strength[i] = cpus.Strength(root, cpu)
	}
	// Where there are fast and slow cores the slow ones are the idle ones. A
	// tenth is what the favoured cores of a uniform machine are ahead.
	for i, cpu := range may {
		if 10*strength[i] >= 9*slices.Max(strength) {
			list = append(list, cpu)
		}
	}
	if len(list) < len(may) {
		class = fmt.Sprintf("strongest among the %d %s", len(may), class)
	}
	return list, class
}

// candidate is a CPU that the measuring thread could be bound to.
type candidate struct {
	cpu      int
	busy     int // tenths of the sample; -1 is not known
	siblings []int
	sibling  int // tenths of the busiest of them
}

func (c candidate) compare(d candidate) int {
	switch {
	case c.busy != d.busy:
		return cmp.Compare(c.busy, d.busy)
	case c.sibling != d.sibling:
		return cmp.Compare(c.sibling, d.sibling)
	case c.cpu == 0:
		return 1
	case d.cpu == 0:
		return -1
	}
	return cmp.Compare(d.cpu, c.cpu)
}

// why has no numbers that differ from one process to the next, so that the
// same choice is reported once.
func (c candidate) why(of int, class string, sampled bool) string {
	why := fmt.Sprintf("CPU %d, ", c.cpu)
	switch {
	case of == 1:
		why += "the only one " + class
	case sampled:
		why += fmt.Sprintf("the least busy of the %d %s", of, class)
	default:
		why += fmt.Sprintf("the last of the %d %s, because it is not known how busy they are", of, class)
	}
	if c.busy >= 2 {
		why += ", though something else runs there"
	}
	return why + siblingNote(c.siblings, c.sibling)
}

// siblingNote says with whom the core is shared.
func siblingNote(siblings []int, busy int) string {
	if len(siblings) == 0 {
		return ""
	}
	note := "; its core is shared with CPU " + cpus.FormatList(siblings)
	switch {
	case busy >= 2:
		note += ", which is busy"
	case busy >= 0:
		note += ", which is idle"
	}
	return note
}

// sampleBusy watches the CPUs for as long as pause takes.
func sampleBusy(root fs.FS, pause func()) map[int]float64 {
	before, err := cpus.ReadTimes(root)
	if err != nil {
		return nil
	}
	pause()
	after, err := cpus.ReadTimes(root)
	if err != nil {
		return nil
	}
	return cpus.Shares(before, after)
}

func tenths(busy map[int]float64, cpu int) int {
	share, ok := busy[cpu]
	if !ok {
		return -1
	}
	return int(10*share + 0.5)
}
