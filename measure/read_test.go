package measure_test

import (
	"errors"
	"math"
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
	number := func(count uint64, status measure.Status) func([]measure.Reading) ([]measure.Reading, error) {
		return func(dst []measure.Reading) ([]measure.Reading, error) {
			return append(dst, measure.Reading{Event: v}, measure.Reading{Event: w, Count: count, Status: status}), nil
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
		"minus one":      {read: number(^uint64(0), measure.Counted), want: "it counted 18446744073709551615 of w, which is -1 without its sign", is: measure.ErrBroken},
		"the largest":    {read: number(math.MaxInt64, measure.Scaled)},
		"not counted":    {read: number(^uint64(0), measure.Missing)},
		"a status":       {read: number(1, 4), want: "the reading of w has the status 4, which there is not", is: measure.ErrBroken},
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

// TestOpenEvents: an event that rows cannot have, or that is not what its name says where events
// are declared, is refused with the measure; and so is a measure that panics.
func TestOpenEvents(t *testing.T) {
	own := measure.Event{Name: "steps", Unit: "steps", Better: measure.Lower}
	ticks := measure.Cycles
	ticks.Hz = 2.4e9
	for _, tt := range []struct {
		event measure.Event
		want  string // "" for none
	}{
		{own, ""},
		{measure.Cycles, ""},
		{ticks, ""},
		{measure.Event{Name: "Schritte·m²"}, ""},
		{measure.Event{Name: "cycles", Unit: "laps", Better: measure.Lower}, "its event cycles (laps, lower is better) is not that of package measure (cycles, lower is better)"},
		{measure.Event{Name: "fuel", Unit: "fuel", Better: measure.Lower}, "its event fuel is not that of package measure (Time false, Exact false, Size false, and should be false, true, false)"},
		{measure.Event{Name: "two words"}, `of the name "two words": want a word`},
		{measure.Event{Name: "a\x1b[31m"}, `of the name "a\x1b[31m": want a word`},
		{measure.Event{Name: "a\nb"}, `of the name "a\nb": want a word`},
		{measure.Event{Name: strings.Repeat("x", 100)}, ""},
		{measure.Event{Name: strings.Repeat("x", 101)}, "want a word of at most 100 bytes"},
		{measure.Event{Name: "x\xff"}, `of the name "x\xff": want a word`},
		{measure.Event{Name: "x", Unit: "a\tb"}, `its event x has the unit "a\tb": want a line`},
		{measure.Event{Name: "x", Better: 3}, "its event x has the direction 3, which there is not"},
		{measure.Event{Name: "x", Better: -1}, "its event x has the direction -1, which there is not"},
	} {
		registry := new(measure.Registry)
		registry.Register("m", func() (measure.Measure, error) { return unreliable{events: []measure.Event{tt.event}}, nil })
		_, err := registry.Open("m")
		if tt.want == "" && err != nil || tt.want != "" && (!errors.Is(err, measure.ErrBroken) || !strings.Contains(err.Error(), `open measure "m": `) || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%+v: %v, want %q", tt.event, err, tt.want)
		}
	}
	registry := new(measure.Registry)
	registry.Register("opener", func() (measure.Measure, error) { panic("oops") })
	registry.Register("events", func() (measure.Measure, error) { return eventless{}, nil })
	for name, want := range map[string]string{
		"opener": `open measure "opener": measure is broken: panic: oops`,
		"events": `open measure "events": measure is broken: panic: no events`,
	} {
		if m, err := registry.Open(name); m != nil || !errors.Is(err, measure.ErrBroken) || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v, %v, want %q", name, m, err, want)
		}
	}
	if err := measure.Close(eventless{}); !errors.Is(err, measure.ErrBroken) {
		t.Errorf("a Close that panics: %v", err)
	}
}

// eventless is a measure that panics.
type eventless struct{ unreliable }

func (eventless) Events() []measure.Event { panic("no events") }
func (eventless) Close() error            { panic("no end") }
