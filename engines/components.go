package engines

import "fmt"

// Components is implemented by an Engine that may run components of WASI 0.2, too.
// Compile makes a Module of a component as of a core module; Link offers it the
// interfaces of WASI 0.2, with what Host says of the world, and bench.start and
// bench.end in the instance that it imports under [inspect.Component.Bench]'s name; Run
// calls the function run that it exports in wasi:cli/run. What that returns as an error
// is an *ExitError with code 1. Call returns an error that wraps ErrArgs.
type Components interface {
	Engine
	// Components returns nil, or why the engine, with its flags, runs none.
	Components() error
}

// TakesComponents returns nil if e runs components, and else an error that wraps
// ErrComponent and says what to do.
func TakesComponents(e Engine) error {
	c, ok := e.(Components)
	if !ok {
		return fmt.Errorf("%w: %s: record this benchmark with an engine that runs components, or build it as a core module of WASI preview 1", ErrComponent, e.Identity().Name)
	}
	if err := c.Components(); err != nil {
		return fmt.Errorf("%w: %w", ErrComponent, err)
	}
	return nil
}
