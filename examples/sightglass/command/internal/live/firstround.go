package live

import (
	"time"

	"github.com/sightglass-go/sightglass/recorder"
)

// firstRound measures how long the first round takes of which all processes ran: of a
// recording that is resumed, the first may have been recorded in part.
type firstRound struct {
	round int
	begun time.Time     // the process that is running
	took  time.Duration // those that ended
	ended int
	known bool
}

// add is told of processes, and returns how long a round of so many takes when that
// becomes known. Processes that will not run again do not count.
func (f *firstRound) add(now recorder.Progress, at time.Time, processes int) (took time.Duration, ok bool) {
	switch {
	case f.known || processes == 0:
		return 0, false
	case now.Round != f.round:
		*f = firstRound{round: now.Round}
	}
	if now.Begins {
		f.begun = at
		return 0, false
	}
	if f.begun.IsZero() { // it was skipped
		return 0, false
	}
	if now.Failure == nil || !now.Failure.Abandoned {
		f.took += at.Sub(f.begun)
	}
	f.begun = time.Time{}
	f.ended++
	f.known = f.ended == processes
	return f.took, f.known
}
