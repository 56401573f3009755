package wazero

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/tetratelabs/wazero"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/engines/internal/kit"
)

// TestOptions: options change what they say, and nothing else of what is
// promised of the adapter.
func TestOptions(t *testing.T) {
	runtimes, instances := 0, 0
	o := Options{
		Version: "with prices v2",
		Runtime: func(c wazero.RuntimeConfig) wazero.RuntimeConfig { return c.WithMemoryLimitPages(16) },
		Module:  func(c wazero.ModuleConfig) wazero.ModuleConfig { instances++; return c.WithEnv("SHOP", "open") },
		Host: func(ctx context.Context, r wazero.Runtime) error {
			runtimes++
			_, err := r.NewHostModuleBuilder("env").NewFunctionBuilder().WithFunc(func() {}).Export("foo").Instantiate(ctx)
			return err
		},
	}
	e := kit.Kit{Open: o.Open, Flags: "interpreter"}.Engine(t)
	if id := e.Identity(); id.Name != "wazero" || !strings.HasSuffix(id.Version, " with prices v2") || id.Flags != "interpreter" {
		t.Errorf("identity %+v", id)
	}
	for range 2 {
		for guest, want := range map[string]error{"unknown-import": nil, "unknown-imports": engines.ErrImport} {
			m := kit.Compile(t, e, guests.Wasm(guest))
			if want != nil {
				if _, err := m.Link(t.Context(), engines.Host{Bench: engines.NewBench(nil)}); !errors.Is(err, want) {
					t.Errorf("%s: %v, want %v", guest, err, want)
				}
				m.Close(t.Context())
				continue
			}
			i, bench := kit.Instance(t, m, engines.Host{})
			if err := errors.Join(i.Run(t.Context()), bench.Err(), i.Close(t.Context()), m.Close(t.Context())); err != nil {
				t.Error(guest, err)
			}
		}
	}
	if runtimes != 1 || instances != 2 {
		t.Errorf("%d runtimes, %d instances", runtimes, instances)
	}
	fails := errors.New("no prices")
	o.Host = func(context.Context, wazero.Runtime) error { return fails }
	if e, err := o.Open(t.Context(), ""); !errors.Is(err, fails) || e != nil {
		t.Errorf("a host that cannot be made: %v", err)
	}
}

// TestConformanceOptions: what a program adds takes nothing away.
func TestConformanceOptions(t *testing.T) {
	again(t, Options{Host: func(ctx context.Context, r wazero.Runtime) error {
		_, err := r.NewHostModuleBuilder("shop").NewFunctionBuilder().WithFunc(func() {}).Export("now").Instantiate(ctx)
		return err
	}}.Open, "interpreter")
}
