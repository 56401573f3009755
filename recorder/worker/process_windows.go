package worker

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"unsafe"

	"golang.org/x/sys/windows"
)

const supported = true

// group is a worker with all that it starts: a job object, which ends with its
// last handle, and so with this process, however that ends.
type group struct{ job windows.Handle }

// startGroup starts a worker with a console of its own, so that a Ctrl-C
// reaches the parent alone, which decides, and puts it into a job.
//
// It runs before it is in the job. Started suspended it would not, but would
// stay for good if this process were killed in between. As it is, a worker
// waits for its request, ends if its input does before that, and starts nothing
// until then.
func startGroup(cmd *exec.Cmd) (group, error) {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = new(syscall.SysProcAttr)
	}
	cmd.SysProcAttr.CreationFlags = windows.CREATE_NO_WINDOW
	job, err := newJob(windows.JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE, 0)
	if err != nil {
		return group{}, err
	}
	g := group{job}
	if err := cmd.Start(); err != nil {
		g.close()
		return group{}, err
	}
	process, err := windows.OpenProcess(windows.PROCESS_SET_QUOTA|windows.PROCESS_TERMINATE, false, uint32(cmd.Process.Pid))
	if err == nil {
		err = windows.AssignProcessToJobObject(job, process)
		_ = windows.CloseHandle(process)
	}
	if err != nil {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		g.close()
		return group{}, fmt.Errorf("put it into a job object: %w", err)
	}
	return g, nil
}

// newJob makes a job object with limits.
func newJob(flags uint32, memory uintptr) (windows.Handle, error) {
	job, err := windows.CreateJobObject(nil, nil)
	if err != nil {
		return 0, os.NewSyscallError("CreateJobObject", err)
	}
	var limits windows.JOBOBJECT_EXTENDED_LIMIT_INFORMATION
	limits.BasicLimitInformation.LimitFlags = flags
	limits.ProcessMemoryLimit = memory
	// Sound: the call reads the structure, whose size it is told, and keeps nothing.
	if _, err := windows.SetInformationJobObject(job, windows.JobObjectExtendedLimitInformation,
		uintptr(unsafe.Pointer(&limits)), uint32(unsafe.Sizeof(limits))); err != nil {
		_ = windows.CloseHandle(job)
		return 0, os.NewSyscallError("SetInformationJobObject", err)
	}
	return job, nil
}

// end ends it with an exit code.
func (g group) end(code int) { _ = windows.TerminateJobObject(g.job, uint32(code)) }

func (g group) close() { _ = windows.CloseHandle(g.job) }

// hand lets a worker that is not started yet inherit the file for its results.
// The worker finds it by what hand returns.
func hand(cmd *exec.Cmd, results, _ *os.File) (value string, err error) {
	h := windows.Handle(results.Fd())
	if err := windows.SetHandleInformation(h, windows.HANDLE_FLAG_INHERIT, windows.HANDLE_FLAG_INHERIT); err != nil {
		return "", os.NewSyscallError("SetHandleInformation", err)
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{AdditionalInheritedHandles: []syscall.Handle{syscall.Handle(h)}}
	return strconv.FormatUint(uint64(h), 10), nil
}

// handed returns the file for results that this process was given, and keeps it
// from what this process may start.
func handed(value string) *os.File {
	h, err := strconv.ParseUint(value, 10, 0)
	if err != nil {
		return nil
	}
	_ = windows.SetHandleInformation(windows.Handle(h), windows.HANDLE_FLAG_INHERIT, 0)
	return os.NewFile(uintptr(h), "results")
}

// exceptions are the exit codes of processes that the system ended.
var exceptions = map[int]string{
	0xC0000005: "access violation",
	0xC000001D: "illegal instruction",
	0xC0000017: "no memory",
	0xC0000094: "integer division by zero",
	0xC00000FD: "stack overflow",
	0xC000012D: "no memory to commit",
	0xC0000135: "a DLL is missing",
	0xC000013A: "Ctrl-C, or its console was closed",
	0xC0000374: "heap corruption",
	0xC0000409: "it ended itself at once",
}

// endingOf says how a worker ended.
func endingOf(err error) ending {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return ending{err: err}
	}
	e := ending{code: int(uint32(exit.ExitCode()))}
	switch {
	case e.code == exitFailed:
		e.description = ", as does what another program ends"
	case e.code >= 0xC0000000:
		e.signal, e.description = fmt.Sprintf("exception %#x", e.code), exceptions[e.code]
	}
	return e
}
