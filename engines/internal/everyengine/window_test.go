package everyengine

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	_ "github.com/sightglass-go/sightglass/engines/wasmtime"
	_ "github.com/sightglass-go/sightglass/engines/wazero"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/cycles"
)

// onlyGo hides the entry points of a measure.
type onlyGo struct{ measure.Measure }

// form is one way in which a guest reaches the stamps. window runs noop once,
// with an instance of its own, and returns its window in ticks.
type form struct {
	name   string
	window func() uint64
	ticks  []float64
}

// block is how often a form is run before it is the next one's turn: as often
// as a process runs it before caches and predictors know it.
const block = 50

// BenchmarkWindow runs noop by every way to the stamps, in turn, so that what
// the machine does meanwhile hits all alike, and reports the medians in ticks
// and as multiples of the floor: two stamps back to back. The C program on the
// same library is in wasmtime/internal/twin.
//
//	go test -bench Window -benchtime 100x ./engines/internal/everyengine
func BenchmarkWindow(b *testing.B) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	c, err := cycles.Open()
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { c.Close() })
	read := func() uint64 {
		r, err := c.Readings(nil)
		if err != nil {
			b.Fatal(err)
		}
		return r[0].Count
	}
	forms := []*form{{name: "floor", window: func() uint64 { c.Start(); c.Stop(); return read() }}}
	for _, f := range []struct {
		name, engine, flags string
		measure             measure.Measure
	}{
		{"wasmtime-direct", "wasmtime", "", c},
		{"wasmtime-chain", "wasmtime", "", measure.Multi(onlyGo{measure.Noop()}, c)},
		{"wasmtime-go-callback", "wasmtime", "", onlyGo{c}},
		{"wasmtime-funcnew", "wasmtime", "api=wasmtime-go", c},
		{"wazero", "wazero", "", c},
		{"wazero-nested", "wazero", "", measure.Multi(onlyGo{measure.Noop()}, c)},
		{"wazero-interpreter", "wazero", "interpreter", c},
	} {
		if run := adapter(b, f.engine, f.flags, f.measure); run != nil {
			forms = append(forms, &form{name: f.name, window: func() uint64 { run(); return read() }})
		}
	}
	for name, define := range map[string]func(wazero.HostFunctionBuilder, func()) wazero.HostFunctionBuilder{
		"wazero-closure": func(h wazero.HostFunctionBuilder, f func()) wazero.HostFunctionBuilder {
			return h.WithGoFunction(api.GoFunc(func(context.Context, []uint64) { f() }), nil, nil)
		},
		"wazero-withfunc": func(h wazero.HostFunctionBuilder, f func()) wazero.HostFunctionBuilder { return h.WithFunc(f) },
	} {
		run := plainWazero(b, c, define)
		forms = append(forms, &form{name: name, window: func() uint64 { run(); return read() }})
	}
	for b.Loop() {
		for _, f := range forms {
			for range block {
				f.ticks = append(f.ticks, float64(f.window()))
			}
		}
	}
	floor := 0.0
	for _, f := range forms {
		slices.Sort(f.ticks)
		m := f.ticks[len(f.ticks)/2]
		if f.name == "floor" {
			floor = m
		}
		b.ReportMetric(m, f.name)
		b.ReportMetric(m/floor, f.name+"/floor")
		b.Logf("%-22s median %5.0f  min %5.0f  p90 %5.0f  x floor %5.2f", f.name, m, f.ticks[0], f.ticks[len(f.ticks)*9/10], m/floor)
	}
}

// adapter returns a function that runs noop as a recorder does.
func adapter(b *testing.B, name, flags string, m measure.Measure) func() {
	ctx := context.Background()
	e, err := engines.Open(ctx, name, flags)
	if errors.Is(err, engines.ErrUnavailable) {
		b.Log(err)
		return nil
	}
	if err != nil {
		b.Fatal(err)
	}
	module, err := e.Compile(ctx, guests.Wasm("noop"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { module.Close(ctx); e.Close(ctx) })
	return func() {
		bench := engines.NewBench(m)
		l, err := module.Link(ctx, engines.Host{Bench: bench})
		if err != nil {
			b.Fatal(err)
		}
		i, err := l.Instantiate(ctx)
		if err == nil {
			err = i.Run(ctx)
		}
		if err = errors.Join(err, bench.Err()); err != nil {
			b.Fatal(err)
		}
		i.Close(ctx)
		l.Close(ctx)
	}
}

// plainWazero returns the same without an adapter, as documentation shows it.
func plainWazero(b *testing.B, m measure.Measure, define func(wazero.HostFunctionBuilder, func()) wazero.HostFunctionBuilder) func() {
	ctx := context.Background()
	r := wazero.NewRuntime(ctx)
	b.Cleanup(func() { r.Close(ctx) })
	host := r.NewHostModuleBuilder("bench")
	define(host.NewFunctionBuilder(), func() { m.Start() }).Export("start")
	define(host.NewFunctionBuilder(), func() { m.Stop() }).Export("end")
	_, err := host.Instantiate(ctx)
	if err != nil {
		b.Fatal(err)
	}
	compiled, err := r.CompileModule(ctx, guests.Wasm("noop"))
	if err != nil {
		b.Fatal(err)
	}
	n := 0
	return func() {
		n++
		i, err := r.InstantiateModule(ctx, compiled, wazero.NewModuleConfig().WithName(fmt.Sprint(n)))
		if err != nil {
			b.Fatal(err)
		}
		i.Close(ctx)
	}
}
