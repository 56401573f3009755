package worker

import (
	"github.com/sightglass-go/sightglass/recorder/job"
)

// memoryLimit is how many bytes a job's process may write to, 0 for any number.
func memoryLimit(job *job.Job) int64 {
	switch {
	case job.MemoryLimit < 0:
		return 0
	case job.MemoryLimit == 0:
		return defaultMemory()
	}
	return job.MemoryLimit
}

// ofWhat says where a limit comes from that nobody has set.
func ofWhat(job *job.Job) string {
	if job.MemoryLimit == 0 {
		return " (three quarters of what this machine, or this process's control group, has)"
	}
	return ""
}

// leastMemory is the least default limit: what counts is more than what is
// used.
const leastMemory = 1 << 30

// mostOf is the memory limit of a plan that has none: three quarters of what
// there is. 0 means none, where that is not known.
func mostOf(total int64) int64 {
	if total == 0 {
		return 0
	}
	return max(total/4*3, leastMemory)
}
