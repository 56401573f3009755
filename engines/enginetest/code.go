package enginetest

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/engines/inspect"
	"github.com/sightglass-go/sightglass/engines/internal/kit"
	"github.com/sightglass-go/sightglass/measure"
)

// code: what an engine says of where its code lies: a range for each function of the
// module, none in another, each of them readable, and the same as long as the module
// is open. Functions whose code differs have other bytes there.
func (s suite) code(t *testing.T) {
	e := s.Engine(t)
	wasm := guests.Wasm("functions")
	module := kit.Compile(t, e, wasm)
	defer module.Close(context.Background())
	ranges, err := engines.CodeOf(module)
	if errors.Is(err, measure.ErrUnavailable) {
		t.Skipf("optional: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := inspect.Parse(wasm)
	if err != nil {
		t.Fatal(err)
	}
	imported := int64(0)
	for _, i := range parsed.Imports {
		if i.Kind == inspect.Func {
			imported++
		}
	}
	var functions []int64
	for _, r := range ranges {
		if r.End <= r.Start {
			t.Errorf("an empty range: %+v", r)
			continue
		}
		if (r.Function == engines.NoFunction) != (r.Name != "") {
			t.Errorf("%+v: what is no function has a name, a function has none", r)
		}
		if r.Function != engines.NoFunction {
			functions = append(functions, r.Function)
		}
		if len(bytes.Trim(r.Bytes(), "\x00")) == 0 {
			t.Errorf("%+v holds zeroes alone", r)
		}
	}
	slices.Sort(functions)
	for n := range int64(parsed.Functions) {
		if int(n) >= len(functions) || functions[n] != imported+n {
			t.Fatalf("ranges of the functions %d, want %d of them, from %d on", functions, parsed.Functions, imported)
		}
	}
	if len(functions) != parsed.Functions {
		t.Errorf("%d ranges of %d functions", len(functions), parsed.Functions)
	}
	sorted := slices.SortedFunc(slices.Values(ranges), func(a, b engines.CodeRange) int { return cmp.Compare(a.Start, b.Start) })
	for i := range sorted[1:] {
		if sorted[i].End > sorted[i+1].Start {
			t.Errorf("%+v and %+v overlap", sorted[i], sorted[i+1])
		}
	}
	instance, _ := kit.Instance(t, module, engines.Host{})
	defer instance.Close(context.Background())
	if err := instance.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	again, err := engines.CodeOf(module) // which may have code for a host by now
	for _, r := range ranges {
		if err != nil || !slices.Contains(again, r) {
			t.Errorf("after a run: %+v, %v, and before %+v", again, err, r)
		}
	}
	_ = module.Close(context.Background())
	if _, err := engines.CodeOf(module); !errors.Is(err, engines.ErrClosed) {
		t.Errorf("of a closed module: %v", err)
	}
}
