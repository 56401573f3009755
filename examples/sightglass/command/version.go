package command

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// version is what this program was built from, as far as it knows.
func version() string {
	text := "(unknown)"
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		text = info.Main.Version
	}
	return fmt.Sprintf("%s, %s %s/%s", text, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}
