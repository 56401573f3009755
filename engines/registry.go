package engines

import (
	"context"
	"fmt"
	"strings"

	"github.com/sightglass-go/sightglass/measure/registry"
)

// Opener makes a configured engine from flags. Flags are one string, as
// ParseFlags reads it; an unknown flag is an error that wraps ErrFlag and
// lists the known ones.
type Opener func(ctx context.Context, flags string) (Engine, error)

// Registry finds engines by name. The zero value is empty and ready to use.
type Registry struct{ registry.Registry[Opener] }

// Default is the registry that the adapters of this module register with.
var Default = new(Registry)

// Open opens the engine with that name. A name that is not registered is an
// error that wraps ErrUnknown and lists those that are.
func (r *Registry) Open(ctx context.Context, name, flags string) (Engine, error) {
	open, ok := r.Lookup(name)
	if !ok {
		known := strings.Join(r.Names(), ", ")
		if known == "" {
			known = "none; import an adapter such as engines/wazero in package main"
		}
		return nil, fmt.Errorf("%w %.100q: known are %s", ErrUnknown, name, known)
	}
	engine, err := open(ctx, flags)
	if err != nil {
		return nil, fmt.Errorf("open engine %s: %w", name, err)
	}
	return engine, nil
}

// Register registers with Default.
func Register(name string, open Opener) { Default.Register(name, open) }

// Open opens from Default.
func Open(ctx context.Context, name, flags string) (Engine, error) {
	return Default.Open(ctx, name, flags)
}
