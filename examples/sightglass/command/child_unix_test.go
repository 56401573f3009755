//go:build unix

package command

import (
	"bytes"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"
)

// asCommand, in the environment, makes this test binary the command.
const asCommand = "SIGHTGLASS_TEST_AS_COMMAND"

// child is the command in a process of its own, in a group of its own.
type child struct {
	*exec.Cmd
	stdout, stderr heard
	mark           string // in the environment of all its descendants
}

// heard is what a command has printed by now.
type heard struct {
	mu   sync.Mutex
	text []byte
}

func (h *heard) Write(b []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.text = append(h.text, b...)
	return len(b), nil
}

func (h *heard) String() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return string(h.text)
}

func start(t *testing.T, args ...string) *child {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := &child{Cmd: exec.Command(exe, args...)}
	c.mark = asCommand + "=" + strconv.FormatInt(time.Now().UnixNano(), 36)
	c.Env = append(os.Environ(), c.mark)
	c.Stdout, c.Stderr = &c.stdout, &c.stderr
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	// A script's "go test ... &" ignores SIGINT, and so would the command: what is
	// caught here is not ignored there.
	for _, s := range []os.Signal{syscall.SIGINT, syscall.SIGHUP} {
		if signal.Ignored(s) {
			signal.Notify(make(chan os.Signal, 1), s)
		}
	}
	return c
}

// end waits for the command, 5 minutes at most, and then that nothing of it is
// left.
func (c *child) end(t *testing.T) int {
	t.Helper()
	hangs := time.AfterFunc(5*time.Minute, func() {
		t.Errorf("still running after 5 minutes: killed; it has printed %s", c.stderr.String())
		_ = c.Process.Kill()
	})
	_ = c.Wait()
	hangs.Stop()
	for range 6000 {
		if len(c.descendants()) == 0 {
			return c.ProcessState.ExitCode()
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("still there a minute after its end: %v", c.descendants())
	return c.ProcessState.ExitCode()
}

// descendants returns the processes that have the command's mark, its own
// aside.
func (c *child) descendants() (list []int) {
	environments, _ := filepath.Glob("/proc/[0-9]*/environ")
	for _, path := range environments {
		pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		if pid == c.Process.Pid {
			continue
		}
		if text, err := os.ReadFile(path); err == nil && bytes.Contains(text, []byte(c.mark)) {
			list = append(list, pid)
		}
	}
	return list
}

// until waits for something to become true.
func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	for range 12000 {
		if is() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("not within 2 minutes: %s", what)
}
