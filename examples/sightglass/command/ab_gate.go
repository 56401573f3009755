package command

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/live"
	"github.com/sightglass-go/sightglass/measure/words"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/build"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// Exit codes of git bisect run, beside 0 and 1.
const (
	exitSkip  = 125 // this revision cannot be judged
	exitAbort = 128 // the search makes no sense
)

// errUnconfirmed is a gate's that has found a regression which no second recording
// confirms or refutes.
var errUnconfirmed = fmt.Errorf("%w: what seemed worse is unsure in a second recording", analysis.ErrGate)

// decide is the gate: a regression counts if the second recording, if one was
// wanted, has found it, too.
func (a *abCommand) decide(stderr io.Writer, found twofold) error {
	if !found.again || a.compare.failOn == "" {
		out, err := a.compare.judge(stderr, found.first)
		return a.bisectable(&out, err)
	}
	was, err := a.compare.gate.Judge(found.first)
	if err != nil {
		return cannotDecide("--fail-on", err)
	}
	if found.second == nil {
		return fmt.Errorf("--fail-on: %w: %s", errUnconfirmed, places(was.Worse))
	}
	now, err := a.compare.gate.Judge(found.second)
	if err != nil {
		return cannotDecide("--fail-on", err)
	}
	confirmed, open, _ := was.Confirm(found.second, &now)
	was.Worse = confirmed
	says := confirmation{"what seemed worse is not in a second recording", was}
	switch {
	case len(confirmed) > 0:
		says.what = "confirmed by a second recording"
	case len(open) > 0:
		return fmt.Errorf("--fail-on: %w: %s", errUnconfirmed, places(open))
	}
	unsure := len(was.Doubtful)+len(was.Unsure) > 0
	return a.bisectable(&was, judged(stderr, a.compare.failOn, says, len(confirmed) > 0 || a.compare.failOn == failOnUnsure && unsure, unsure))
}

// confirmation is what came of two recordings.
type confirmation struct {
	what string
	out  analysis.Outcome
}

func (c confirmation) String() string { return c.what + ": " + c.out.String() }

// bisectable makes a gate that is closed for what is unsure alone one that cannot
// decide, for git.
func (a *abCommand) bisectable(out *analysis.Outcome, err error) error {
	var failed *failedError
	if a.bisect && errors.As(err, &failed) && len(out.Worse) == 0 {
		return &codedError{err, exitSkip}
	}
	return err
}

// bisected is an error with the exit code that git bisect run understands: any but
// a few would call the revision bad.
func (a *abCommand) bisected(err error) error {
	var coded *codedError
	var failed *failedError
	var signal *live.SignalError
	var output *outputError
	switch {
	case a.bisect && errors.As(err, &output): // so for all revisions, whatever the gate says
		return &codedError{err, exitAbort}
	case !a.bisect || err == nil || errors.As(err, &coded) || errors.As(err, &signal) || errors.Is(err, recorder.ErrStopped):
		return err
	case errors.Is(err, recorder.ErrSink) || errors.Is(err, job.ErrPlan): // so for all revisions
		return &codedError{err, exitAbort}
	case errors.Is(err, analysis.ErrGate) || errors.Is(err, build.ErrBuild) && !errors.Is(err, build.ErrToolchain):
		return &codedError{err, exitSkip}
	case errors.Is(err, errClosed):
		return err
	case errors.As(err, &failed): // a benchmark did
		return &codedError{err, exitSkip}
	}
	return &codedError{err, exitAbort}
}

// benchmarksIn are those that comparisons, also of geometric means, are about.
func benchmarksIn(list []analysis.Comparison) (names []string) {
	for _, c := range list {
		of := c.Benchmarks
		if len(of) == 0 {
			of = []string{c.Wasm}
		}
		for _, name := range of {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

func places(list []analysis.Comparison) string {
	c := &list[0]
	text := fmt.Sprintf("%s, %v, %s", c.Wasm, c.Phase, c.Event.Name)
	if n := len(list) - 1; n > 0 {
		text += fmt.Sprintf(", and %s more", words.Count(n, "comparison"))
	}
	return text
}
