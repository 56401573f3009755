//go:build cgo && (linux || darwin) && (amd64 || arm64)

package twin

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"runtime"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/wasmtime"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/cycles"
)

// flagsVariable makes the test program the Go twin of testdata/twin.c, with
// the same arguments and these engine flags.
const flagsVariable = "SIGHTGLASS_TWIN"

// The recorder's workers stay on the process's first thread, too, whose heap is
// another than that of threads that are made later.
func init() {
	if _, ok := os.LookupEnv(flagsVariable); ok {
		runtime.LockOSThread()
	}
}

func TestMain(m *testing.M) {
	flags, ok := os.LookupEnv(flagsVariable)
	if !ok {
		os.Exit(m.Run())
	}
	if err := process(flags, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

func process(flags string, args []string) error {
	ctx := context.Background()
	var iterations, again int
	if _, err := fmt.Sscan(args[3], &iterations); err != nil {
		return err
	}
	if _, err := fmt.Sscan(args[4], &again); err != nil {
		return err
	}
	wasm, err := os.ReadFile(args[0])
	if err != nil {
		return err
	}
	out, err := os.Create(args[2])
	if err != nil {
		return err
	}
	e, err := wasmtime.Open(ctx, flags)
	if err != nil {
		return err
	}
	c, err := cycles.Open()
	if err != nil {
		return err
	}
	readings := make([]measure.Reading, 0, 1)
	// timed is how the recorder measures a phase.
	timed := func(f func() error) (uint64, error) {
		c.Start()
		err := f()
		c.Stop()
		if err != nil {
			return 0, err
		}
		readings, err = c.Readings(readings[:0])
		return readings[0].Count, err
	}
	for i := range iterations {
		var module engines.Module
		compile, err := timed(func() (err error) { module, err = e.Compile(ctx, wasm); return err })
		if err != nil {
			return err
		}
		show(i, "compile", compile)
		for n := range again + 1 {
			host := engines.Host{
				Args: []string{"twin"}, Env: []string{"WASM_BENCH_USE_SMALL_WORKLOAD=1"},
				Dir: args[1], Stdout: out, Bench: engines.NewBench(c),
			}
			instantiate, execute, err := once(ctx, module, host, timed)
			if err != nil {
				return err
			}
			if n == 0 {
				show(i, "instantiate", instantiate)
			} else {
				show(i, "again", instantiate)
			}
			show(i, "execute", execute)
		}
		module.Close(ctx)
	}
	return printed.Flush()
}

// printed is written at the end, as C's printf does: a write between two windows
// would leave the caches colder for the second.
var printed = bufio.NewWriter(os.Stdout)

func show(iteration int, phase string, ticks uint64) {
	if iteration > 0 {
		fmt.Fprintln(printed, phase, ticks)
	}
}

func once(ctx context.Context, module engines.Module, host engines.Host, timed func(func() error) (uint64, error)) (instantiate, execute uint64, err error) {
	linker, err := module.Link(ctx, host)
	if err != nil {
		return 0, 0, err
	}
	defer linker.Close(ctx)
	var instance engines.Instance
	instantiate, err = timed(func() (err error) { instance, err = linker.Instantiate(ctx); return err })
	if err != nil {
		return 0, 0, err
	}
	defer instance.Close(ctx)
	if err := instance.Run(ctx); err != nil {
		return 0, 0, err
	}
	if err := host.Bench.Err(); err != nil {
		return 0, 0, err
	}
	readings, err := host.Bench.Measure().Readings(nil)
	return instantiate, readings[0].Count, err
}
