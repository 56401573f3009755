//go:build unix

package job

import (
	"math"
	"os"
	"path/filepath"
	"syscall"

	"golang.org/x/sys/unix"
)

// mapWhereabouts maps the stage file of a scratch folder. Without it a crash
// is reported with less detail, so that errors don't matter.
func mapWhereabouts(scratch string) whereabouts {
	f, err := os.OpenFile(filepath.Join(scratch, stageFile), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil
	}
	defer f.Close()
	// Written, and not only made that long: on a full disk the store into a page
	// that has no block would be a bus error.
	if _, err := f.Write(make([]byte, whereaboutsSize)); err != nil {
		return nil
	}
	b, err := syscall.Mmap(int(f.Fd()), 0, whereaboutsSize, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED)
	if err != nil {
		return nil
	}
	return b
}

func (w whereabouts) unmap() {
	if w != nil {
		_ = syscall.Munmap(w)
	}
}

// maxFileSize is the system's limit on the size of this process's files.
func maxFileSize() int64 {
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_FSIZE, &limit); err != nil || uint64(limit.Cur) > math.MaxInt64 {
		return math.MaxInt64
	}
	return int64(limit.Cur)
}
