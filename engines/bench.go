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
	// ErrEarly is the error of Early.
	ErrEarly = errors.New("bench.start or bench.end was called while the module was instantiated")
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
// between its return and the guest. The measure is started last.
func (b *Bench) Start() {
	if b.state != benchIdle {
		b.startAgain()
		return
	}
	b.state = benchRunning
	b.measure.Start()
}

// End is bench.end. An adapter calls it with as little as possible between
// the guest and it. The measure is stopped before anything is looked at.
func (b *Bench) End() {
	b.measure.Stop()
	b.ended()
}

// startAgain and ended keep the book of the protocol: all calls of bench.start
// but a first one, and all of bench.end.
func (b *Bench) startAgain() {
	switch {
	case b.misuse != nil:
	case b.state == benchDone:
		b.misuse = ErrAfterEnd
	default:
		b.misuse = ErrStartTwice
	}
}

func (b *Bench) ended() {
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

// Measure returns the measure whose window this is. An adapter whose guest
// can call C functions registers the entry points of a measure.Direct in place
// of Start and End. It then reports what the guest called with Entered.
func (b *Bench) Measure() measure.Measure { return b.measure }

// Entered tells what the guest called without passing through Start and End.
// An adapter that gave the guest entry points calls it after Instantiate and
// after each call of the guest, failed ones too, with the calls since the time
// before.
func (b *Bench) Entered(calls measure.Calls) {
	for i := range calls.Len() {
		switch {
		case calls.At(i) != measure.CallStart:
			b.ended()
		case b.state != benchIdle:
			b.startAgain()
		default:
			b.state = benchRunning
		}
	}
}

// Early returns ErrEarly if the guest has called bench.start or bench.end
// already. Who measures Instantiate asks it before the guest is run: a start
// function that opens or closes the window spoils that measurement.
func (b *Bench) Early() error {
	if b.state != benchIdle || b.misuse != nil {
		return ErrEarly
	}
	return nil
}

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
