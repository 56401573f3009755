package record

import (
	"errors"
	"slices"
)

// State is what can be said of a recording as a whole.
type State string

// The states, from the best to the worst.
const (
	// Whole: everything that was recorded is there, and as it was written.
	Whole State = "whole"
	// Unverified: all of it can be read, but there is nothing to verify it by.
	Unverified State = "unverified"
	// Empty: there are no rows, although something was to be counted.
	Empty State = "empty"
	// Interrupted: its recorder was stopped or killed, or its end was cut off.
	Interrupted State = "interrupted"
	// Damaged: something is not as it was written.
	Damaged State = "damaged"
)

var states = []State{Whole, Unverified, Empty, Interrupted, Damaged}

// Health is what Verify found out.
type Health struct {
	// State is the worst of the recordings'.
	State  State  `json:"state"`
	Format string `json:"format"`
	// Recordings are those that the file holds, at least one; more than one if
	// JSON Lines were concatenated.
	Recordings []Recording `json:"recordings"`
}

// Recording is one of those that a file holds.
type Recording struct {
	State State `json:"state"`
	// From and To are its bytes in the file. Only JSON Lines has them.
	From int64 `json:"from"`
	To   int64 `json:"to"`
	// Header is nil if there is none that can be believed.
	Header *Header `json:"header,omitempty"`
	// Rows is how many rows can be used, Running how many of them are of the
	// process that was running when the recording was interrupted.
	Rows    int `json:"rows"`
	Running int `json:"running,omitempty"`
	// Ended is how many processes ended, in the part that can be used, Resumed
	// how often it was resumed, and Finished whether it says that it is
	// complete.
	Ended    int  `json:"ended"`
	Resumed  int  `json:"resumed"`
	Finished bool `json:"finished"`
	// Why is what ended it before its plan was carried out, if it says so.
	Why string `json:"why,omitempty"`
	// Problems are the first MaxProblems, Found is how many there are.
	Problems []error `json:"-"`
	Found    int     `json:"problems"`
}

// MaxProblems is how many problems a Recording keeps.
const MaxProblems = 1000

// Verify reads a file of recordings to its end. The error is that of a file that
// cannot be read, or is not a recording.
func Verify(r *Reader) (*Health, error) {
	h := &Health{State: Whole}
	var now Recording
	rows := 0
	r.OnMark = func(m Mark) {
		switch {
		case m.Ended != nil:
			now.Ended++
		case m.Resumed != nil:
			now.Resumed++
		}
		if now.Finished, now.Why = m.Finished != nil, ""; now.Finished {
			now.Why = m.Finished.Why
		}
	}
	r.OnEnding = func(e Ending) {
		now.judge(r, &e)
		h.Recordings = append(h.Recordings, now)
		now = Recording{}
	}
	for _, err := range r.All() {
		var syntax *SyntaxError
		switch {
		case err == nil:
			rows++
			now.Rows++
		case !errors.As(err, &syntax):
			return h, err
		default:
			if now.Found++; len(now.Problems) < MaxProblems {
				now.Problems = append(now.Problems, err)
			}
		}
	}
	h.Format = r.Format().String()
	if rows == 0 && len(h.Recordings) == 0 && (now.Found == 0 || r.Format() == CSV) {
		return h, errNoRecording
	}
	if len(h.Recordings) == 0 {
		r.OnEnding(Ending{})
	}
	for _, rec := range h.Recordings {
		h.State = states[max(slices.Index(states, h.State), slices.Index(states, rec.State))]
	}
	return h, nil
}

var errNoRecording = errors.New("it is not a recording: it has no rows")

// judge finds out the state at the end of a recording.
func (rec *Recording) judge(r *Reader, e *Ending) {
	rec.From, rec.To, rec.Header, rec.Running = e.From, e.To, e.Header, e.Rows
	uncounted := e.Header != nil && len(e.Header.Events) == 0 && rec.Ended > 0
	switch d, ok := r.dec.(*jsonlDecoder); {
	case rec.Found == 1 && ok && e.Interrupted && isLast(rec.Problems[0], d):
		rec.State = Interrupted // that line was cut off
	case rec.Found > 0 || e.LeftOut:
		rec.State = Damaged
	case e.Interrupted:
		rec.State = Interrupted
	case rec.Rows == 0 && !uncounted:
		rec.State = Empty
	case !e.Checked:
		rec.State = Unverified
	default:
		rec.State = Whole
	}
}

// isLast is whether a problem is that the last line has no end.
func isLast(err error, d *jsonlDecoder) bool {
	var syntax *SyntaxError
	return errors.As(err, &syntax) && syntax.Line == d.lines.line && d.lines.unterminated && !errors.Is(err, ErrDamaged)
}
