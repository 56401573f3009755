//go:build unix

package gotest

import (
	"os/exec"
	"syscall"
)

// ownGroup has a process run in a group of its own: a Ctrl-C at the terminal
// reaches the recorder alone, which decides, and what ends the process ends all
// that it has started.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
