package facts

import (
	"runtime"
	"slices"
	"testing"
)

// TestRead: what every system that is known tells, unless it is a container's
// that hides it.
func TestRead(t *testing.T) {
	if !slices.Contains([]string{"linux", "darwin", "freebsd", "windows"}, runtime.GOOS) {
		t.Skip("nobody has said how to ask ", runtime.GOOS)
	}
	f := Read()
	if f.System == "" || f.Kernel == "" || f.Memory < 64<<20 {
		t.Errorf("%+v", f)
	}
	if f != Read() {
		t.Errorf("%+v, and then %+v", f, Read())
	}
	t.Logf("%s, kernel %q, CPU %q, %d bytes", f.System, f.Kernel, f.CPU, f.Memory)
}
