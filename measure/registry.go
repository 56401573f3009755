package measure

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/measure/registry"
)

// Opener opens a measure on the calling thread. An error says which event
// could not be opened, why, and what to do about it.
type Opener func() (Measure, error)

// recovered is what o returns, of an opener that may panic.
func (o Opener) recovered() (m Measure, err error) {
	defer Recovered(&err)
	return o()
}

var (
	// ErrUnknown is wrapped by the error for a name that no measure has.
	ErrUnknown = errors.New("unknown measure")
	// ErrUnavailable is wrapped by the error of a measure that exists but
	// cannot count here: another operating system, no counter hardware, no
	// permission.
	ErrUnavailable = errors.New("measure not available here")
)

// Registry finds measures by name. The zero value is empty and ready to use.
type Registry struct {
	registry.Registry[Opener]
	launchers registry.Registry[Launcher]
	alone     registry.Registry[bool]
}

// Default is the registry that the packages below this one register with.
var Default = new(Registry)

func init() { Register("noop", func() (Measure, error) { return Noop(), nil }) }

// Open opens the measures with the given names, nested: the first is the
// outermost, the last the innermost, which sees nothing of the others. With
// one name it is that measure itself. If one cannot be opened, those already
// open are closed.
func (r *Registry) Open(names ...string) (Measure, error) {
	if len(names) == 0 {
		return nil, fmt.Errorf("no measure named: choose from %s", strings.Join(r.Names(), ", "))
	}
	if _, err := r.Alone(names...); err != nil {
		return nil, err
	}
	var opened []Measure
	refuse := func(err error) (Measure, error) {
		for _, o := range opened {
			err = errors.Join(err, Close(o))
		}
		return nil, err
	}
	for i, name := range names {
		err := fmt.Errorf("%w %.100q: known are %s; a measure is known once its package is imported", ErrUnknown, name, strings.Join(r.Names(), ", "))
		if slices.Contains(names[:i], name) {
			err = fmt.Errorf("measure %q named twice", name)
		} else if open, ok := r.Lookup(name); ok {
			var m Measure
			if m, err = open.recovered(); err == nil && m != nil {
				opened = append(opened, m)
				continue
			} else if err == nil {
				err = fmt.Errorf("%w: what opens it returned neither a measure nor an error", ErrBroken)
			}
			err = fmt.Errorf("open measure %q: %w", name, err)
		}
		return refuse(err)
	}
	if err := usable(names, opened); err != nil {
		return refuse(err)
	}
	return Multi(opened...), nil
}

// Register registers with Default.
func Register(name string, open Opener) { Default.Register(name, open) }

// Open opens from Default.
func Open(names ...string) (Measure, error) { return Default.Open(names...) }
