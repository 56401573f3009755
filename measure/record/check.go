package record

import (
	"errors"
)

// State is what can be said of a recording as a whole.
type State string

// The states, from the best to the worst.
const (
	// Whole: everything that was recorded is there, and as it was written.
	Whole State = "whole"
	// Unverified: all of it can be read, but there is nothing to verify it by.
	Unverified State = "unverified"
	// Interrupted: its recorder was stopped or killed, or its end was cut off.
	Interrupted State = "interrupted"
	// Damaged: something is not as it was written.
	Damaged State = "damaged"
)

// Health is what Verify found out.
type Health struct {
	State  State  `json:"state"`
	Format string `json:"format"`
	// Recordings are those that the file holds, of JSON Lines only.
	Recordings []Recording `json:"recordings,omitempty"`
	// Rows is how many rows can be used.
	Rows int `json:"rows"`
	// Problems are the first MaxProblems, Found is how many there are.
	Problems []error `json:"-"`
	Found    int     `json:"problems"`
}

// Recording is one of those that a file holds.
type Recording struct {
	// Header is nil if there is none that can be believed.
	Header *Header `json:"header,omitempty"`
	// Ended is how many processes ended, in the part that can be used, Resumed
	// how often it was resumed, and Finished whether it says that it is
	// complete.
	Ended    int  `json:"ended"`
	Resumed  int  `json:"resumed"`
	Finished bool `json:"finished"`
	// Why is what ended it before its plan was carried out, if it says so.
	Why    string `json:"why,omitempty"`
	Ending `json:"-"`
}

// MaxProblems is how many problems a Health keeps.
const MaxProblems = 1000

// Verify reads a recording to its end. The error is that of a file that cannot
// be read, or is not a recording.
func Verify(r *Reader) (*Health, error) {
	h := &Health{State: Whole}
	var now Recording
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
		now.Ending, now.Header = e, e.Header
		h.Recordings = append(h.Recordings, now)
		now = Recording{}
	}
	for row, err := range r.All() {
		var syntax *SyntaxError
		switch {
		case err == nil:
			h.Rows++
			_ = row
		case !errors.As(err, &syntax):
			return h, err
		default:
			if h.Found++; len(h.Problems) < MaxProblems {
				h.Problems = append(h.Problems, err)
			}
		}
	}
	h.Format = r.Format().String()
	if h.Rows == 0 && len(h.Recordings) == 0 && (h.Found == 0 || r.Format() == CSV) {
		return h, errNoRecording
	}
	h.judge(r)
	return h, nil
}

var errNoRecording = errors.New("it is not a recording: it has no rows")

// judge finds out the state.
func (h *Health) judge(r *Reader) {
	checked := len(h.Recordings) > 0
	for _, rec := range h.Recordings {
		checked = checked && rec.Checked
		if rec.Interrupted {
			h.State = Interrupted
		}
	}
	switch d, ok := r.dec.(*jsonlDecoder); {
	case h.Found == 1 && ok && h.State == Interrupted && isLast(h.Problems[0], d):
		// That line was cut off.
	case h.Found > 0:
		h.State = Damaged
	case h.State == Whole && !checked:
		h.State = Unverified
	}
}

// isLast is whether a problem is that the last line has no end.
func isLast(err error, d *jsonlDecoder) bool {
	var syntax *SyntaxError
	return errors.As(err, &syntax) && syntax.Line == d.lines.line && d.lines.unterminated && !errors.Is(err, ErrDamaged)
}
