//go:build unix

package build

import (
	"os/exec"
	"syscall"
	"time"
)

// interruptible lets a command that is no longer wanted tidy up, and those that
// it has started, too: they are one process group, which a Ctrl-C in the
// terminal does not reach.
func interruptible(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGINT) }
	cmd.WaitDelay = 5 * time.Second
}
