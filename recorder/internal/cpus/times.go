package cpus

import (
	"fmt"
	"io/fs"
	"strconv"
	"strings"
)

// Times is how long a processor has done what, in ticks of 10 ms since boot.
type Times struct {
	Busy  uint64 // running something, interrupts included
	Idle  uint64 // waiting, also for a disk
	Stole uint64 // wanted to run, but the host ran another machine
}

// ReadTimes reads the times of all processors.
func ReadTimes(root fs.FS) (map[int]Times, error) {
	text, err := fs.ReadFile(root, "proc/stat")
	if err != nil {
		return nil, err
	}
	times := map[int]Times{}
	for line := range strings.Lines(string(text)) {
		f := strings.Fields(line)
		if len(f) < 5 || !strings.HasPrefix(f[0], "cpu") || f[0] == "cpu" {
			continue
		}
		cpu, err := strconv.Atoi(f[0][len("cpu"):])
		if err != nil {
			continue
		}
		// user nice system idle iowait irq softirq steal; guest time is in
		// user already.
		var n [8]uint64
		for i := 0; i < len(n) && i+1 < len(f); i++ {
			if n[i], err = strconv.ParseUint(f[i+1], 10, 64); err != nil {
				return nil, fmt.Errorf("proc/stat: %.100q is not a number", f[i+1])
			}
		}
		times[cpu] = Times{Busy: n[0] + n[1] + n[2] + n[5] + n[6], Idle: n[3] + n[4], Stole: n[7]}
	}
	if len(times) == 0 {
		return nil, fmt.Errorf("proc/stat names no CPU")
	}
	return times, nil
}

// Since returns the times between before and t. A count that went backwards,
// as that of waiting for a disk may, counts as 0.
func (t Times) Since(before Times) Times {
	return Times{Busy: less(t.Busy, before.Busy), Idle: less(t.Idle, before.Idle), Stole: less(t.Stole, before.Stole)}
}

func less(a, b uint64) uint64 {
	if a < b {
		return 0
	}
	return a - b
}

// Share returns which share of the time the processor was not free, because
// it was busy or was taken away, from 0 to 1, and false if no tick went by.
func (t Times) Share() (float64, bool) {
	all := t.Busy + t.Idle + t.Stole
	if all == 0 {
		return 0, false
	}
	return float64(t.Busy+t.Stole) / float64(all), true
}

// Shares returns Share for the processors that are in both samples and for
// which a tick went by.
func Shares(before, after map[int]Times) map[int]float64 {
	shares := map[int]float64{}
	for cpu, now := range after {
		then, ok := before[cpu]
		if !ok {
			continue
		}
		if share, ok := now.Since(then).Share(); ok {
			shares[cpu] = share
		}
	}
	return shares
}
