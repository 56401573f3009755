package job

import (
	"context"
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/engines/inspect"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// sited is a measure that counted at these places.
type sited struct {
	measure.Measure
	sites []measure.Site
	err   error
}

func (s *sited) Events() []measure.Event        { return []measure.Event{measure.Instructions} }
func (s *sited) Sites() ([]measure.Site, error) { return s.sites, s.err }

// coded is a module that says where its code lies.
type coded struct {
	engines.Module
	ranges []engines.CodeRange
}

func (c coded) Code() ([]engines.CodeRange, error) { return c.ranges, nil }

func (coded) Close(context.Context) error { return nil }

// TestProfiler: a place belongs to the range that holds it, the first and the last of its
// bytes; what belongs to none is not lost; and windows are added.
func TestProfiler(t *testing.T) {
	wasm := guests.Wasm("functions")
	module, err := inspect.Parse(wasm)
	if err != nil {
		t.Fatal(err)
	}
	m := &sited{}
	p, err := newProfiler(m, wasm, &loaded{module: module})
	if err != nil {
		t.Fatal(err)
	}
	// Not in order. Function 0 is bench.start; 2 is _start, 3 scan, 4 text::fold(int), 5 mix.
	of := coded{ranges: []engines.CodeRange{{Start: 200, End: 300, Function: 3}, {Start: 100, End: 200, Function: 2}, {Start: 300, End: 310, Function: engines.NoFunction, Name: "entry"}, {Start: 400, End: 500, Function: 4}, {Start: 500, End: 501, Function: 7}}}
	if err := p.locate(of); err != nil {
		t.Fatal(err)
	}
	m.sites = []measure.Site{{Address: 99, Count: 1}, {Address: 100, Count: 2}, {Address: 199, Count: 4}, {Address: 200, Count: 8}, {Address: 309, Count: 16}, {Address: 310, Count: 32},
		{Symbol: "runtime.mcall", Object: "/bin/x", Count: 64}, {Count: 128}, {Address: 450, Count: 256, Callers: []uint64{200, 210, 9}}, {Address: 500, Count: 512}}
	for range 2 {
		if err := p.add(1023); err != nil {
			t.Fatal(err)
		}
	}
	if got := p.profile; got.Total != 2046 || got.Windows != 2 || got.Event != "instructions-retired" {
		t.Errorf("%+v", got)
	}
	counts := map[record.ProfileFrame]uint64{}
	var sum uint64
	for _, s := range p.profile.Samples {
		counts[p.profile.Frames[s.Stack[0]]] += s.Count
		sum += s.Count
		if len(s.Stack) > 1 { // whose callers are those before the addresses to which they return
			var names []string
			for _, f := range s.Stack {
				names = append(names, string(p.profile.Frames[f].Kind)+" "+p.profile.Frames[f].Name)
			}
			if got := strings.Join(names, ", "); got != "guest _ZN4text4foldEi, guest _start, guest scan" {
				t.Errorf("stack %s", got)
			}
		}
	}
	want := map[record.ProfileFrame]uint64{
		{Kind: record.Unknown}:                                       2 * (1 + 32 + 128),
		{Kind: record.Guest, Index: 2, Name: "_start"}:               2 * (2 + 4),
		{Kind: record.Guest, Index: 3, Name: "scan"}:                 2 * 8,
		{Kind: record.Glue, Name: "entry"}:                           2 * 16,
		{Kind: record.Host, Name: "runtime.mcall", Object: "/bin/x"}: 2 * 64,
		{Kind: record.Guest, Index: 4, Name: "_ZN4text4foldEi"}:      2 * 256,
		{Kind: record.Guest, Index: 7}:                               2 * 512,
	}
	if !reflect.DeepEqual(counts, want) || sum != p.profile.Total {
		t.Errorf("%v, want %v", counts, want)
	}
	if err := p.add(1024); !errors.Is(err, ErrAdapter) {
		t.Errorf("places that do not add up: %v", err)
	}
	m.err = measure.ErrUnavailable
	if err := p.add(1023); !errors.Is(err, measure.ErrUnavailable) {
		t.Errorf("no places: %v", err)
	}
	if _, err := newProfiler(measure.Noop(), wasm, &loaded{module: module}); !errors.Is(err, measure.ErrUnavailable) {
		t.Errorf("a measure without places: %v", err)
	}
	if err := p.locate(struct{ engines.Module }{}); !errors.Is(err, measure.ErrUnavailable) {
		t.Errorf("a module that does not know where its code is: %v", err)
	}
}

// TestProfilerSources: the lines are those of lines.c; its name section names function 4.
func TestProfilerSources(t *testing.T) {
	wasm, err := os.ReadFile("../../engines/inspect/testdata/lines.wasm")
	if err != nil {
		t.Fatal(err)
	}
	module, err := inspect.Parse(wasm)
	if err != nil {
		t.Fatal(err)
	}
	p, err := newProfiler(&sited{}, wasm, &loaded{module: module})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.locate(coded{ranges: []engines.CodeRange{{Start: 100, End: 200, Function: 4}}}); err != nil {
		t.Fatal(err)
	}
	want := record.ProfileFrame{Kind: record.Guest, Index: 4, Name: "fold", File: "lines.c", Line: 20}
	if got := p.siteFrame(&measure.Site{Address: 150, Object: "/memfd:code"}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	delete(p.names, 4)
	if got := p.siteFrame(&measure.Site{Address: 150}); got != want {
		t.Errorf("without a name section %+v, want %+v", got, want)
	}
}
