package stream

import (
	"os"
	"runtime"
)

// IsNull tells whether what is read from r is the null device, from which nothing
// comes.
func IsNull(r any) bool {
	f, ok := fileBehind(r)
	if !ok {
		return false
	}
	info, err := f.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	if runtime.GOOS == "windows" { // which does not say what a device is called
		return !IsTerminal(r)
	}
	null, err := os.Stat(os.DevNull)
	return err == nil && os.SameFile(info, null)
}
