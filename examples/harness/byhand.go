package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/recorder/job"
)

func runByHand(ctx context.Context, args []string, out io.Writer) (err error) {
	flags := flag.NewFlagSet("byhand", flag.ContinueOnError)
	name := flags.String("engine", "wazero", "an engine")
	iterations := flags.Int("iterations", 3, "how many times")
	if err := flags.Parse(args); err != nil {
		return err
	}
	path := benchmarks(flags.Args(), "shootout-ackermann")[0]
	wasm, err := os.ReadFile(path)
	if err != nil {
		return err
	}

	// Some counters belong to a thread, so the goroutine keeps its own. The
	// measure is opened before the engine, whose threads it may have to follow.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	m, err := measure.Open("time", "cycles") // nested: cycles is innermost
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, m.Close()) }()
	engine, err := engines.Open(ctx, *name, "")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, engine.Close(ctx)) }()
	if _, err := fmt.Fprintf(out, "%s on %v\n", filepath.Base(path), engine.Identity()); err != nil {
		return err
	}
	for i := range *iterations {
		show := func(phase measure.Phase, readings []measure.Reading) error {
			for _, r := range readings {
				if r.Status == measure.Missing {
					continue // the counter never ran: that is not 0
				}
				if _, err := fmt.Fprintf(out, "%d %-13v %12d %s\n", i, phase, r.Count, r.Event.Name); err != nil {
					return err
				}
			}
			return nil
		}
		if err := byHand(ctx, engine, m, path, wasm, show); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	return nil
}

// byHand is one iteration: what a recorder does, without its checks of the
// output, its processes, and its rows.
func byHand(ctx context.Context, engine engines.Engine, m measure.Measure, path string, wasm []byte, show func(measure.Phase, []measure.Reading) error) (err error) {
	// What is closed is closed in reverse, and tells.
	closing := func(c interface{ Close(context.Context) error }) { err = errors.Join(err, c.Close(ctx)) }
	readings := make([]measure.Reading, 0, len(m.Events())) // outside of every window
	read := func(phase measure.Phase) error {
		var err error
		if readings, err = m.Readings(readings[:0]); err != nil {
			return err
		}
		return show(phase, readings)
	}

	m.Start()
	module, err := engine.Compile(ctx, wasm)
	m.Stop()
	if err != nil {
		return err
	}
	defer closing(module)
	if err := read(measure.Compilation); err != nil {
		return err
	}

	// The guest opens and closes the window of the same measure by itself.
	bench := engines.NewBench(m)
	linker, err := module.Link(ctx, engines.Host{
		Args:  []string{filepath.Base(path)},
		Env:   []string{job.SmallWorkloadVariable + "=1"},
		Dir:   filepath.Dir(path),
		Bench: bench,
	})
	if err != nil {
		return err
	}
	defer closing(linker)

	m.Start()
	instance, err := linker.Instantiate(ctx)
	m.Stop()
	if err != nil {
		return err
	}
	defer closing(instance)
	if err := bench.Early(); err != nil {
		return err // a start function has spoilt what was measured
	}
	if err := read(measure.Instantiation); err != nil {
		return err
	}

	if err := instance.Run(ctx); err != nil {
		return err
	}
	if err := bench.Err(); err != nil {
		return err // no window, or more than one
	}
	return read(measure.Execution)
}
