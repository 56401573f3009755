package recorder

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// faulty is a measure that panics in one of its windows, the first of which has the number 1.
type faulty struct {
	step   string
	window int
	begun  int
}

func (f *faulty) at(step string) {
	if f.begun == f.window && f.step == step {
		panic("jammed in " + step)
	}
}

func (*faulty) Events() []measure.Event { return []measure.Event{{Name: "turns", Unit: "turns"}} }
func (f *faulty) Start()                { f.begun++; f.at("Start") }
func (f *faulty) Stop()                 { f.at("Stop") }
func (f *faulty) Close() error          { f.at("Close"); return nil }
func (f *faulty) Enter(measure.Phase)   { f.at("Enter") }
func (f *faulty) Readings(dst []measure.Reading) ([]measure.Reading, error) {
	f.at("Readings")
	return append(dst, measure.Reading{Event: f.Events()[0], Count: 7}), nil
}

func init() {
	for _, step := range []string{"Start", "Stop", "Readings"} {
		for window, phase := range measure.Phases() {
			measure.Register(fmt.Sprintf("jams-in-%s-%v", step, phase), func() (measure.Measure, error) {
				return &faulty{step: step, window: window + 1}, nil
			})
		}
	}
	measure.Register("jams-in-Enter-Compilation", func() (measure.Measure, error) { return &faulty{step: "Enter"}, nil })
	measure.Register("turns", func() (measure.Measure, error) { return &faulty{}, nil })
}

// recovering is an engine that takes every panic for a trap of its guest.
type recovering struct{ liar }

func (r *recovering) Compile(ctx context.Context, wasm []byte) (engines.Module, error) {
	m, err := r.liar.Compile(ctx, wasm)
	return recoveringModule{m}, err
}

type recoveringModule struct{ engines.Module }

func (m recoveringModule) Link(ctx context.Context, host engines.Host) (engines.Linker, error) {
	l, err := m.Module.Link(ctx, host)
	return recoveringLinker{l}, err
}

type recoveringLinker struct{ engines.Linker }

func (l recoveringLinker) Instantiate(ctx context.Context) (engines.Instance, error) {
	i, err := l.Linker.Instantiate(ctx)
	return recoveringInstance{i}, err
}

type recoveringInstance struct{ engines.Instance }

func (i recoveringInstance) Run(ctx context.Context) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %v", engines.ErrTrap, p)
		}
	}()
	return i.Instance.Run(ctx)
}

// TestBrokenMeasures: a measure that panics is what is broken, whichever window it is in, and
// the failure names it; the engine and the guest are not. If the engine recovers from a panic
// in bench.start or bench.end, it is a trap, with what the measure said. An engine that
// panics where a measure counts is still what is broken itself.
func TestBrokenMeasures(t *testing.T) {
	recorded := func(measures string, engine engines.Engine, call record.Call) (failure *job.Failure, iterations int) {
		_, err := job.Run(t.Context(), job.Job{
			Engine:     job.Engine{Name: "e", Open: func(context.Context, string) (engines.Engine, error) { return engine, nil }},
			Benchmark:  "../examples/benchmarks/noop/noop.wasm",
			Measures:   []string{measures},
			Iterations: 2,
			Guest:      job.Guest{Call: call},
		}, t.TempDir(), func([]job.Sample) error { iterations++; return nil })
		if !errors.As(err, &failure) {
			t.Fatalf("%s: %v", measures, err)
		}
		return failure, iterations
	}
	for _, step := range []string{"Start", "Stop", "Readings", "Enter"} {
		for _, phase := range measure.Phases() {
			if step == "Enter" && phase != measure.Compilation {
				continue
			}
			for name, engine := range map[string]engines.Engine{"plain": &liar{}, "recovering": &recovering{}} {
				for _, call := range []record.Call{{}, {Whole: true}} {
					measures := fmt.Sprintf("jams-in-%s-%v", step, phase)
					f, iterations := recorded(measures, engine, call)
					if name == "recovering" && (step == "Start" || step == "Stop") && phase == measure.Execution && !call.Whole {
						if !errors.Is(f, engines.ErrTrap) || !strings.Contains(f.Error(), "jammed in "+step) || iterations != 0 {
							t.Errorf("%s on the engine %s: %d iterations, %v", measures, name, iterations, f)
						}
						continue
					}
					if !errors.Is(f, measure.ErrBroken) || errors.Is(f, job.ErrAdapter) || f.Phase != phase || iterations != 0 ||
						!strings.Contains(f.Error(), phase.String()+": measuring "+measures+": ") {
						t.Errorf("%s on the engine %s, %+v: %d iterations, %v", measures, name, call, iterations, f)
					}
				}
			}
		}
	}
	for lie, want := range map[string]error{"panic in Compile": job.ErrAdapter, "panic in Run": job.ErrAdapter, "never starts": engines.ErrNoStart} {
		if f, _ := recorded("turns", &liar{lie: lie}, record.Call{}); !errors.Is(f, want) || errors.Is(f, measure.ErrBroken) {
			t.Errorf("%s: %v, want %v", lie, f, want)
		}
	}
	if f, _ := recorded("turns", &recovering{liar{lie: "panic in Run"}}, record.Call{}); !errors.Is(f, engines.ErrTrap) || errors.Is(f, measure.ErrBroken) {
		t.Errorf("a trap: %v", f)
	}
}
