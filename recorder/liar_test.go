package recorder

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// liar is an engine that does everything right but one thing.
type liar struct {
	lie   string
	bench *engines.Bench
}

func (l *liar) at(step string) bool {
	if l.lie == "panic in "+step {
		panic("lie")
	}
	return l.lie == "nil from "+step
}

func (l *liar) Identity() engines.Identity { return engines.Identity{Name: "liar"} }

func (l *liar) Compile(context.Context, []byte) (engines.Module, error) {
	if l.at("Compile") {
		return nil, nil
	}
	return liarModule{l}, nil
}

func (l *liar) Close(context.Context) error { l.at("Engine.Close"); return nil }

type liarModule struct{ l *liar }

func (m liarModule) Link(_ context.Context, host engines.Host) (engines.Linker, error) {
	if m.l.at("Link") {
		return nil, nil
	}
	m.l.bench = host.Bench
	return liarLinker(m), nil
}

func (m liarModule) Close(context.Context) error { m.l.at("Module.Close"); return nil }

type liarLinker struct{ l *liar }

func (k liarLinker) Instantiate(context.Context) (engines.Instance, error) {
	if k.l.at("Instantiate") {
		return nil, nil
	}
	if k.l.lie == "early" {
		k.l.bench.Start()
	}
	return liarInstance(k), nil
}

func (k liarLinker) Close(context.Context) error { k.l.at("Linker.Close"); return nil }

type liarInstance struct{ l *liar }

func (i liarInstance) Run(context.Context) error {
	i.l.at("Run")
	calls := map[string]string{"never starts": "", "never ends": "s", "ends twice": "see", "ends first": "es"}
	sequence, lies := calls[i.l.lie]
	if !lies {
		sequence = "se"
	}
	for _, c := range sequence {
		if c == 's' {
			i.l.bench.Start()
		} else {
			i.l.bench.End()
		}
	}
	return nil
}

func (i liarInstance) Call(context.Context, string, ...uint64) ([]uint64, error) { return nil, nil }

func (i liarInstance) Close(context.Context) error {
	i.l.at("Instance.Close")
	if i.l.lie == "cannot close" {
		return errors.New("jammed")
	}
	return nil
}

// TestLyingAdapters: what an adapter does wrong is named, with the adapter,
// costs its own rows only, and never ends the recording.
func TestLyingAdapters(t *testing.T) {
	for lie, want := range map[string]error{
		"":                        nil,
		"nil from Compile":        job.ErrAdapter,
		"nil from Link":           job.ErrAdapter,
		"nil from Instantiate":    job.ErrAdapter,
		"panic in Compile":        job.ErrAdapter,
		"panic in Link":           job.ErrAdapter,
		"panic in Instantiate":    job.ErrAdapter,
		"panic in Run":            job.ErrAdapter,
		"panic in Instance.Close": job.ErrAdapter,
		"panic in Linker.Close":   job.ErrAdapter,
		"panic in Module.Close":   job.ErrAdapter,
		"never starts":            engines.ErrNoStart,
		"never ends":              engines.ErrNoEnd,
		"ends twice":              engines.ErrAfterEnd,
		"ends first":              engines.ErrEndFirst,
		"early":                   engines.ErrEarly,
		"cannot close":            nil, // the rows are right; it is a warning
	} {
		open := func(lie string) engines.Opener {
			return func(context.Context, string) (engines.Engine, error) { return &liar{lie: lie}, nil }
		}
		var rows record.Collector
		report, err := InProcess{}.Record(t.Context(), Plan{
			Engines:    []job.Engine{{Name: "honest", Open: open("")}, {Name: "suspect", Open: open(lie)}},
			Benchmarks: []string{"../examples/benchmarks/noop/noop.wasm"},
			Measures:   []string{"cycles"},
			Iterations: 2,
		}, &rows)
		if err != nil {
			t.Errorf("%s: %v", lie, err)
			continue
		}
		count := map[string]int{}
		for _, r := range rows.Rows {
			count[r.Engine]++
		}
		switch {
		case count["honest"] != 6:
			t.Errorf("%s: the honest engine has %d rows, want 6", lie, count["honest"])
		case want == nil && (len(report.Failures) > 0 || count["suspect"] != 6):
			t.Errorf("%s: %d rows, %v", lie, count["suspect"], report.Failures)
		case want != nil && (len(report.Failures) != 1 || !errors.Is(report.Failures[0], want) || count["suspect"] != 0):
			t.Errorf("%s: %d rows, %v, want %v", lie, count["suspect"], report.Failures, want)
		case want != nil && !strings.Contains(report.Failures[0].Error(), " on suspect: "):
			t.Errorf("%s: the adapter is not named: %v", lie, report.Failures[0])
		case lie == "cannot close" && !strings.Contains(strings.Join(report.Warnings, "\n"), "jammed"):
			t.Errorf("%s: warnings %q", lie, report.Warnings)
		}
	}
}
