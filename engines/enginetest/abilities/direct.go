package abilities

import (
	"context"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/measure/cycles"
)

// spy is a measure with entry points that sees when they are passed by.
type spy struct {
	*cycles.Counter
	started bool
}

func (s *spy) Start() { s.started = true; s.Counter.Start() }

// direct is whether an engine uses entry points.
func direct(ctx context.Context, e engines.Engine) (bool, error) {
	c, err := cycles.Open()
	if err != nil {
		return false, err
	}
	defer c.Close()
	s := &spy{Counter: c}
	err = instance(ctx, e, guests.Wasm("noop"), s, func(i engines.Instance) error { return i.Run(ctx) })
	return !s.started && err == nil, err
}
