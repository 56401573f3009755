package worker

import (
	"math"
	"os"
	"path/filepath"
	"time"

	"github.com/sightglass-go/sightglass/recorder/job"
)

// limitOutput: watchOutput sees to it, as there is no limit on a file's size.
func limitOutput(*job.Job, string) error { return nil }

// outputPause is how often watchOutput looks: what a guest can print meanwhile
// does not fill a disk.
const outputPause = 100 * time.Millisecond

// watchOutput ends a worker whose guest prints more than it may. The process
// that measures is not disturbed by it.
func watchOutput(job *job.Job, scratch string, end func(code int)) (stop func()) {
	if job == nil || job.OutputLimit <= 0 || job.OutputLimit == math.MaxInt64 {
		return func() {}
	}
	done := make(chan struct{})
	go func() {
		for {
			select {
			case <-done:
				return
			case <-time.After(outputPause):
			}
			if printedMore(scratch, job.OutputLimit) {
				end(exitOutput)
				return
			}
		}
	}()
	return func() { close(done) }
}

// printedMore is whether one of the guest's streams holds more than it may. By
// its name alone a file has the size that it had when it was last closed.
func printedMore(scratch string, limit int64) bool {
	for _, stream := range job.Streams() {
		f, err := os.Open(filepath.Join(scratch, stream))
		if err != nil {
			continue
		}
		info, err := f.Stat()
		f.Close()
		if err == nil && info.Size() > limit {
			return true
		}
	}
	return false
}
