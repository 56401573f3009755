package program

import (
	"os"
	"unsafe"

	"golang.org/x/sys/windows"
)

// StateOf returns the State of an open file.
func StateOf(f *os.File) (State, error) {
	h := windows.Handle(f.Fd())
	var info windows.ByHandleFileInformation
	if err := windows.GetFileInformationByHandle(h, &info); err != nil {
		return State{}, &os.PathError{Op: "stat", Path: f.Name(), Err: err}
	}
	s := State{
		Device: uint64(info.VolumeSerialNumber), Inode: uint64(info.FileIndexHigh)<<32 | uint64(info.FileIndexLow),
		Size:     int64(info.FileSizeHigh)<<32 | int64(info.FileSizeLow),
		Modified: info.LastWriteTime.Nanoseconds(),
	}
	var times basicInfo
	// Sound: the call writes to the structure, whose size it is told, and keeps nothing.
	err := windows.GetFileInformationByHandleEx(h, windows.FileBasicInfo, (*byte)(unsafe.Pointer(&times)), uint32(unsafe.Sizeof(times)))
	if err == nil { // not all file systems have it
		s.Changed = times.change.Nanoseconds()
	}
	return s, nil
}

// basicInfo is the system's FILE_BASIC_INFO.
type basicInfo struct {
	creation, access, write, change windows.Filetime
	attributes                      uint32
	_                               uint32
}

// StateAt returns the State of the file with this name.
func StateAt(name string) (State, error) {
	f, err := os.Open(name)
	if err != nil {
		return State{}, err
	}
	defer f.Close()
	return StateOf(f)
}
