package analysis

import (
	"fmt"
	"slices"

	"github.com/sightglass-go/sightglass/measure"
)

// noEvent is the warning that an engine has an event nowhere, because it cannot: it is
// another process, which reads its own clock, and its processor time is not seen from here.
// The recording lacks nothing, and a Gate decides.
type noEvent struct {
	Event  string
	Config Config
}

func (w *noEvent) Error() string {
	return fmt.Sprintf("%s was not compared with %v, which has none", w.Event, w.Config)
}

// cannotHave says whether c has nothing of an event because it cannot, where another has k.
// The measure time reads both events, so one that has nanoseconds there, and cpu-nanoseconds
// nowhere, has no cpu-nanoseconds. Of an event that was asked for by name, none is excused.
func (d *Data) cannotHave(c Config, k Key, o Options) bool {
	if k.Event != measure.CPUNanoseconds.Name || slices.Contains(o.Events, k.Event) {
		return false
	}
	for i := range d.Series {
		if s := &d.Series[i]; s.Config() == c && s.Event == k.Event {
			return false
		}
	}
	k.Engine, k.EngineFlags, k.Label = c.Engine, c.Flags, c.Label
	k.Event = measure.Nanoseconds.Name
	return d.Find(k) != nil
}

// excuse warns, once for each event and engine, of those of lacking that cannot have k, and
// returns the others.
func (d *Data) excuse(r *Result, k Key, lacking []Config, o Options) (rest []Config) {
	for _, c := range lacking {
		if !d.cannotHave(c, k, o) {
			rest = append(rest, c)
			continue
		}
		w := noEvent{k.Event, c}
		if !slices.ContainsFunc(r.Warnings, func(e error) bool { have, ok := e.(*noEvent); return ok && *have == w }) {
			r.Warnings = append(r.Warnings, &w)
		}
	}
	return rest
}
