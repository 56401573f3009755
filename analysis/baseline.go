package analysis

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/measure"
)

// event describes an event of the data.
func (d *Data) event(name string) measure.Event {
	if e, ok := d.Events[name]; ok {
		return e
	}
	return measure.Event{Name: name}
}

// baseline finds the engine with the given name.
func (d *Data) baseline(name string) (Config, error) {
	configs := slices.Clone(d.Configs)
	slices.SortFunc(configs, func(a, b Config) int {
		return cmp.Or(cmp.Compare(a.Engine, b.Engine), cmp.Compare(a.Flags, b.Flags))
	})
	if len(configs) == 0 {
		return Config{}, fmt.Errorf("%w: there are no values", ErrOptions)
	}
	if name == "" {
		for _, h := range d.Headers {
			for _, e := range h.Engines {
				if c := (Config{Engine: e.Name, Flags: e.Flags}); slices.Contains(configs, c) {
					return c, nil
				}
			}
		}
		return configs[0], nil
	}
	return FindConfig(configs, name)
}

// FindConfig returns the engine that a name means: as tables print it, "name
// [flags] (label)", as it is typed, name:flags, or its name alone, if no other
// engine has it. The error wraps ErrOptions and lists the engines.
func FindConfig(configs []Config, name string) (Config, error) {
	var found []Config
	var names []string
	for _, c := range configs {
		if c.named(name) {
			return c, nil
		}
		if c.called(name) {
			found = append(found, c)
		}
		names = append(names, fmt.Sprintf("%q", c.String()))
	}
	switch len(found) {
	case 0:
		return Config{}, fmt.Errorf("%w: no engine is called %q: there are %s", ErrOptions, name, strings.Join(names, ", "))
	case 1:
		return found[0], nil
	}
	return Config{}, fmt.Errorf("%w: %q was recorded with several flags: name one of %s", ErrOptions, name, strings.Join(names, ", "))
}

// called says whether a name may mean the engine: as tables print it, as a
// user types it, its name alone, or with some of its flags, as a measure may
// add others.
func (c Config) called(name string) bool {
	if c.named(name) || name == c.Engine {
		return true
	}
	typed, ok := strings.CutPrefix(name, c.Engine+":")
	if !ok || typed == "" {
		return false
	}
	flags := strings.Split(c.Flags, ",")
	for flag := range strings.SplitSeq(typed, ",") {
		if !slices.Contains(flags, flag) {
			return false
		}
	}
	return true
}

// named says whether a name means the engine with its flags and its label, as
// tables print it, "name [flags] (label)", or as a user types it, name:flags.
// A label may be left out where the engine has none.
func (c Config) named(name string) bool {
	if name == c.String() {
		return true
	}
	typed := c.Engine
	if c.Flags != "" {
		typed += ":" + c.Flags
	}
	if c.Label != "" {
		typed += " (" + c.Label + ")"
	}
	return name == typed
}
