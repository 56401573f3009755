//go:build cgo

package wasmtime

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	wasmtime "github.com/bytecodealliance/wasmtime-go/v39"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/wasmtime/internal/native"
	"github.com/sightglass-go/sightglass/measure"
)

func init() { engines.Register("wasmtime", Open) }

// bindings is the module of wasmtime-go, which holds the library.
const bindings = "github.com/bytecodealliance/wasmtime-go/v39"

// Open opens an engine with the flags of the package comment. It is an
// engines.Opener.
func Open(_ context.Context, flags string) (engines.Engine, error) { return open(flags, nil) }

// open opens an engine, with options if they are not nil.
func open(flags string, o *Options) (engines.Engine, error) {
	s, err := parse(flags)
	if err != nil {
		return nil, err
	}
	c := common{
		identity: engines.Identity{Name: "wasmtime", Version: engines.ModuleVersion(bindings, wasmtime.NewConfig), Flags: flags, Module: bindings},
		fuel:     s.fuel,
	}
	switch {
	case o != nil && s.native != "":
		return nil, fmt.Errorf("%w: %s needs api=c, which takes no Options", engines.ErrFlag, s.native)
	case o != nil:
		c.identity.Name = cmp.Or(o.name, c.identity.Name)
		if o.Version != "" {
			c.identity.Version = strings.TrimSpace(c.identity.Version + " " + o.Version)
		}
		if s.api != apiGo {
			c.warnings = []string{"wasmtime: opened as with api=wasmtime-go, whose windows are larger: what a program adds to it goes through wasmtime-go's linker"}
		}
	case s.api != apiGo:
		err := compatible(c.identity.Version)
		if err == nil {
			config := native.NewConfig()
			s.configureNative(config)
			return &nativeEngine{common: c, engine: native.NewEngine(config)}, nil
		}
		c.warnings = []string{fmt.Sprintf("wasmtime: opened as with api=wasmtime-go, whose windows are larger: %v", err)}
		if s.native != "" {
			return nil, fmt.Errorf("%w: %s needs api=c: %w", engines.ErrFlag, s.native, err)
		}
	}
	config := wasmtime.NewConfig()
	s.configure(config)
	b := &bindingEngine{common: c}
	if o != nil {
		b.host = o.Host
		if o.Config != nil {
			o.Config(config)
		}
	}
	b.engine = wasmtime.NewEngineWithConfig(config)
	return b, nil
}

// compatible returns why the C API may not be called directly. The version is
// empty in programs that carry no build information; then the layouts decide.
func compatible(version string) error {
	if strings.Contains(version, " replaced by ") || (version != "" && !strings.HasPrefix(version, "v39.")) {
		return fmt.Errorf("wasmtime-go is %s, not v39", version)
	}
	return native.Compatible()
}

// common is what both kinds of engine have.
type common struct {
	identity engines.Identity
	warnings []string
	fuel     bool // every store gets as much as there is
}

func (c *common) Identity() engines.Identity { return c.identity }

// Warnings makes an engine an engines.Warner.
func (c *common) Warnings() []string { return append([]string(nil), c.warnings...) }

// Flags makes an engine an engines.Flagged.
func (c *common) Flags() []engines.Flag { return new(settings).known() }

// Advisories makes an engine an engines.Advised.
func (c *common) Advisories() engines.Advisories { return Advisories(c.identity.Version) }

// AdvisoriesFor is what is known of another version, which is built as a library.
func (c *common) AdvisoriesFor(version string) engines.Advisories { return Advisories(version) }

// Counters makes an engine an engines.Counting.
func (c *common) Counters() []engines.Counter {
	fuel := engines.Counter{Event: measure.Fuel, Flags: "fuel"}
	if c.fuel {
		fuel.Flags = ""
	}
	return []engines.Counter{fuel, {Event: measure.CodeSize}, {Event: measure.GuestMemory}}
}

// counter is CountingInstance.Count of an instance that reads fuel with read.
func (c *common) counter(event string, read func() uint64) func() uint64 {
	if event != measure.Fuel.Name || !c.fuel {
		return nil
	}
	return read
}

// ReadsGlobals makes an engine an engines.GlobalReader.
func (*common) ReadsGlobals() {}

// usable returns an error if ctx is done or what it is about was closed. Wasmtime
// can be interrupted only at a cost to the generated code, so that a guest, once
// it runs, runs to its end.
func usable(ctx context.Context, what string, closed bool) error {
	err := ctx.Err()
	if err == nil && closed {
		err = engines.ErrClosed
	}
	if err != nil {
		return fmt.Errorf("wasmtime: %s: %w", what, err)
	}
	return nil
}

// linkable returns an error if Link of something is not usable, or cannot have host.
func linkable(ctx context.Context, host engines.Host, closed bool) error {
	return cmp.Or(usable(ctx, "link", closed), host.Check())
}

// closeOnce closes what is open, and says so by nil.
func closeOnce[T interface {
	comparable
	Close()
}](open *T) {
	var closed T
	if *open != closed {
		(*open).Close()
		*open = closed
	}
}
