package record

import "github.com/sightglass-go/sightglass/measure"

// wellKnown are the events whose names say what they are, in recordings of
// this and of other programs.
var wellKnown = []measure.Event{
	{Name: "cycles", Unit: "cycles", Better: measure.Lower, Time: true},
	{Name: "nanoseconds", Unit: "ns", Better: measure.Lower, Time: true},
	{Name: "cpu-nanoseconds", Unit: "ns", Better: measure.Lower, Time: true},
	{Name: "cpu-cycles", Unit: "cycles", Better: measure.Lower, Time: true},
	{Name: "instructions-retired", Unit: "instructions", Better: measure.Lower},
	{Name: "cache-accesses", Unit: "accesses", Better: measure.Lower},
	{Name: "cache-misses", Unit: "misses", Better: measure.Lower},
	{Name: "task-clock", Unit: "ns", Better: measure.Lower, Time: true},
	{Name: "fuel", Unit: "fuel", Better: measure.Lower, Exact: true}, // engines.Fuel
}

// sameEvent is what an event is called here that another program calls by
// another name: the Rust original's rows of task-clocks are ours of task-clock.
func sameEvent(name string) string {
	if name == "task-clocks" {
		return "task-clock"
	}
	return name
}

// LookupEvent returns the event with the given name if it is one of the
// well-known ones, so that rows of CSV, which has no room for units, get
// their unit and direction. The header of a recording in JSON Lines knows
// better; ask this only for what it does not say.
func LookupEvent(name string) (measure.Event, bool) {
	for _, e := range wellKnown {
		if e.Name == name {
			return e, true
		}
	}
	return measure.Event{}, false
}
