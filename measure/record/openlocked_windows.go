package record

import (
	"errors"
	"os"
	"syscall"
)

const sharingViolation = syscall.Errno(32) // ERROR_SHARING_VIOLATION

// openLocked opens a file to read and write it, and takes it until this process
// closes it or ends, however it ends: others may read, rename and remove it, but
// not write to it. (A lock of LockFileEx would come behind the opening, and would
// keep others from reading what it covers.)
func openLocked(name string, flag int) (*os.File, error) {
	how := uint32(syscall.OPEN_EXISTING)
	if flag&os.O_EXCL != 0 {
		how = syscall.CREATE_NEW
	}
	path, err := syscall.UTF16PtrFromString(name)
	var h syscall.Handle
	if err == nil {
		h, err = syscall.CreateFile(path, syscall.GENERIC_READ|syscall.GENERIC_WRITE,
			syscall.FILE_SHARE_READ|syscall.FILE_SHARE_DELETE, nil, how, syscall.FILE_ATTRIBUTE_NORMAL, 0)
	}
	switch {
	case errors.Is(err, sharingViolation):
		return nil, ErrBusy
	case err != nil:
		return nil, &os.PathError{Op: "open", Path: name, Err: err}
	}
	return os.NewFile(uintptr(h), name), nil
}
