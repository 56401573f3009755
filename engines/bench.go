package engines

import (
	"errors"

	"github.com/sightglass-go/sightglass/measure"
)

// Errors of a guest that breaks the protocol: bench.start once, then
// bench.end once.
var (
	ErrNoStart    = errors.New("bench.start was never called")
	ErrNoEnd      = errors.New("bench.end was never called after bench.start")
	ErrStartTwice = errors.New("bench.start was called twice before bench.end")
	ErrEndFirst   = errors.New("bench.end was called before bench.start")
	ErrAfterEnd   = errors.New("bench.start or bench.end was called again after bench.end")
)

// Bench is the host side of bench.start and bench.end for one run of one
// guest. It opens and closes the window of a measure and remembers whether
// the guest kept to the protocol. What the guest did wrong is reported after
// the run, by Err, so that nothing is decided inside the window.
type Bench struct {
	measure measure.Measure
	state   benchState
	misuse  error
}

type benchState uint8

const (
	benchIdle benchState = iota
	benchRunning
	benchDone
)

// NewBench returns a Bench whose window is measured with m. With nil the
// window is watched but not measured.
func NewBench(m measure.Measure) *Bench {
	if m == nil {
		m = measure.Noop()
	}
	return &Bench{measure: m}
}

// Start is bench.start. An adapter calls it with as little as possible
// between its return and the guest.
func (b *Bench) Start() {
	if b.state != benchIdle {
		if b.misuse == nil {
			b.misuse = ErrStartTwice
			if b.state == benchDone {
				b.misuse = ErrAfterEnd
			}
		}
		return
	}
	b.state = benchRunning
	b.measure.Start()
}

// End is bench.end. An adapter calls it with as little as possible between
// the guest and it. The measure is stopped before anything is looked at.
func (b *Bench) End() {
	b.measure.Stop()
	switch {
	case b.state == benchRunning:
		b.state = benchDone
	case b.misuse != nil:
	case b.state == benchIdle:
		b.misuse = ErrEndFirst
	default:
		b.misuse = ErrAfterEnd
	}
}

// Measure returns the measure whose window this is. An adapter that can enter
// a measure.Direct by its entry points registers those in place of Start and
// End, and calls Entered after the run.
func (b *Bench) Measure() measure.Measure { return b.measure }

// Err returns nil if the guest called start once and end once, in that order,
// and otherwise the first thing that it did wrong: one of the errors above.
func (b *Bench) Err() error {
	switch {
	case b.misuse != nil:
		return b.misuse
	case b.state == benchIdle:
		return ErrNoStart
	case b.state == benchRunning:
		return ErrNoEnd
	}
	return nil
}
