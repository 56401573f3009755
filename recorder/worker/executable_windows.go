package worker

import (
	"os"

	"golang.org/x/sys/windows"
)

// holds is whether an open program stays what it is. Then it is run by its
// name: here no process can be started from an open file.
const holds = true

// hold opens a program, and keeps others from writing to it, renaming and
// removing it until it is closed. Who has opened it to do that makes this fail.
func hold(path string) (*os.File, error) {
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return nil, err
	}
	h, err := windows.CreateFile(name, windows.GENERIC_READ, windows.FILE_SHARE_READ, nil, windows.OPEN_EXISTING, windows.FILE_ATTRIBUTE_NORMAL, 0)
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(h), path), nil
}
