package worker

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/sightglass-go/sightglass/recorder/job"
)

// Exit codes of a worker, beside 0 and those of the Go runtime.
const (
	exitFailed = 1 // it says why on its standard error
	// What an engine that calls exit in the process is unlikely to choose: it would be taken
	// for one of these.
	exitOrphan = 113 // its input ended before its work did
	exitOutput = 114 // its guest printed more than it may
)

var (
	// A Go program that a signal ends prints what it was and exits with code 2.
	goSignal = regexp.MustCompile(`(?m)^(?:\[signal )?(SIG[A-Z0-9]+): ([^\n]*?)(?: code=.*)?$`)
	// What is no signal it calls an exception, on Windows.
	goException = regexp.MustCompile(`(?m)^Exception (0x[0-9a-f]+) 0x`)
	goPanic     = regexp.MustCompile(`(?m)^(panic: |fatal error: |runtime: )([^\n]*)`)
	noMemory    = regexp.MustCompile(`(?i)out of memory|cannot allocate memory|memory allocation of \d+ bytes failed|pthread_create failed|failed to allocate 0x` +
		`|failed to create new OS thread|cannot map pages in arena address space|failed to (reserve|allocate) |std::bad_alloc|\bENOMEM\b|\bos error 12\b`)
	// Not all of Go's runtime looks at whether it got the memory that it asked
	// for, so that it may die of a nil pointer instead (the queue of spans of
	// Go 1.26's collector does). Go code elsewhere panics of such a pointer, and
	// in C the frame above is that of the call.
	nilInRuntime = regexp.MustCompile(`(?s)^.{0,500}SIGSEGV: segmentation violation\s+PC=\S+ m=\d+ sigcode=1 addr=0x[0-9a-f]{1,3}\s.*?\ngoroutine \d+ [^\n]*\nruntime\.(\(\*\w+\)\.)?(\w+)`)
)

// starved is whether a process under a memory limit died of it: by its own
// words, or in Go's runtime and having come near the limit.
func starved(limit, used int64, output string) bool {
	if limit <= 0 {
		return false
	}
	if noMemory.MatchString(output) {
		return true
	}
	m := nilInRuntime.FindStringSubmatch(output)
	// Pages that were not written to count for the limit, but are not used.
	return m != nil && !strings.HasPrefix(m[2], "asmcgocall") && !strings.HasPrefix(m[2], "cgocall") && used >= limit/16
}

// crash says how a worker ended that did not say so itself: by which signal or
// with which code, and what it was doing.
func crash(j *job.Job, how ending, output, scratch string) error {
	limit := int64(0)
	if j != nil {
		limit = memoryLimit(j)
	}
	doing := ""
	stage, iteration, known := job.LastStage(scratch)
	if known && j != nil {
		doing = fmt.Sprintf(" while %v %s on %v", stage, j.Benchmark, j.Engine)
		if iteration >= 0 {
			doing += fmt.Sprintf(" in iteration %d", iteration)
		}
	}
	words := ""
	if output != "" {
		words = "; it printed: " + line(output)
	}
	switch {
	case how.code == exitOutput && j != nil && j.OutputLimit > 0:
		return job.TooMuchOutput(j.OutputLimit)
	case starved(limit, how.used, output):
		return fmt.Errorf("%w: it wanted more than %d bytes%s%s%s",
			job.ErrMemory, limit, ofWhat(j), doing, words)
	}
	return fmt.Errorf("%w: %s%s%s", job.ErrDied, how.words(output), doing, words)
}

// short adds to what a worker says of its failure that the plan had a part in
// it: engines that can do without the memory that they asked for report an
// error of their own.
func short(j *job.Job, failure *job.Failure) *job.Failure {
	if j == nil || errors.Is(failure, job.ErrMemory) {
		return failure
	}
	if limit := memoryLimit(j); limit > 0 && noMemory.MatchString(failure.Err.Error()) {
		failure.Err = fmt.Errorf("%w: %d bytes are allowed%s: %w", job.ErrMemory, limit, ofWhat(j), failure.Err)
	}
	return failure
}

// ending is how a process ended.
type ending struct {
	code        int    // -1 if a signal ended it
	used        int64  // bytes of memory, at most, if that is known
	signal      string // "SIGKILL"
	description string // "killed", or without a signal what there is to add
	err         error  // if even that is not known
}

func (e ending) words(output string) string {
	switch {
	case e.signal == "SIGKILL":
		return "killed by SIGKILL (not by the recorder: by the system, because memory was short, or by somebody)"
	case e.signal != "":
		return killedBy(e.signal, e.description)
	case e.err != nil:
		return e.err.Error()
	case e.code == 0:
		return "it ended without a result"
	case e.code == exitOrphan:
		return "it ended because its input did"
	}
	if e.code == 2 {
		if m := goSignal.FindStringSubmatch(output); m != nil {
			return killedBy(m[1], strings.TrimSpace(m[2]))
		}
		if m := goException.FindStringSubmatch(output); m != nil {
			return killedBy("exception "+m[1], "")
		}
		if m := goPanic.FindStringSubmatch(output); m != nil {
			return "it crashed with code 2 (" + strings.TrimSuffix(m[1], ": ") + ": " + m[2] + ")"
		}
	}
	if e.code > 128 && e.code <= 128+64 {
		return fmt.Sprintf("it exited with code %d and no result (128 and signal %d, if a shell was between)", e.code, e.code-128)
	}
	return fmt.Sprintf("it exited with code %d and no result%s", e.code, e.description)
}

func killedBy(what, description string) string {
	if description == "" {
		return "killed by " + what
	}
	return fmt.Sprintf("killed by %s (%s)", what, description)
}
