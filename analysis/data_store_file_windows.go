package analysis

import (
	"os"
	"syscall"
)

const tempVariable = "TMP"

// deleteOnClose is FILE_FLAG_DELETE_ON_CLOSE.
const deleteOnClose = 0x04000000

// tempFile opens a file that is deleted when the last handle of it is closed, however the
// program ends.
func tempFile() (*os.File, error) {
	f, err := os.CreateTemp("", "sightglass-values-*")
	if err != nil {
		return nil, err
	}
	if err := f.Close(); err != nil {
		return nil, err
	}
	name, err := syscall.UTF16PtrFromString(f.Name())
	if err != nil {
		return nil, err
	}
	handle, err := syscall.CreateFile(name, syscall.GENERIC_READ|syscall.GENERIC_WRITE,
		syscall.FILE_SHARE_READ|syscall.FILE_SHARE_WRITE, nil, syscall.OPEN_EXISTING, syscall.FILE_ATTRIBUTE_NORMAL|deleteOnClose, 0)
	if err != nil {
		_ = os.Remove(f.Name()) // what failed before says why
		return nil, &os.PathError{Op: "open", Path: f.Name(), Err: err}
	}
	return os.NewFile(uintptr(handle), f.Name()), nil
}
