//go:build cgo

package wasmtime

import (
	"context"

	wasmtime "github.com/bytecodealliance/wasmtime-go/v39"

	"github.com/sightglass-go/sightglass/engines"
)

// Options are what an embedder of wasmtime adds to it, such as the functions
// that its guests import. A program registers them under a name of its own, in
// init or before worker.Main, because the processes that measure know only what
// is registered by then. They are for wasmtime-go's own objects, so that the
// engine is opened as with api=wasmtime-go, whose windows are larger; a warning
// in the recording says so. They need cgo.
type Options struct {
	// Version is what of the program belongs to the engine's identity, such as
	// the version of its host functions; it stands behind wasmtime's own.
	Version string
	// Config, if set, changes the configuration that the flags made.
	Config func(*wasmtime.Config)
	// Host, if set, defines what guests import, beside WASI and bench, in the
	// linker of each instance: what needs no store, such as FuncNew and FuncWrap.
	// It is called in Link, and so is in no window.
	Host func(*wasmtime.Linker) error

	name string // "wasmtime" if empty
}

// Register registers an engine with these options with engines.Default. It
// panics when the name is taken. The flags are those of "wasmtime", without
// those that wasmtime-go cannot set.
func Register(name string, o Options) {
	o.name = name
	engines.Register(name, o.Open)
}

// Open opens an engine with these options, in process. It is an engines.Opener.
func (o Options) Open(_ context.Context, flags string) (engines.Engine, error) {
	return open(flags, &o)
}
