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
