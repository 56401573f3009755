//go:build unix

package worker

import (
	"fmt"
	"math"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"

	"golang.org/x/sys/unix"

	"github.com/sightglass-go/sightglass/recorder/job"
)

// leastFile is the least limit on the size of files: engines have files of
// their own, such as an image of the memory that a module begins with.
const leastFile = 64 << 20

// limitOutput bounds the files that this process writes, and with them what a
// guest prints, and ends the process when that is reached: the guest would see
// an error that has nothing to do with it, and one that tried again and again
// would do so until its time-out. Whether it printed more than it may is judged
// when it has ended; this keeps it from going on, and the disk from filling.
func limitOutput(job *job.Job, scratch string) error {
	if job.OutputLimit <= 0 || job.OutputLimit > math.MaxInt64-leastFile {
		return nil
	}
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_FSIZE, &limit); err != nil {
		return os.NewSyscallError("getrlimit(RLIMIT_FSIZE)", err)
	}
	exceeded := make(chan os.Signal, 1)
	signal.Notify(exceeded, syscall.SIGXFSZ)
	go func() {
		for range exceeded {
			if printedMore(scratch, job.OutputLimit) {
				os.Exit(exitOutput)
			}
			// Otherwise it was a file of the engine's, or a guest that asked for
			// a size in place of printing: the call has failed, and that is all.
		}
	}()
	most := max(job.OutputLimit+1, leastFile)
	if info, err := os.Stat(job.Benchmark); err == nil {
		most = max(most, 4*info.Size()) // it holds what such an image is made of
	}
	if now := uint64(limit.Cur); uint64(most) < now { // RLIM_INFINITY is the largest of all
		lower(&limit.Cur, most)
	}
	if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &limit); err != nil {
		return os.NewSyscallError(fmt.Sprintf("setrlimit(RLIMIT_FSIZE, %d)", most), err)
	}
	return nil
}

// printedMore is whether one of the guest's streams holds more than it may.
func printedMore(scratch string, limit int64) bool {
	return slices.ContainsFunc(job.Streams(), func(stream string) bool {
		info, err := os.Stat(filepath.Join(scratch, stream))
		return err == nil && info.Size() > limit
	})
}

// lower sets a field of a limit, which is signed on some systems.
func lower[T int64 | uint64](field *T, to int64) { *field = T(to) }
