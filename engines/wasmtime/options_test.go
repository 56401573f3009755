//go:build cgo

package wasmtime

import (
	"errors"
	"strings"
	"testing"

	wasmtime "github.com/bytecodealliance/wasmtime-go/v39"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/engines/internal/kit"
)

func TestOptions(t *testing.T) {
	configured := 0
	o := Options{
		Version: "with prices v2",
		Config:  func(*wasmtime.Config) { configured++ },
		Host:    func(l *wasmtime.Linker) error { return l.FuncWrap("env", "foo", func() {}) },
	}
	e := kit.Kit{Open: o.Open, Flags: "opt-level=none"}.Engine(t)
	if id := e.Identity(); id.Name != "wasmtime" || !strings.HasSuffix(id.Version, " with prices v2") || id.Flags != "opt-level=none" || configured != 1 {
		t.Errorf("identity %+v, configured %d times", id, configured)
	}
	if w := engines.Warnings(e); len(w) != 1 || !strings.Contains(w[0], "wasmtime-go's linker") {
		t.Errorf("warnings %q", w)
	}
	for guest, want := range map[string]error{"unknown-import": nil, "unknown-imports": engines.ErrImport} {
		m := kit.Compile(t, e, guests.Wasm(guest))
		if want != nil {
			if _, err := m.Link(t.Context(), engines.Host{Bench: engines.NewBench(nil)}); !errors.Is(err, want) {
				t.Errorf("%s: %v, want %v", guest, err, want)
			}
			continue
		}
		i, bench := kit.Instance(t, m, engines.Host{})
		if err := errors.Join(i.Run(t.Context()), bench.Err()); err != nil {
			t.Error(guest, err)
		}
	}
	if _, err := o.Open(t.Context(), "wasm-exceptions"); !errors.Is(err, engines.ErrFlag) {
		t.Errorf("a flag that wasmtime-go cannot set: %v", err)
	}
	fails := errors.New("no prices")
	o.Host = func(*wasmtime.Linker) error { return fails }
	e2 := kit.Kit{Open: o.Open, Flags: "api=wasmtime-go"}.Engine(t)
	if w := engines.Warnings(e2); len(w) > 0 {
		t.Error(w)
	}
	m := kit.Compile(t, e2, guests.Wasm("noop"))
	if _, err := m.Link(t.Context(), engines.Host{Bench: engines.NewBench(nil)}); !errors.Is(err, fails) {
		t.Errorf("a host that cannot be made: %v", err)
	}
}
