package wazero_test

import (
	"context"
	"errors"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/engines/wazero"
)

// FuzzOpen: any flags are refused or make an engine that runs a guest.
func FuzzOpen(f *testing.F) {
	for _, flags := range []string{"", "interpreter", "compilation-workers=3, close-on-context-done", "interpreter=off compilation-workers=1024", "turbo"} {
		f.Add(flags)
	}
	f.Fuzz(func(t *testing.T, flags string) {
		ctx := context.Background()
		e, err := wazero.Open(ctx, flags)
		if err != nil {
			if e != nil || !errors.Is(err, engines.ErrFlag) {
				t.Fatalf("%q: %v, %v", flags, e, err)
			}
			return
		}
		defer e.Close(ctx)
		if got := e.Identity().Flags; got != flags {
			t.Fatalf("%q is called %q", flags, got)
		}
		m, err := e.Compile(ctx, guests.Wasm("noop"))
		if err != nil {
			t.Fatalf("%q: %v", flags, err)
		}
		defer m.Close(ctx)
		bench := engines.NewBench(nil)
		l, err := m.Link(ctx, engines.Host{Bench: bench})
		if err != nil {
			t.Fatalf("%q: %v", flags, err)
		}
		defer l.Close(ctx)
		i, err := l.Instantiate(ctx)
		if err != nil {
			t.Fatalf("%q: %v", flags, err)
		}
		defer i.Close(ctx)
		if err := errors.Join(i.Run(ctx), bench.Err()); err != nil {
			t.Fatalf("%q: %v", flags, err)
		}
	})
}
