//go:build unix

package worker

import (
	"errors"
	"os"
	"os/exec"
	"syscall"

	"golang.org/x/sys/unix"

	"github.com/sightglass-go/sightglass/recorder/job"
)

const supported = true

// group is a worker with all that it starts.
type group struct{ cmd *exec.Cmd }

// startGroup starts a worker in a process group of its own, so that a Ctrl-C
// at the terminal reaches the parent alone, which decides, and so that the
// whole group can be killed. Where the system can, it kills the worker when
// the thread that started it ends.
func startGroup(cmd *exec.Cmd) (group, error) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	dieWithParent(cmd.SysProcAttr)
	return group{cmd}, cmd.Start()
}

// end kills it.
func (g group) end(int) { _ = syscall.Kill(-g.cmd.Process.Pid, syscall.SIGKILL) }

func (group) close() {}

// Values of variable; older programs look no further than whether it is set.
const (
	started             = "1"
	startedByDescriptor = "by-descriptor" // so it has one more, programFD
)

// hand gives a worker that is not started yet the file for its results, and if
// it is run by its descriptor its program. The worker finds them by what hand
// returns.
func hand(cmd *exec.Cmd, results, program *os.File) (value string, err error) {
	cmd.ExtraFiles = []*os.File{results}
	if program == nil {
		return started, nil
	}
	cmd.ExtraFiles = append(cmd.ExtraFiles, program)
	return startedByDescriptor, nil
}

// handed returns the file for results that this process was given.
func handed(value string) *os.File {
	if value == startedByDescriptor {
		_ = os.NewFile(programFD, "program").Close()
	}
	return os.NewFile(resultsFD, "results")
}

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

// watchOutput: limitOutput sees to it.
func watchOutput(*job.Job, string, func(code int)) (stop func()) { return func() {} }
