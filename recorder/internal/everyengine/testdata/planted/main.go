// Command planted is a worker program with one engine, which runs nothing and counts
// the same fuel for whatever it is given.
package main

import (
	"context"
	"fmt"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

func main() {
	worker.Main()
	fmt.Println("this is no recorder")
}

func init() {
	engines.Register("planted", func(context.Context, string) (engines.Engine, error) { return planted{}, nil })
}

type planted struct{}

func (planted) Identity() engines.Identity {
	return engines.Identity{Name: "planted", Version: version}
}
func (planted) Counters() []engines.Counter                             { return []engines.Counter{{Event: measure.Fuel}} }
func (planted) Compile(context.Context, []byte) (engines.Module, error) { return planted{}, nil }
func (planted) Link(_ context.Context, host engines.Host) (engines.Linker, error) {
	return &instance{bench: host.Bench}, nil
}
func (planted) Close(context.Context) error { return nil }

type instance struct {
	bench *engines.Bench
	spent uint64
}

func (i *instance) Instantiate(context.Context) (engines.Instance, error) { return i, nil }
func (i *instance) Count(string) func() uint64                            { return func() uint64 { return i.spent } }
func (i *instance) Call(context.Context, string, ...uint64) ([]uint64, error) {
	return nil, engines.ErrExport
}
func (i *instance) Close(context.Context) error { return nil }

func (i *instance) Run(context.Context) error {
	i.bench.Start()
	i.spent += cost
	i.bench.End()
	return nil
}
