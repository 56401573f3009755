package worker

import (
	"fmt"
	"sync"

	"golang.org/x/sys/windows"

	"github.com/sightglass-go/sightglass/recorder/internal/facts"
)

// memoryLimits is whether limitMemory works.
const memoryLimits = true

// limitMemory bounds the memory that this process may commit to, by a job of its
// own, which lasts as long as it.
func limitMemory(bytes int64) error {
	job, err := newJob(windows.JOB_OBJECT_LIMIT_PROCESS_MEMORY, uintptr(bytes))
	if err != nil {
		return err
	}
	if err := windows.AssignProcessToJobObject(job, windows.CurrentProcess()); err != nil {
		return fmt.Errorf("put this process into a job object of %d bytes: %w", bytes, err)
	}
	return nil
}

// defaultMemory is mostOf what the machine has.
var defaultMemory = sync.OnceValue(func() int64 { return mostOf(facts.Read().Memory) })
