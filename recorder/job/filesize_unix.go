//go:build unix

package job

import (
	"math"

	"golang.org/x/sys/unix"
)

// maxFileSize is the system's limit on the size of this process's files.
func maxFileSize() int64 {
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_FSIZE, &limit); err != nil || uint64(limit.Cur) > math.MaxInt64 {
		return math.MaxInt64
	}
	return int64(limit.Cur)
}
