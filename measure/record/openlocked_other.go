//go:build (!unix && !windows) || solaris || illumos || aix

package record

import "os"

func openLocked(name string, flag int) (*os.File, error) { return os.OpenFile(name, flag, 0o666) }
