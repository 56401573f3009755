package wazero

import (
	"context"

	"github.com/tetratelabs/wazero"

	"github.com/sightglass-go/sightglass/engines"
)

// Options are what an embedder of wazero adds to it, such as the functions that
// its guests import. A program registers them under a name of its own, in init
// or before worker.Main, because the processes that measure know only what is
// registered by then:
//
//	func init() {
//		wazero.Register("shop", wazero.Options{Host: prices})
//	}
//
// The zero value is the engine "wazero".
type Options struct {
	// Version is what of the program belongs to the engine's identity, such as
	// the version of its host functions; it stands behind wazero's own.
	Version string
	// Runtime, if set, returns the configuration that each runtime is made with.
	// It is given the one that the flags make.
	Runtime func(wazero.RuntimeConfig) wazero.RuntimeConfig
	// Host, if set, instantiates modules that guests import from, in each new
	// runtime, beside WASI. That is done ahead, and so is in no window. A
	// runtime serves several instances, one after the other; the module that
	// calls is an argument of a host function. "bench" is always the recorder's.
	Host func(context.Context, wazero.Runtime) error
	// Module, if set, returns the configuration of each instance. It is given
	// that of its Host, with arguments, folder and streams, and called in Link.
	Module func(wazero.ModuleConfig) wazero.ModuleConfig

	name string // "wazero" if empty
}

// Register registers an engine with these options with engines.Default. It
// panics when the name is taken. The flags are those of "wazero".
func Register(name string, o Options) {
	o.name = name
	engines.Register(name, o.Open)
}

// Open opens an engine with these options, in process. It is an engines.Opener.
func (o Options) Open(ctx context.Context, flags string) (engines.Engine, error) {
	return open(ctx, flags, o)
}
