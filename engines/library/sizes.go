package library

import (
	"errors"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/measure"
)

// errNoFunction is why a library's sizes are not known.
var errNoFunction = errors.New("the bench API has no function for it")

// Counters makes an engine an engines.Counting, of nothing.
func (e *engine) Counters() []engines.Counter {
	return []engines.Counter{
		{Event: measure.CodeSize, Unavailable: errNoFunction},
		{Event: measure.GuestMemory, Unavailable: errNoFunction},
	}
}
