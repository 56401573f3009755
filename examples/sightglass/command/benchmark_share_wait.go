package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// recoverShare takes the file of a share. A scheduler may have started the share again
// while the process that had it is still ending, so that one is waited for.
func (s *shareFlags) recoverShare(cmd *cobra.Command, name string) (*record.Recovered, error) {
	const pause = 200 * time.Millisecond
	said := false
	for end := time.Now().Add(s.wait); ; {
		found, err := record.RecoverFile(name)
		left := time.Until(end)
		if !errors.Is(err, record.ErrBusy) || left <= 0 {
			return found, err
		}
		if !said {
			said = true
			fmt.Fprintf(cmd.ErrOrStderr(), "note: share %v: %s is locked by %s: waiting for up to %v (--wait)\n", &s.is, quote.Name(name), holder(name), s.wait)
		}
		select {
		case <-cmd.Context().Done():
			return nil, context.Cause(cmd.Context())
		case <-time.After(min(left, pause)):
		}
	}
}

// explained says of a share's error on which machine it is, and gives those
// that pass, or that a person has to mend, their exit codes.
func (s *shareFlags) explained(err error) error {
	busy, other := errors.Is(err, record.ErrBusy), errors.Is(err, job.ErrReplaced)
	if err == nil || s.found == nil || !busy && !other && !errors.Is(err, recorder.ErrDiffers) {
		return err
	}
	where, unknown := os.Hostname()
	if unknown != nil {
		where = "this machine"
	}
	coded := &codedError{fmt.Errorf("share %v on %s: %w", &s.is, where, err), exitRefuse}
	switch {
	case busy && len(s.name) > 0:
		coded.error = fmt.Errorf("%w; it is locked by %s; try again later", coded.error, holder(s.name))
		coded.code = exitBusy
	case busy:
		coded.code = exitBusy
	case other:
		coded.error = fmt.Errorf("%w; put the file back that the plan was made with, and start the same command again", coded.error)
	}
	return coded
}

// holder is the process that has locked a file, as far as Linux shows it.
func holder(name string) string {
	const unseen = "a process that cannot be seen from here (of another machine, container or user)"
	path, err := filepath.EvalSymlinks(name)
	if err == nil {
		path, err = filepath.Abs(path)
	}
	if err != nil {
		return unseen
	}
	open, _ := filepath.Glob("/proc/[0-9]*/fd/*")
	for _, fd := range open {
		if to, err := os.Readlink(fd); err != nil || to != path {
			continue
		}
		process := filepath.Dir(filepath.Dir(fd))
		about, _ := os.ReadFile(filepath.Join(process, "fdinfo", filepath.Base(fd)))
		if !strings.Contains(string(about), "FLOCK") {
			continue
		}
		line := ""
		if f, err := os.Open(filepath.Join(process, "cmdline")); err == nil {
			text, _ := io.ReadAll(io.LimitReader(f, 1000))
			f.Close()
			line = strings.TrimSpace(strings.ReplaceAll(string(text), "\x00", " "))
		}
		return fmt.Sprintf("process %s (%s)", filepath.Base(process), quote.Line(line))
	}
	return unseen
}
