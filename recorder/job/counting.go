package job

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/measure"
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
	if err != nil && !strings.HasPrefix(e.String(), engine.Identity().Name) {
		err = fmt.Errorf("%v: %w", e, err) // as it was asked for: a library is called that whatever it holds
	}
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
