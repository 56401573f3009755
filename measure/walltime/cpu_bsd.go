//go:build darwin || freebsd

package walltime

import "golang.org/x/sys/unix"

const cpuSource = "clock_gettime(CLOCK_PROCESS_CPUTIME_ID)"

var cpuWarnings []string

type cpuStamp struct{ ts unix.Timespec }

func (s *cpuStamp) take() error {
	return unix.ClockGettime(unix.CLOCK_PROCESS_CPUTIME_ID, &s.ts)
}

func (s *cpuStamp) nanos() uint64 { return uint64(s.ts.Nano()) }
