package job

import (
	"os"
	"path/filepath"
	"unsafe"

	"golang.org/x/sys/windows"
)

// mapWhereabouts maps the stage file of a scratch folder. Without it a crash
// is reported with less detail, so that errors don't matter.
func mapWhereabouts(scratch string) whereabouts {
	f, err := os.OpenFile(filepath.Join(scratch, stageFile), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil
	}
	defer f.Close()
	mapping, err := windows.CreateFileMapping(windows.Handle(f.Fd()), nil, windows.PAGE_READWRITE, 0, whereaboutsSize, nil)
	if err != nil {
		return nil
	}
	defer windows.CloseHandle(mapping)
	address, err := windows.MapViewOfFile(mapping, windows.FILE_MAP_WRITE, 0, 0, whereaboutsSize)
	if err != nil {
		return nil
	}
	// Sound: the view is outside of the Go heap, whereaboutsSize bytes of it or
	// more, and stays until unmap.
	return unsafe.Slice((*byte)(*(*unsafe.Pointer)(unsafe.Pointer(&address))), whereaboutsSize)
}

func (w whereabouts) unmap() {
	if w != nil {
		// Sound: its only use is as the number that MapViewOfFile returned.
		_ = windows.UnmapViewOfFile(uintptr(unsafe.Pointer(unsafe.SliceData(w))))
	}
}
