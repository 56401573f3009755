package analysis

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// event describes an event of the data.
func (d *Data) event(name string) measure.Event {
	if e, ok := d.Events[name]; ok {
		return e
	}
	return measure.Event{Name: name}
}

// A lead is what the first recording that has rows says of the baseline.
type lead struct {
	header  *record.Header // nil if there is none
	engines []Config       // that its rows are of, in their order
}

// endLead takes note that the rows of the first recording are over, if there
// were any.
func (b *Builder) endLead() {
	if b.lead.engines == nil {
		b.lead.engines = slices.Clone(b.configs)
	}
}

// first returns the engine that is the baseline if none is named: the first of
// the plan of the first recording. Without a plan it is the engine that all
// of that recording's rows are of; of several the first to have a row, which
// says nothing, so that there is an *UnknownBaseline.
func (d *Data) first() (Config, error) {
	if h := d.lead.header; h != nil {
		for _, e := range h.Engines {
			if c := (Config{Engine: e.Name, Flags: e.Flags}); slices.Contains(d.Configs, c) {
				return c, nil
			}
		}
	}
	if len(d.lead.engines) == 1 || len(d.Configs) == 1 {
		return d.Configs[0], nil
	}
	return d.Configs[0], &UnknownBaseline{d.Configs[0]}
}

// UnknownBaseline is the warning that no baseline was named and the rows,
// which have no header, are of several engines: their order is that of
// chance. A Gate refuses to judge such a result.
type UnknownBaseline struct {
	// Taken is the engine of the first row, which was taken.
	Taken Config
}

func (w *UnknownBaseline) Error() string {
	return fmt.Sprintf("the rows do not say which engine is the baseline: took %v; name it to be sure", w.Taken)
}

func (d *Data) baseline(name string) (Config, error) {
	configs := slices.Clone(d.Configs)
	slices.SortFunc(configs, func(a, b Config) int {
		return cmp.Or(cmp.Compare(a.Engine, b.Engine), cmp.Compare(a.Flags, b.Flags))
	})
	if len(configs) == 0 {
		return Config{}, fmt.Errorf("%w: there are no values", ErrOptions)
	}
	if name == "" {
		c, _ := d.first()
		return c, nil
	}
	return FindConfig(configs, name)
}

// FindConfig returns the engine that a name means: as tables print it, "name
// [flags] (label)", as it is typed, name:flags, or its name alone, if no other
// engine has it. The error wraps ErrOptions and lists the engines.
func FindConfig(configs []Config, name string) (Config, error) {
	var exact, found []Config
	var names []string
	for _, c := range configs {
		if name == c.String() {
			exact = append(exact, c)
		}
		if c.called(name) {
			found = append(found, c)
		}
		names = append(names, c.String())
	}
	switch {
	case len(exact) == 1:
		return exact[0], nil
	case len(exact) > 1:
		var means []string
		for _, c := range exact {
			means = append(means, c.spelled())
		}
		return Config{}, fmt.Errorf("%w: %q is the name of more than one: %s", ErrOptions, name, strings.Join(means, ", and "))
	}
	switch len(found) {
	case 0:
		return Config{}, fmt.Errorf("%w: %w", ErrOptions, &NotInInput{"engine", name, names})
	case 1:
		return found[0], nil
	}
	return Config{}, fmt.Errorf("%w: %q was recorded with several flags: name one of %s", ErrOptions, name, quoted(names))
}

// spelled tells a name from flags, where String does not.
func (c Config) spelled() string {
	s := fmt.Sprintf("the engine %q", c.Engine)
	if c.Flags != "" {
		s += fmt.Sprintf(" with the flags %q", c.Flags)
	}
	return s
}

// called says whether a name may mean the engine: as it is written everywhere, its
// name alone, or with some of its flags, as a measure may add others.
func (c Config) called(name string) bool {
	if name == c.String() || name == c.Engine {
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
