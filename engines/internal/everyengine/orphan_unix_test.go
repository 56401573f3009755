//go:build unix

package everyengine

import (
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// TestNoOrphan: when the process of the test is killed, the one in which a case hangs
// ends, too.
func TestNoOrphan(t *testing.T) {
	file := filepath.Join(t.TempDir(), "pid")
	cmd := command(t, "hangs in Compile")
	cmd.Env = append(cmd.Env, "SIGHTGLASS_TEST_BAD_PID="+file)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	pid := 0
	await(t, "the case to hang", func() bool {
		text, err := os.ReadFile(file)
		if err == nil {
			pid, err = strconv.Atoi(string(text))
		}
		return err == nil
	})
	if pid == cmd.Process.Pid {
		t.Error("the case hangs in the process of the test")
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // killed
	await(t, "the process of the case to end", func() bool { return syscall.Kill(pid, 0) == syscall.ESRCH })
}

func await(t *testing.T, what string, done func() bool) {
	t.Helper()
	for range 3000 {
		if done() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("waited in vain for %s", what)
}
