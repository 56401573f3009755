package measure_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/measure"
)

// unreliable is a measure that reads what it is told to.
type unreliable struct {
	events []measure.Event
	read   func(dst []measure.Reading) ([]measure.Reading, error)
}

func (u unreliable) Events() []measure.Event { return u.events }
func (unreliable) Start()                    {}
func (unreliable) Stop()                     {}
func (unreliable) Close() error              { return nil }
func (u unreliable) Readings(dst []measure.Reading) ([]measure.Reading, error) {
	return u.read(dst)
}

// TestRead: a measure reads one reading for each of its events, in their order; whatever
// else it reads is no number to be recorded.
func TestRead(t *testing.T) {
	v, w := measure.Event{Name: "v"}, measure.Event{Name: "w"}
	jammed := errors.New("jammed")
	list := func(of ...measure.Event) func([]measure.Reading) ([]measure.Reading, error) {
		return func(dst []measure.Reading) ([]measure.Reading, error) {
			for i, e := range of {
				dst = append(dst, measure.Reading{Event: e, Count: uint64(i)})
			}
			return dst, nil
		}
	}
	for name, tt := range map[string]struct {
		read func([]measure.Reading) ([]measure.Reading, error)
		want string // the error, "" for none
		is   error
	}{
		"both":           {read: list(v, w)},
		"none":           {read: list(), want: "it has 2 events, and read 0", is: measure.ErrBroken},
		"nil":            {read: func([]measure.Reading) ([]measure.Reading, error) { return nil, nil }, want: "it has 2 events, and read ", is: measure.ErrBroken},
		"one":            {read: list(v), want: "it has 2 events, and read 1", is: measure.ErrBroken},
		"one too many":   {read: list(v, w, v), want: "it has 2 events, and read 3", is: measure.ErrBroken},
		"the wrong way":  {read: list(w, v), want: `reading 1 is of event "w", and should be of "v"`, is: measure.ErrBroken},
		"another":        {read: list(v, measure.Event{Name: "x"}), want: `reading 2 is of event "x", and should be of "w"`, is: measure.ErrBroken},
		"without a name": {read: list(measure.Event{}, w), want: `reading 1 is of event "", and should be of "v"`, is: measure.ErrBroken},
		"a panic":        {read: func([]measure.Reading) ([]measure.Reading, error) { panic("oops") }, want: "panic: oops", is: measure.ErrBroken},
		"an error":       {read: func(dst []measure.Reading) ([]measure.Reading, error) { return dst, jammed }, want: "jammed", is: jammed},
	} {
		before := []measure.Reading{{Event: measure.Cycles, Count: 9}}
		got, err := measure.Read(unreliable{[]measure.Event{v, w}, tt.read}, before)
		if tt.want == "" && (err != nil || len(got) != 3) || tt.want != "" && (!errors.Is(err, tt.is) || !strings.Contains(err.Error(), tt.want) || len(got) != 1) {
			t.Errorf("%s: %v, %v, want %q", name, got, err, tt.want)
		}
	}
}

// TestOpenUnusable: measures whose events cannot be told apart in rows are not opened.
func TestOpenUnusable(t *testing.T) {
	registry := new(measure.Registry)
	for name, events := range map[string][]string{"v": {"v"}, "w": {"w"}, "both": {"v", "w"}, "twice": {"v", "v"}, "nameless": {""}, "silent": nil} {
		var list []measure.Event
		for _, e := range events {
			list = append(list, measure.Event{Name: e})
		}
		registry.Register(name, func() (measure.Measure, error) { return unreliable{events: list}, nil })
	}
	registry.Register("nil", func() (measure.Measure, error) { return nil, nil })
	for names, want := range map[string]string{
		"v w":        "",
		"silent v":   "",
		"v both":     "measures v and both count v, both of them: leave one of them out",
		"twice":      `open measure "twice": measure is broken: it has the event v twice`,
		"v nameless": `open measure "nameless": measure is broken: one of its events has no name`,
		"nil":        `open measure "nil": measure is broken: what opens it returned neither a measure nor an error`,
	} {
		m, err := registry.Open(strings.Fields(names)...)
		if want == "" && err != nil || want != "" && (m != nil || err == nil || err.Error() != want) {
			t.Errorf("%s: %v, %v, want %q", names, m, err, want)
		}
	}
}
