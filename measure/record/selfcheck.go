package record

import (
	"errors"
	"fmt"
	"time"
)

// Selfcheck is what came of comparing an engine with itself on a machine: whether
// differences that are found there can be believed, and how small they may be.
type Selfcheck struct {
	// At is when it was recorded, and Machine the fingerprint of where: another
	// machine's self-check says nothing. It is empty if that is not known.
	At      time.Time `json:"at,omitzero"`
	Machine string    `json:"machine,omitempty"`
	// Verdict is "passed", "failed" or "too-little-data", and Why says why it is
	// not the first.
	Verdict string   `json:"verdict"`
	Why     []string `json:"why,omitempty"`
	// Rounds is how many there were, and RoundSeconds what one took; 0 is not known.
	Rounds       int     `json:"rounds"`
	RoundSeconds float64 `json:"round_seconds,omitempty"`
	// PlannedRounds is how many rounds fit into PlannedSeconds. If that is 0, it is
	// not known how many, and they are as many as there were.
	PlannedRounds  int     `json:"planned_rounds"`
	PlannedSeconds float64 `json:"planned_seconds,omitempty"`
	// Smallest are the smallest changes that can be seen in the planned rounds.
	Smallest []SmallestChange `json:"smallest_changes,omitempty"`
	// P are the p values of all comparisons of the engine with itself.
	P []float64 `json:"p,omitempty"`
}

// The values of Selfcheck.Verdict.
const (
	SelfcheckPassed = "passed"
	SelfcheckFailed = "failed"
	SelfcheckLittle = "too-little-data"
)

// SmallestChange is the ratio, above 1, of a change that would be seen in four of
// five recordings, in one phase and event.
type SmallestChange struct {
	Phase string `json:"phase"`
	Event string `json:"event"`
	// Ratio is the median over benchmarks, and Worst that of the noisiest.
	Ratio float64 `json:"ratio"`
	Worst float64 `json:"worst"`
}

var errSelfcheck = errors.New("not a self-check")

// Check returns an error for what is no self-check, and for numbers that none has.
func (s *Selfcheck) Check() error {
	switch s.Verdict {
	case SelfcheckPassed, SelfcheckFailed, SelfcheckLittle:
	default:
		return fmt.Errorf("%w: its verdict is %.40q", errSelfcheck, s.Verdict)
	}
	if s.Rounds < 0 || s.PlannedRounds < 0 || s.RoundSeconds < 0 || s.PlannedSeconds < 0 {
		return fmt.Errorf("%w: a negative time, or number of rounds", errSelfcheck)
	}
	for _, c := range s.Smallest {
		if c.Ratio < 1 || c.Worst < c.Ratio {
			return fmt.Errorf("%w: a smallest change of %v, at worst %v", errSelfcheck, c.Ratio, c.Worst)
		}
	}
	for _, p := range s.P {
		if p < 0 || p > 1 {
			return fmt.Errorf("%w: a p value of %v", errSelfcheck, p)
		}
	}
	return nil
}
