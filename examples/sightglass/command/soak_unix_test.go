//go:build unix

package command

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/recorder/soak"
)

// TestSoakKilled: with a soak that is killed ends the process that does it, and
// the next removes its folder.
func TestSoakKilled(t *testing.T) {
	if err := soak.Missing(); err != nil {
		t.Skipf("%v; run it on Linux", err)
	}
	t.Setenv("TMPDIR", t.TempDir())
	c := start(t, "soak", "--compilations", "0", "-p", "0", "--instantiations", "100000000")
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	until(t, "it soaks", func() bool { return busy(c.descendants()) })
	_ = c.Process.Kill()
	if code := c.shellCode(t); code != 128+int(syscall.SIGKILL) { // waits for its child, too
		t.Errorf("code %d: %s", code, c.stderr.String())
	}
	folders := func() []string {
		list, _ := filepath.Glob(filepath.Join(os.TempDir(), "sightglass-*"))
		return list
	}
	left := folders()
	if len(left) == 0 {
		t.Error("it left no folder: was it killed?")
	}
	old := time.Now().Add(-time.Hour)
	for _, dir := range left {
		if err := os.Chtimes(dir, old, old); err != nil {
			t.Fatal(err)
		}
	}
	if r := sightglass(t, "", strings.Fields("soak --in-process --compilations 0 -p 0 --instantiations 2")...); r.code != 0 || len(folders()) > 0 {
		t.Errorf("%v is still there: %+v", folders(), r)
	}
}
