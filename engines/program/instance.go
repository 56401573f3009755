package program

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/inspect"
)

type instance struct {
	module  *module
	key     uint64
	bench   *engines.Bench
	closed  bool
	globals []string // that are read
	values  []uint64 // theirs
}

func (i *instance) Run(ctx context.Context) error {
	_, err := i.Call(ctx, inspect.Entry)
	return engines.RunError(err)
}

func (i *instance) Call(ctx context.Context, name string, args ...uint64) ([]uint64, error) {
	e := i.module.engine
	if err := e.usable(ctx, i.closed); err != nil {
		return nil, err
	}
	export, ok := i.module.parsed.Export(name)
	if !ok || export.Kind != inspect.Func {
		return nil, fmt.Errorf("%w: %.50q", engines.ErrExport, name)
	}
	t := export.Type
	notNumber := func(t inspect.ValType) bool { return t.Bits() == 0 }
	if t.Unknown || len(args) != len(t.Params) || slices.ContainsFunc(t.Params, notNumber) || slices.ContainsFunc(t.Results, notNumber) {
		return nil, fmt.Errorf("%w: %.50s %s: got %d", engines.ErrArgs, name, t, len(args))
	}
	r := &request{Do: "call", Instance: i.key, Name: name, Globals: i.globals}
	for n, arg := range args {
		if t.Params[n].Bits() == 32 {
			arg = uint64(uint32(arg))
		}
		r.Params, r.Values = append(r.Params, string(t.Params[n])), append(r.Values, strconv.FormatUint(arg, 10))
	}
	for _, result := range t.Results {
		r.Results = append(r.Results, string(result))
	}
	got, wall, err := e.process.ask(ctx, r)
	if err != nil {
		return nil, err
	}
	var wrong error
	if err := e.took("call", got, wall, i.bench, func(c *call) { wrong = errors.Join(wrong, i.read(c.Globals)) }); err != nil {
		return nil, err
	}
	if got.Error != nil {
		return nil, e.refused("call", got.Error, nil)
	}
	if err := errors.Join(wrong, i.read(got.Globals)); err != nil {
		return nil, err
	}
	results, err := parseValues(got.Values, len(t.Results))
	if err != nil {
		return nil, fmt.Errorf("%s: %w: the results of %.50s %s: %w", e.process.name, ErrProtocol, name, t, err)
	}
	for n, result := range results {
		if t.Results[n].Bits() == 32 && result>>32 != 0 {
			return nil, fmt.Errorf("%s: %w: %.50s %s returned %d", e.process.name, ErrProtocol, name, t, result)
		}
	}
	return results, nil
}

// parseValues reads raw values, of which there must be n.
func parseValues(texts []string, n int) ([]uint64, error) {
	if len(texts) != n {
		return nil, fmt.Errorf("%d values, want %d", len(texts), n)
	}
	var values []uint64
	for _, text := range texts {
		v, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("%.50q is not a number from 0 to 2^64-1", text)
		}
		values = append(values, v)
	}
	return values, nil
}

// read keeps what a program says that the globals have.
func (i *instance) read(texts []string) error {
	values, err := parseValues(texts, len(i.globals))
	if err != nil {
		return fmt.Errorf("%s: %w: globals: %w", i.module.engine.process.name, ErrProtocol, err)
	}
	copy(i.values, values)
	return nil
}

// Global implements engines.GlobalInstance, where the program has the ability: it has
// the value that the global had when the guest was last heard of.
func (i *instance) Global(name string) func() uint64 {
	e := i.module.engine
	export, ok := i.module.parsed.Export(name)
	if !ok || export.Kind != inspect.Global || i.closed || e.closed || !slices.Contains(e.greeting.Abilities, abilityGlobals) {
		return nil
	}
	got, err := e.process.askSoon(context.Background(), &request{Do: "globals", Instance: i.key, Globals: []string{name}})
	if err != nil || got.Error != nil {
		return nil
	}
	values, err := parseValues(got.Globals, 1)
	if err != nil {
		return nil
	}
	n := slices.Index(i.globals, name)
	if n < 0 {
		n = len(i.globals)
		i.globals, i.values = append(i.globals, name), append(i.values, 0)
	}
	i.values[n] = values[0]
	return func() uint64 { return i.values[n] }
}

// Close has the program give the instance back.
func (i *instance) Close(ctx context.Context) error {
	if i.closed {
		return nil
	}
	i.closed = true
	return i.module.released(ctx, i.key)
}
