//go:build unix

package isolate

import (
	"os"
	"os/exec"
	"syscall"
)

// ownGroup lets a process be killed with all that it starts.
func ownGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// killGroup kills what is left of the group of a process.
func killGroup(cmd *exec.Cmd) { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }

// endGroup ends this process, which has a group of its own, and all that it started.
func endGroup() { _ = syscall.Kill(-os.Getpid(), syscall.SIGKILL) }
