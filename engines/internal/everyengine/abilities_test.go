package everyengine

import (
	"bytes"
	"context"
	"errors"
	"reflect"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/enginetest/abilities"
	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/engines/wazero"
)

// poor is wazero without two functions of WASI, without SIMD unless its flag is given,
// and without optional interfaces.
type poor struct {
	engines.Engine
	simd bool
}

func openPoor(ctx context.Context, flags string) (engines.Engine, error) {
	var p poor
	err := engines.ParseFlags(flags, p.flags(&p.simd))
	if err == nil {
		p.Engine, err = wazero.Open(ctx, "")
	}
	return p, err
}

func (poor) flags(simd *bool) []engines.Flag {
	return []engines.Flag{{Name: "has-simd", Values: "on|off", Set: func(v string) error { *simd = v == "on"; return nil }}}
}

func (p poor) Flags() []engines.Flag { return p.flags(new(bool)) }

func (p poor) Compile(ctx context.Context, wasm []byte) (engines.Module, error) {
	if bytes.Equal(wasm, guests.Wasm("simd")) && !p.simd || bytes.Equal(wasm, guests.Wasm("threads")) {
		return nil, engines.ErrCompile
	}
	m, err := p.Engine.Compile(ctx, wasm)
	if err == nil && (bytes.Contains(wasm, []byte("sock_send")) || bytes.Contains(wasm, []byte("fd_tell"))) {
		return poorModule{m}, nil
	}
	return m, err
}

type poorModule struct{ engines.Module }

func (poorModule) Link(context.Context, engines.Host) (engines.Linker, error) {
	return nil, engines.ErrImport
}

// TestAbilities: what an engine lacks, and what takes a flag, is said by name.
func TestAbilities(t *testing.T) {
	rich, err := abilities.Of(t.Context(), wazero.Open, "")
	if err != nil {
		t.Fatal(err)
	}
	got, err := abilities.Of(t.Context(), openPoor, "")
	if err != nil {
		t.Fatal(err)
	}
	want := rich
	want.NoWASI = []string{"fd_tell", "sock_send"}
	want.Proposals = nil
	for _, a := range rich.Proposals {
		switch a.Name {
		case "simd":
			a.Flags = "has-simd"
		case "threads":
			a.Can = false
		}
		want.Proposals = append(want.Proposals, a)
	}
	want.Counts = []abilities.Ability{{Name: "operators"}, {Name: "profile", Can: got.Counts[len(got.Counts)-1].Can}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want\n%+v", got, want)
	}
	failed := errors.New("no")
	if _, err := abilities.Of(t.Context(), func(context.Context, string) (engines.Engine, error) { return nil, failed }, ""); !errors.Is(err, failed) {
		t.Errorf("an engine that does not open: %v", err)
	}
}
