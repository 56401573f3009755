package command

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/recorder/job"
	"github.com/sightglass-go/sightglass/recorder/soak"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

// soakFolder tells a process that soaks which folder is its own, TMPDIR too, so
// that every name in it was left there by it.
const soakFolder = "SIGHTGLASS_SOAK_TMPDIR"

// orphaned returns a context that ends with the process that this one soaks for,
// which holds its standard input open.
func orphaned(cmd *cobra.Command) context.Context {
	if os.Getenv(soakFolder) == "" {
		return cmd.Context()
	}
	ctx, cancel := context.WithCancelCause(cmd.Context())
	go func() {
		_, err := io.Copy(io.Discard, cmd.InOrStdin())
		cancel(errors.Join(errors.New("the process that started it is gone"), err))
	}()
	return ctx
}

// child does one part in a process of its own, so that neither engine finds
// what another left, and the results of one stand for it alone.
func (s *soakCommand) child(ctx context.Context, folder string, part soakPart, e job.Engine, benchmark string) (soak.Result, error) {
	exe, err := worker.Executable()
	if err != nil {
		return soak.Result{}, fmt.Errorf("find the program to run again: %w", err)
	}
	args := []string{"soak", "--in-process", "--output-format", "json", "--timeout", s.timeout.String(), "--engine", e.Engine, "--engine-flags", e.Flags}
	for _, p := range s.parts() {
		steps := 0
		if p.name == part.name {
			steps = p.steps
		}
		args = append(args, "--"+p.name, strconv.Itoa(steps))
	}
	if benchmark != "" {
		args = append(args, "--", benchmark)
	}
	var stdout, stderr bytes.Buffer
	child := exec.CommandContext(ctx, exe, args...)
	child.Env = append(os.Environ(), soakFolder+"="+folder, "TMPDIR="+folder)
	child.Stdout, child.Stderr = &stdout, &stderr
	// It has children of its own, so it is asked; SIGINT it may have been told to ignore.
	child.Cancel = func() error { return child.Process.Signal(syscall.SIGTERM) }
	child.WaitDelay = 10 * time.Second
	if _, err := child.StdinPipe(); err != nil { // ends when this process does: see orphaned
		return soak.Result{}, err
	}
	runErr := child.Run()
	var results []soak.Result
	if err := json.Unmarshal(stdout.Bytes(), &results); err == nil && len(results) == 1 {
		var exit *exec.ExitError
		if len(results[0].Growing()) > 0 && errors.As(runErr, &exit) && exit.ExitCode() == exitFailed {
			runErr = nil // it said what is said here again
		}
	} else {
		results = make([]soak.Result, 1)
	}
	switch {
	case ctx.Err() != nil:
		runErr = context.Cause(ctx)
	case runErr != nil:
		runErr = fmt.Errorf("%w: %s", runErr, strings.TrimSpace(stderr.String()))
	}
	return results[0], runErr
}
