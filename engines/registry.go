package engines

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Opener makes a configured engine from flags. Flags are one string, as
// ParseFlags reads it; an unknown flag is an error that wraps ErrFlag and
// lists the known ones.
type Opener func(ctx context.Context, flags string) (Engine, error)

// Registry finds engines by name, because the process that measures receives
// only strings. The zero value is empty and ready to use.
type Registry struct {
	mu      sync.Mutex
	openers map[string]Opener
}

// Default is the registry that the adapters of this module register with.
var Default = new(Registry)

// Register makes an engine available under name. It panics when the name is
// taken or empty, or open is nil: all are mistakes in the program.
func (r *Registry) Register(name string, open Opener) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if name == "" || open == nil {
		panic("BUG: engines: Register without a name or an opener: " + name)
	}
	if _, dup := r.openers[name]; dup {
		panic("BUG: engines: Register called twice for " + name)
	}
	if r.openers == nil {
		r.openers = map[string]Opener{}
	}
	r.openers[name] = open
}

// Names returns the registered names, sorted.
func (r *Registry) Names() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	names := make([]string, 0, len(r.openers))
	for n := range r.openers {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// Open opens the engine with that name. A name that is not registered is an
// error that wraps ErrUnknown and lists those that are.
func (r *Registry) Open(ctx context.Context, name, flags string) (Engine, error) {
	r.mu.Lock()
	open := r.openers[name]
	r.mu.Unlock()
	if open == nil {
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
