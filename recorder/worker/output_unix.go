//go:build unix

package worker

import (
	"fmt"
	"math"
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"
)

// limitOutput bounds the files that this process writes, and with them what a
// guest prints, and ends the process when that is reached: the guest would see
// an error that has nothing to do with it, and one that tried again and again
// would do so until its time-out. A little more than the limit may be written,
// so that a file of just that size is none too many.
func limitOutput(bytes int64) error {
	if bytes <= 0 || bytes == math.MaxInt64 {
		return nil
	}
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_FSIZE, &limit); err != nil {
		return os.NewSyscallError("getrlimit(RLIMIT_FSIZE)", err)
	}
	exceeded := make(chan os.Signal, 1)
	signal.Notify(exceeded, syscall.SIGXFSZ)
	go func() {
		<-exceeded
		os.Exit(exitOutput)
	}()
	if now := uint64(limit.Cur); uint64(bytes+1) < now { // RLIM_INFINITY is the largest of all
		lower(&limit.Cur, bytes+1)
	}
	if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &limit); err != nil {
		return os.NewSyscallError(fmt.Sprintf("setrlimit(RLIMIT_FSIZE, %d)", bytes+1), err)
	}
	return nil
}

// lower sets a field of a limit, which is signed on some systems.
func lower[T int64 | uint64](field *T, to int64) { *field = T(to) }
