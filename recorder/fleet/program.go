package fleet

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"time"

	"github.com/sightglass-go/sightglass/measure/quote"
)

// patience is how long a program of the scheduler's may take to answer.
const patience = 2 * time.Minute

// A ProgramError is that a program of a scheduler's failed.
type ProgramError struct {
	Args []string
	Code int    // -1 if it did not exit by itself
	Said string // on standard error
	Err  error  // what that means: ErrRejected, ErrUnreachable, ...
}

func (e *ProgramError) Error() string {
	said := strings.TrimSpace(e.Said)
	if said == "" {
		said = fmt.Sprintf("exit code %d", e.Code)
	}
	return fmt.Sprintf("%s: %v: %s", quote.Name(e.Args[0]), e.Err, quote.Line(strings.Join(strings.Fields(said), " ")))
}

func (e *ProgramError) Unwrap() error { return e.Err }

// programs runs the programs of a scheduler.
type programs struct {
	// where says what to do if a program is not there.
	where string
	// means is what a failure means; nil for ErrRejected.
	means func(e *ProgramError) error
}

// installed is nil if all of these are there.
func (p programs) installed(names ...string) error {
	for _, name := range names {
		if _, err := exec.LookPath(name); err != nil {
			return fmt.Errorf("%s is %w: %s", name, ErrNoProgram, p.where)
		}
	}
	return nil
}

// output runs a program, and returns what it prints.
func (p programs) output(ctx context.Context, stdin io.Reader, args ...string) (string, error) {
	var out bytes.Buffer
	err := p.run(ctx, patience, stdin, &out, args...)
	return out.String(), err
}

func (p programs) run(ctx context.Context, limit time.Duration, stdin io.Reader, stdout io.Writer, args ...string) error {
	within, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	cmd := exec.CommandContext(within, args[0], args[1:]...)
	cmd.WaitDelay = 5 * time.Second // something that it started may keep its output
	cmd.Stdin, cmd.Stdout = stdin, stdout
	said := new(tail)
	cmd.Stderr = said
	err := cmd.Run()
	if err == nil {
		return nil
	}
	failed := &ProgramError{Args: args, Code: -1, Said: said.String()}
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.Is(err, exec.ErrNotFound):
		return fmt.Errorf("%s is %w: %s", args[0], ErrNoProgram, p.where)
	case within.Err() != nil:
		failed.Said, failed.Err = fmt.Sprintf("it did not end within %v", limit), ErrUnreachable
	case errors.As(err, &exit):
		failed.Code, failed.Err = exit.ExitCode(), ErrRejected
		if p.means != nil {
			failed.Err = p.means(failed)
		}
	default:
		return fmt.Errorf("run %s: %w", args[0], err)
	}
	return failed
}

// tail keeps the end of what is written to it.
type tail struct{ bytes.Buffer }

func (t *tail) Write(b []byte) (int, error) {
	const most = 4096
	t.Buffer.Write(b)
	if over := t.Len() - most; over > 0 {
		t.Next(over)
	}
	return len(b), nil
}
