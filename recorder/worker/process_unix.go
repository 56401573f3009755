//go:build unix

package worker

import (
	"errors"
	"os/exec"
	"syscall"

	"golang.org/x/sys/unix"
)

const supported = true

// ownGroup puts a worker into a process group of its own, so that a Ctrl-C
// at the terminal reaches the parent alone, which decides, and so that the
// whole group can be killed. Where the system can, it kills the worker when
// the thread that started it ends.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	dieWithParent(cmd.SysProcAttr)
}

// killGroup kills a started worker and all that it started.
func killGroup(cmd *exec.Cmd) { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }

// endingOf says how a worker ended.
func endingOf(err error) ending {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return ending{err: err}
	}
	e := ending{code: exit.ExitCode(), used: maxResident(exit.SysUsage())}
	if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		e.code, e.signal, e.description = -1, unix.SignalName(status.Signal()), status.Signal().String()
	}
	return e
}
