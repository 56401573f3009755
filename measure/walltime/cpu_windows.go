package walltime

import (
	"golang.org/x/sys/windows"

	"github.com/sightglass-go/sightglass/measure"
)

const cpuSource = "GetProcessTimes"

var cpuWarnings = []string{measure.CPUNanoseconds.Name + " advances by timer interrupts of about 15 ms on Windows: shorter windows read 0 or one whole interrupt"}

type cpuStamp struct {
	created, exited, kernel, user windows.Filetime
}

func (s *cpuStamp) take() error {
	return windows.GetProcessTimes(windows.CurrentProcess(), &s.created, &s.exited, &s.kernel, &s.user)
}

// nanos adds the two durations, which Windows counts in 100 ns. Filetime's
// own Nanoseconds is for dates.
func (s *cpuStamp) nanos() uint64 {
	ticks := func(f windows.Filetime) uint64 { return uint64(f.HighDateTime)<<32 | uint64(f.LowDateTime) }
	return 100 * (ticks(s.kernel) + ticks(s.user))
}
