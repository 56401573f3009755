package measure

import (
	"errors"
	"fmt"
)

// ErrBroken is wrapped by the errors of a measure that does not do what Measure asks for.
var ErrBroken = errors.New("measure is broken")

// Read is m.Readings, of a measure that is not trusted to keep its word: one reading for each
// of its events, in their order. The error wraps ErrBroken if it does not, or panics.
func Read(m Measure, dst []Reading) (readings []Reading, err error) {
	defer func() {
		if p := recover(); p != nil {
			readings, err = dst, fmt.Errorf("%w: panic: %v", ErrBroken, p)
		}
	}()
	if readings, err = m.Readings(dst); err != nil {
		return readings, err
	}
	events := m.Events()
	if got := len(readings) - len(dst); got != len(events) {
		return dst, fmt.Errorf("%w: it has %d events, and read %d", ErrBroken, len(events), got)
	}
	for i, e := range events {
		if got := readings[len(dst)+i].Event.Name; got != e.Name {
			return dst, fmt.Errorf("%w: reading %d is of event %q, and should be of %q", ErrBroken, i+1, got, e.Name)
		}
	}
	return readings, nil
}

// usable says why the events of measures, which have these names, cannot be told apart, nil if
// they can.
func usable(names []string, measures []Measure) error {
	of := map[string]string{}
	for i, m := range measures {
		for _, e := range m.Events() {
			switch other, twice := of[e.Name]; {
			case e.Name == "":
				return fmt.Errorf("open measure %q: %w: one of its events has no name", names[i], ErrBroken)
			case twice && other == names[i]:
				return fmt.Errorf("open measure %q: %w: it has the event %s twice", other, ErrBroken, e.Name)
			case twice:
				return fmt.Errorf("measures %s and %s count %s, both of them: leave one of them out", other, names[i], e.Name)
			}
			of[e.Name] = names[i]
		}
	}
	return nil
}
