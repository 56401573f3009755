package worker

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/sightglass-go/sightglass/recorder"
)

// Exit codes of a worker, beside 0 and those of the Go runtime.
const (
	exitFailed = 1 // it says why on its standard error
	exitOrphan = 3 // its input ended before its work did
	exitOutput = 4 // its guest printed more than it may
)

var (
	// A Go program that a signal ends prints what it was and exits with code 2.
	goSignal = regexp.MustCompile(`(?m)^(?:\[signal )?(SIG[A-Z0-9]+): ([^\n]*?)(?: code=.*)?$`)
	goPanic  = regexp.MustCompile(`(?m)^(panic: |fatal error: |runtime: )([^\n]*)`)
	noMemory = regexp.MustCompile(`(?i)out of memory|cannot allocate memory|memory allocation of \d+ bytes failed|pthread_create failed|failed to allocate 0x`)
)

// crash says how a worker ended that did not say so itself: by which signal or
// with which code, and what it was doing.
func crash(job *recorder.Job, how ending, output, scratch string) error {
	doing := ""
	stage, iteration, known := recorder.LastStage(scratch)
	if known && job != nil {
		doing = fmt.Sprintf(" while %v %s on %v", stage, job.Benchmark, job.Engine)
		if iteration >= 0 {
			doing += fmt.Sprintf(" in iteration %d", iteration)
		}
	}
	words := ""
	if output != "" {
		words = "; it printed: " + line(output)
	}
	switch {
	case how.code == exitOutput && job != nil && job.OutputLimit > 0:
		return recorder.TooMuchOutput(job.OutputLimit)
	case job != nil && job.MemoryLimit > 0 && noMemory.MatchString(output):
		return fmt.Errorf("%w: it wanted more than %d bytes%s; allow more with Plan.MemoryLimit (--memory-limit)%s",
			recorder.ErrMemory, job.MemoryLimit, doing, words)
	}
	return fmt.Errorf("%w: %s%s%s", recorder.ErrDied, how.words(output), doing, words)
}

// short adds to what a worker says of its failure that the plan had a part in
// it: engines that can do without the memory that they asked for report an
// error of their own.
func short(job *recorder.Job, failure *recorder.Failure) *recorder.Failure {
	if job != nil && job.MemoryLimit > 0 && noMemory.MatchString(failure.Err.Error()) {
		failure.Err = fmt.Errorf("%w: %d bytes are allowed by Plan.MemoryLimit (--memory-limit): %w", recorder.ErrMemory, job.MemoryLimit, failure.Err)
	}
	return failure
}

// ending is how a process ended.
type ending struct {
	code        int    // -1 if a signal ended it
	signal      string // "SIGKILL"
	description string // "killed"
	err         error  // if even that is not known
}

func (e ending) words(output string) string {
	switch {
	case e.signal == "SIGKILL":
		return "killed by SIGKILL (not by the recorder: by the system, because memory was short, or by somebody)"
	case e.signal != "":
		return fmt.Sprintf("killed by %s (%s)", e.signal, e.description)
	case e.err != nil:
		return e.err.Error()
	case e.code == 0:
		return "it ended without a result"
	case e.code == exitOrphan:
		return "it ended because its input did"
	}
	if e.code == 2 {
		if m := goSignal.FindStringSubmatch(output); m != nil {
			return fmt.Sprintf("killed by %s (%s)", m[1], strings.TrimSpace(m[2]))
		}
		if m := goPanic.FindStringSubmatch(output); m != nil {
			return "it crashed with code 2 (" + strings.TrimSuffix(m[1], ": ") + ": " + m[2] + ")"
		}
	}
	if e.code > 128 && e.code <= 128+64 {
		return fmt.Sprintf("it exited with code %d and no result (128 and signal %d, if a shell was between)", e.code, e.code-128)
	}
	return fmt.Sprintf("it exited with code %d and no result", e.code)
}
