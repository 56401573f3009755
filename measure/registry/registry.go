// Package registry finds by name what a program was built with: measures and
// engines, because the process that measures receives only strings. It knows
// neither; each of them adds its own way of opening.
package registry

import (
	"reflect"
	"slices"
	"sync"
)

// Registry holds openers by name. The zero value is empty and ready to use.
type Registry[Opener any] struct {
	mu      sync.Mutex
	openers map[string]registered[Opener]
}

type registered[Opener any] struct {
	open Opener
	as   kind
}

// kind is by what an opener was registered.
type kind uint8

const (
	byDefault kind = iota // Register
	unlisted              // RegisterUnlisted
	named                 // RegisterNamed
)

// Register makes open available under name. It panics when the name is empty or
// taken, or open is nil: all are mistakes in the program.
func (r *Registry[Opener]) Register(name string, open Opener) { r.register(name, open, byDefault) }

// RegisterUnlisted is Register for what a program uses itself and nobody
// chooses: Lookup finds it, and it is not among Names.
func (r *Registry[Opener]) RegisterUnlisted(name string, open Opener) {
	r.register(name, open, unlisted)
}

// RegisterNamed is Register for what nothing chooses by itself, because it may do more
// than others: Names has it, and Defaults has not.
func (r *Registry[Opener]) RegisterNamed(name string, open Opener) { r.register(name, open, named) }

func (r *Registry[Opener]) register(name string, open Opener, as kind) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if name == "" || reflect.ValueOf(&open).Elem().IsZero() {
		panic("BUG: Register without a name or an opener: " + name)
	}
	if _, dup := r.openers[name]; dup {
		panic("BUG: Register called twice for " + name)
	}
	if r.openers == nil {
		r.openers = map[string]registered[Opener]{}
	}
	r.openers[name] = registered[Opener]{open, as}
}

// Defaults returns the names registered by Register alone, sorted: what may be chosen
// where a user names nothing.
func (r *Registry[Opener]) Defaults() []string { return r.names(byDefault) }

// Names returns the names registered by Register and RegisterNamed, sorted.
func (r *Registry[Opener]) Names() []string { return r.names(byDefault, named) }

func (r *Registry[Opener]) names(as ...kind) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	names := []string{}
	for name, o := range r.openers {
		if slices.Contains(as, o.as) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// Lookup returns the opener with that name, and whether there is one.
func (r *Registry[Opener]) Lookup(name string) (Opener, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	o, ok := r.openers[name]
	return o.open, ok
}

// Typed returns a name and the flags that it is opened with as a user types them,
// and as everything that is shown has them: name:flags, or the name alone, also where a
// user called an engine what its flags are.
func Typed(name, flags string) string {
	if flags == "" || flags == name {
		return name
	}
	return name + ":" + flags
}
