package calibrate

import (
	"context"

	"github.com/sightglass-go/sightglass/engines"
)

// FloorEngine is the name of an engine that runs nothing at all. What it
// records as Execution is two stamps back to back, through the measure's own
// Start and Stop; what it records as Compilation and Instantiation is what
// those windows hold beside the engine's work. It has no flags.
const FloorEngine = "floor"

func init() { engines.Default.RegisterUnlisted(FloorEngine, openFloor) }

func openFloor(_ context.Context, flags string) (engines.Engine, error) {
	return floor{}, engines.ParseFlags(flags, nil)
}

type (
	floor         struct{}
	floorModule   struct{}
	floorLinker   struct{ bench *engines.Bench }
	floorInstance struct{ bench *engines.Bench }
)

// Components makes the floor an engines.Components: it runs no guest.
func (floor) Components() error { return nil }

func (floor) Identity() engines.Identity { return engines.Identity{Name: FloorEngine, Version: "none"} }

func (floor) Compile(context.Context, []byte) (engines.Module, error) { return floorModule{}, nil }

func (floor) Close(context.Context) error { return nil }

func (floorModule) Link(_ context.Context, host engines.Host) (engines.Linker, error) {
	return &floorLinker{host.Bench}, nil
}

func (floorModule) Close(context.Context) error { return nil }

// Instantiate returns what was there before: a new instance would be an
// allocation, which is not part of the floor.
func (l *floorLinker) Instantiate(context.Context) (engines.Instance, error) {
	return (*floorInstance)(l), nil
}

func (l *floorLinker) Close(context.Context) error { return nil }

// Run does what a guest has to do, and then opens and closes the window
// again with nothing in between, not even a Bench. What counts is the last
// window; the first one has warmed caches up for it.
func (i *floorInstance) Run(context.Context) error {
	m := i.bench.Measure()
	i.bench.Start()
	i.bench.End()
	m.Start()
	m.Stop()
	return nil
}

func (i *floorInstance) Call(context.Context, string, ...uint64) ([]uint64, error) {
	return nil, engines.ErrExport
}

func (i *floorInstance) Close(context.Context) error { return nil }
