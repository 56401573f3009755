package recorder

import (
	"context"
	"errors"
	"fmt"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// openCounting opens e so that it counts what m takes from engines. If that
// needs flags that e has not, they are appended to it: this is the one place
// where a measure changes an engine, and it does so before anything runs.
func (e *Engine) openCounting(ctx context.Context, m measure.Measure) (engines.Engine, error) {
	engine, err := e.open(ctx)
	if err != nil {
		return nil, err
	}
	flags, err := engines.CountFlags(ctx, engine, m)
	if err == nil && flags == "" {
		return engine, nil
	}
	if closeErr := engine.Close(ctx); err != nil || closeErr != nil {
		return nil, errors.Join(err, closeErr)
	}
	counting := *e
	if counting.Flags != "" {
		flags = counting.Flags + "," + flags
	}
	counting.Flags = flags
	if engine, err = counting.open(ctx); err != nil {
		return nil, fmt.Errorf("with the flags that the measures need (%s): %w", flags, err)
	}
	*e = counting
	return engine, nil
}

// withFlags returns the plan's engines with the flags of those that were
// probed. A Runner that says nothing of engines leaves them as they are.
func (p *Plan) withFlags(probed []record.Engine) ([]Engine, error) {
	if len(probed) != len(p.Engines) {
		return p.Engines, nil
	}
	list := append([]Engine(nil), p.Engines...)
	for i := range list {
		list[i].Flags = probed[i].Flags
	}
	return list, distinct(list)
}

// distinct refuses engines whose rows could not be told apart.
func distinct(list []Engine) error {
	seen := map[[2]string]bool{}
	for _, e := range list {
		key := [2]string{e.Name, e.Flags}
		if seen[key] {
			return fmt.Errorf("%w: engine %v stands twice; its rows could not be told apart: give each a name of its own", ErrPlan, e)
		}
		seen[key] = true
	}
	return nil
}
