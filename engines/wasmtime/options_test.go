//go:build cgo

package wasmtime

import (
	"errors"
	"strings"
	"testing"

	wasmtime "github.com/bytecodealliance/wasmtime-go/v39"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
)

func TestOptions(t *testing.T) {
	configured := 0
	o := Options{
		Version: "with prices v2",
		Config:  func(*wasmtime.Config) { configured++ },
		Host:    func(l *wasmtime.Linker) error { return l.FuncWrap("env", "foo", func() {}) },
	}
	e, err := o.Open(t.Context(), "opt-level=none")
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close(t.Context())
	if id := e.Identity(); id.Name != "wasmtime" || !strings.HasSuffix(id.Version, " with prices v2") || id.Flags != "opt-level=none" || configured != 1 {
		t.Errorf("identity %+v, configured %d times", id, configured)
	}
	if w := engines.Warnings(e); len(w) != 1 || !strings.Contains(w[0], "wasmtime-go's linker") {
		t.Errorf("warnings %q", w)
	}
	for guest, want := range map[string]error{"unknown-import": nil, "unknown-imports": engines.ErrImport} {
		m, err := e.Compile(t.Context(), guests.Wasm(guest))
		if err != nil {
			t.Fatal(err)
		}
		bench := engines.NewBench(nil)
		l, err := m.Link(t.Context(), engines.Host{Bench: bench})
		if !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", guest, err, want)
		}
		if err == nil {
			i, err := l.Instantiate(t.Context())
			if err == nil {
				err = errors.Join(i.Run(t.Context()), bench.Err(), i.Close(t.Context()))
			}
			if err != nil {
				t.Error(guest, err)
			}
			l.Close(t.Context())
		}
		m.Close(t.Context())
	}
	if _, err := o.Open(t.Context(), "wasm-exceptions"); !errors.Is(err, engines.ErrFlag) {
		t.Errorf("a flag that wasmtime-go cannot set: %v", err)
	}
	fails := errors.New("no prices")
	o.Host = func(*wasmtime.Linker) error { return fails }
	e2, err := o.Open(t.Context(), "api=wasmtime-go")
	if err != nil || len(engines.Warnings(e2)) > 0 {
		t.Fatal(err, engines.Warnings(e2))
	}
	defer e2.Close(t.Context())
	m, err := e2.Compile(t.Context(), guests.Wasm("noop"))
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close(t.Context())
	if _, err := m.Link(t.Context(), engines.Host{Bench: engines.NewBench(nil)}); !errors.Is(err, fails) {
		t.Errorf("a host that cannot be made: %v", err)
	}
}
