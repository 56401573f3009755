package measure

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"unicode"
)

// ErrBroken is wrapped by the errors of a measure that does not do what Measure asks for.
var ErrBroken = errors.New("measure is broken")

// Recovered is deferred by those who call a measure that is not trusted to keep its word: it
// turns a panic into an error that wraps ErrBroken.
func Recovered(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("%w: panic: %v", ErrBroken, p)
	}
}

// Read is m.Readings, of a measure that is not trusted to keep its word: one reading for each
// of its events, in their order, none of which is a number below 0 taken for one without a
// sign. The error wraps ErrBroken if it does not, or panics.
func Read(m Measure, dst []Reading) (readings []Reading, err error) {
	defer func() {
		if errors.Is(err, ErrBroken) {
			readings = dst
		}
	}()
	defer Recovered(&err)
	if readings, err = m.Readings(dst); err != nil {
		return readings, err
	}
	events := m.Events()
	if got := len(readings) - len(dst); got != len(events) {
		return dst, fmt.Errorf("%w: it has %d events, and read %d", ErrBroken, len(events), got)
	}
	for i, e := range events {
		switch r := &readings[len(dst)+i]; {
		case r.Event.Name != e.Name:
			return dst, fmt.Errorf("%w: reading %d is of event %q, and should be of %q", ErrBroken, i+1, r.Event.Name, e.Name)
		case r.Status > Absent:
			return dst, fmt.Errorf("%w: the reading of %s has the status %d, which there is not", ErrBroken, e.Name, r.Status)
		case r.Count > math.MaxInt64 && (r.Status == Counted || r.Status == Scaled):
			return dst, fmt.Errorf("%w: it counted %d of %s, which is %d without its sign", ErrBroken, r.Count, e.Name, int64(r.Count))
		}
	}
	return readings, nil
}

// Close is m.Close, of a measure that may panic.
func Close(m Measure) (err error) {
	defer Recovered(&err)
	return m.Close()
}

// maxName is how many bytes the name and the unit of an event may have.
const maxName = 100

// usable says why the events of measures, which have these names, cannot be told apart or are
// none that a recording can have, nil if they can.
func usable(names []string, measures []Measure) error {
	of := map[string]string{}
	for i, m := range measures {
		events, err := eventsOf(m)
		if err != nil {
			return fmt.Errorf("open measure %q: %w", names[i], err)
		}
		for _, e := range events {
			other, twice := of[e.Name]
			if err := e.check(); err != nil {
				return fmt.Errorf("open measure %q: %w: %w", names[i], ErrBroken, err)
			}
			switch {
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

// eventsOf is m.Events, which may panic.
func eventsOf(m Measure) (events []Event, err error) {
	defer Recovered(&err)
	return m.Events(), nil
}

// check says why there can be no rows of an event, nil if there can.
func (e Event) check() error {
	e.Hz = 0
	declared, is := LookupEvent(e.Name)
	switch {
	case e.Name == "":
		return errors.New("one of its events has no name")
	case !plain(e.Name) || strings.Contains(e.Name, " "):
		return fmt.Errorf("it has an event of the name %.110q: want a word of at most %d bytes", e.Name, maxName)
	case !plain(e.Unit):
		return fmt.Errorf("its event %s has the unit %.110q: want a line of at most %d bytes", e.Name, e.Unit, maxName)
	case e.Better < Neither || e.Better > Higher:
		return fmt.Errorf("its event %s has the direction %d, which there is not", e.Name, e.Better)
	case is && e.Unit == declared.Unit && e.Better == declared.Better && e != declared:
		return fmt.Errorf("its event %s is not that of package measure (Time %t, Exact %t, Size %t, and should be %t, %t, %t): give it another name, or use that one",
			e.Name, e.Time, e.Exact, e.Size, declared.Time, declared.Exact, declared.Size)
	case is && e != declared:
		return fmt.Errorf("its event %s (%s, %v is better) is not that of package measure (%s, %v is better): give it another name, or use that one",
			e.Name, e.Unit, e.Better, declared.Unit, declared.Better)
	}
	return nil
}

// plain is whether a text is short and has nothing in it that cannot be seen.
func plain(text string) bool {
	return len(text) <= maxName && !strings.ContainsFunc(text, func(r rune) bool { return r == unicode.ReplacementChar || !unicode.IsPrint(r) })
}
