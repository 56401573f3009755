package native

import (
	"fmt"
	"os"
	"runtime/debug"
	"testing"
)

// resident returns how many bytes of memory the process holds.
func resident(t testing.TB) int {
	debug.FreeOSMemory()
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Skip(err)
	}
	var size, pages int
	if _, err := fmt.Sscan(string(text), &size, &pages); err != nil {
		t.Fatal(err)
	}
	return pages * os.Getpagesize()
}
