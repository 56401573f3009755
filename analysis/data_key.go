package analysis

import (
	"cmp"
	"fmt"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/measure/registry"
)

// Key is what rows must have in common to be values of one quantity. The
// engine's flags are part of it: an engine with other flags is another
// engine, and pooling the two would describe neither.
type Key struct {
	Arch        string
	Engine      string
	EngineFlags string
	Wasm        string
	Phase       measure.Phase
	Event       string
	// Label tells two recordings of one engine apart where they are compared
	// with each other: see BeforeAfter. Rows have none.
	Label string
}

func keyOf(row record.Row) Key {
	return Key{Arch: row.Arch, Engine: row.Engine, EngineFlags: row.EngineFlags,
		Wasm: row.Wasm, Phase: row.Phase, Event: row.Event}
}

// Compare orders keys by architecture, engine, flags, benchmark, phase (in
// the order in which phases happen) and event. This is the order of
// everything this package returns, whatever the order of the rows was.
func (k Key) Compare(l Key) int {
	return cmp.Or(
		cmp.Compare(k.Arch, l.Arch),
		cmp.Compare(k.Engine, l.Engine),
		cmp.Compare(k.EngineFlags, l.EngineFlags),
		cmp.Compare(k.Wasm, l.Wasm),
		cmp.Compare(k.Phase, l.Phase),
		cmp.Compare(k.Event, l.Event),
		cmp.Compare(k.Label, l.Label),
	)
}

// Config returns the engine with its flags.
func (k Key) Config() Config { return Config{k.Engine, k.EngineFlags, k.Label} }

// String names the quantity in words, for messages.
func (k Key) String() string {
	return fmt.Sprintf("%s of %v of %s on %v (%s)", k.Event, k.Phase, k.Wasm, k.Config(), k.Arch)
}

// Config is an engine as it was configured: what is compared with another.
type Config struct {
	Engine string
	Flags  string
	Label  string // of the recording, where two are compared; else empty
}

// String returns the engine with its flags as a user types them, followed by its
// label in parentheses, if it has one: "name:flags (label)".
func (c Config) String() string {
	s := registry.Typed(c.Engine, c.Flags)
	if c.Label != "" {
		s += " (" + c.Label + ")"
	}
	return s
}
