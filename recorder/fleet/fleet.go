// Package fleet has the shares of a plan recorded on many machines by what
// schedules work there already: [Slurm], [SSH] or [Kubernetes].
//
// A share is a recording of its own. Each machine runs one command line,
//
//	sightglass benchmark --plan plan.json --share I/N -o share-I.jsonl
//
// which resumes what it finds, so that a share may be started as often as it has to
// be: what ended is not run again. A [Fleet] starts shares, looks at them until all
// have ended, starts those that were lost again, and fetches their recordings into
// its folder. It may be ended at any time; run again, it finds what it started.
package fleet

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// A Scheduler starts shares on machines. Shares are numbered from 1.
type Scheduler interface {
	// Submit has the shares started. One that runs already must not run twice:
	// the scheduler, or the lock on its recording, prevents it.
	Submit(ctx context.Context, shares []int) error
	// Look returns how the shares are. One that is not among them is [Gone].
	// An error means that nothing is known at present.
	Look(ctx context.Context) (map[int]Sight, error)
	// Fetch brings a share's recording and log into the folder of the fleet.
	Fetch(ctx context.Context, share int) error
	// End is what a person does to end all that was started.
	End() string
}

// A cleaner is a Scheduler that keeps something of a share elsewhere, and removes it when
// the share's recording is here.
type cleaner interface {
	clean(ctx context.Context, share int) error
}

// A starter is a Scheduler that starts shares one by one, and knows which it has started
// where Submit failed under way.
type starter interface {
	wasStarted(share int) bool
}

// A finisher is a Scheduler that has something to end when all shares are settled, or the
// run ends before.
type finisher interface {
	finish(ctx context.Context) error
}

// A Sight is how a share is.
type Sight struct {
	State State
	Code  int    // if it Ended, 0, or 1 if benchmarks failed; if it is Gone, how sightglass refused, 2, 3 or CodeBusy, or 0
	Where string // the machine, if that is known
	Why   string // it waits, or is gone, in the scheduler's words
}

// State is what a share does.
type State int

// States of a share.
const (
	Gone    State = iota // nothing runs, and it has not ended
	Silent               // its machine does not answer: Why
	Waiting              // for a machine
	Running
	Ended // it has an exit code
)

// A Fleet is a plan that is recorded in shares, and the folder where it is kept.
type Fleet struct {
	Folder string // absolute
	ID     string // its name to schedulers: letters of DNS names
	Shares int
}

// Recording is the file of a share's recording. Log is what the program printed.
func (f *Fleet) Recording(share int) string { return f.file(share, "jsonl") }

// Log is the file of what a share's processes printed.
func (f *Fleet) Log(share int) string { return f.file(share, "log") }

func (f *Fleet) file(share int, ending string) string {
	return filepath.Join(f.Folder, shareFile(share, ending))
}

func shareFile(share int, ending string) string { return fmt.Sprintf("share-%d.%s", share, ending) }

// code is the exit code that run.sh has kept of a share.
func (f *Fleet) code(share int) (code int, ended bool) {
	text, err := os.ReadFile(f.file(share, "exit"))
	if err != nil {
		return 0, false
	}
	return parseCode(string(text))
}

// Options control a run of a fleet. The zero Options are those of a user.
type Options struct {
	Interval time.Duration // between looks; 0 means DefaultInterval
	Patience time.Duration // how long the scheduler may not answer; 0 means DefaultPatience
	Attempts int           // how often a run starts a share at most; 0 means DefaultAttempts
	// Stalled is after how long Note hears of a share that is said to run, and that
	// nothing records; 0 means DefaultStalled. Only of Slurm it can be seen.
	Stalled time.Duration
	// Note receives lines about what happens; nil drops them.
	Note func(line string)
	// Check says whether the recording of a share that ended well is one: complete,
	// and of this share. nil trusts the exit code. A share that fails it is started again.
	Check func(share int, file string) error
}

// Defaults of Options.
const (
	DefaultInterval = 5 * time.Second
	DefaultPatience = 10 * time.Minute
	DefaultAttempts = 3
	DefaultStalled  = 5 * time.Minute
)

func (o Options) withDefaults() Options {
	if o.Interval == 0 {
		o.Interval = DefaultInterval
	}
	if o.Patience == 0 {
		o.Patience = DefaultPatience
	}
	if o.Attempts == 0 {
		o.Attempts = DefaultAttempts
	}
	if o.Stalled == 0 {
		o.Stalled = DefaultStalled
	}
	if o.Note == nil {
		o.Note = func(string) {}
	}
	if o.Check == nil {
		o.Check = func(int, string) error { return nil }
	}
	return o
}

// A ShareError says that a share is missing.
type ShareError struct {
	Share int
	Where string // it ran last, if that is known
	Err   error
}

func (e *ShareError) Error() string {
	on := ""
	if e.Where != "" {
		on = " on " + e.Where
	}
	return "share " + strconv.Itoa(e.Share) + on + ": " + e.Err.Error()
}

func (e *ShareError) Unwrap() error { return e.Err }

// Errors of shares and of schedulers.
var (
	// ErrLost: a share was started as often as it may be, and never ended.
	ErrLost = errors.New("lost")
	// ErrHeld: another process had the recording of the share, however often it was tried.
	ErrHeld = errors.New("its recording was locked by another process")
	// ErrRefused: sightglass did not record the share, however often it was started.
	ErrRefused = errors.New("sightglass refused")
	// ErrUnusable: Options.Check refused the recording of the share each time it ended.
	ErrUnusable = errors.New("its recording cannot be used")
	// ErrNoProgram: a program of the scheduler's is not there.
	ErrNoProgram = errors.New("not installed here")
	// ErrRejected: the scheduler did not take the work.
	ErrRejected = errors.New("rejected")
	// ErrUnreachable: the scheduler, or a machine, does not answer.
	ErrUnreachable = errors.New("no answer")
)

// A Report is what became of the shares.
type Report struct {
	// Recorded are those whose recording is complete; Failures those of them in
	// which benchmarks failed, which the recording names.
	Recorded, Failures []int
	// Missing are the other shares, in their order.
	Missing []*ShareError
	// Machines are where shares ran, as far as that is known.
	Machines map[int]string
	// Started is whether something was started, by this run or before, that may still run.
	Started bool
}
