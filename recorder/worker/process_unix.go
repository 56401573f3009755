//go:build unix

package worker

import (
	"errors"
	"fmt"
	"os/exec"
	"syscall"
)

const supported = true

// ownGroup puts a worker into a process group of its own, so that a Ctrl-C
// at the terminal reaches the parent alone, which decides, and so that the
// whole group can be killed.
func ownGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// killGroup kills a started worker and all that it started.
func killGroup(cmd *exec.Cmd) { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }

// ending says how a worker ended.
func ending(err error) string {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		if err != nil {
			return err.Error()
		}
		return "it ended without a result"
	}
	if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return fmt.Sprintf("killed by signal %d (%v)", status.Signal(), status.Signal())
	}
	return fmt.Sprintf("it exited with code %d and no result", exit.ExitCode())
}
