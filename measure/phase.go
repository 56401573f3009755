package measure

import (
	"errors"
	"fmt"
	"strings"
)

// Phase is a part of a benchmark's life that is measured by itself.
type Phase uint8

// The phases, in the order in which they happen. The zero Phase is none of
// them; where a Phase selects what to record, it means all three.
const (
	Compilation   Phase = iota + 1 // from bytes to a module that can be instantiated
	Instantiation                  // from a module to an instance that can be called
	Execution                      // between the guest's calls to bench.start and bench.end
)

// Phases returns all phases in the order in which they happen.
func Phases() []Phase { return []Phase{Compilation, Instantiation, Execution} }

// ErrPhase is wrapped by the errors of ParsePhase.
var ErrPhase = errors.New("unknown phase")

var phaseNames = [...]string{Compilation: "Compilation", Instantiation: "Instantiation", Execution: "Execution"}

// String returns the spelling used in recordings: "Compilation",
// "Instantiation" or "Execution".
func (p Phase) String() string {
	if p >= Compilation && p <= Execution {
		return phaseNames[p]
	}
	return fmt.Sprintf("Phase(%d)", uint8(p))
}

// ParsePhase returns the phase with the given name, in any case.
func ParsePhase(name string) (Phase, error) {
	for _, p := range Phases() {
		if strings.EqualFold(name, p.String()) {
			return p, nil
		}
	}
	return 0, fmt.Errorf("%w %.100q: use Compilation, Instantiation or Execution", ErrPhase, name)
}

// MarshalText writes the phase as its String; the zero Phase is empty.
func (p Phase) MarshalText() ([]byte, error) {
	if p == 0 {
		return nil, nil
	}
	if p > Execution {
		return nil, fmt.Errorf("%w %d", ErrPhase, uint8(p))
	}
	return []byte(p.String()), nil
}

// UnmarshalText reads what MarshalText wrote.
func (p *Phase) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*p = 0
		return nil
	}
	q, err := ParsePhase(string(text))
	if err == nil {
		*p = q
	}
	return err
}
