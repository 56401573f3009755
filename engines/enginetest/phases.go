package enginetest

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/engines/internal/kit"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/cycles"
)

func (s suite) identity(t *testing.T) {
	id := s.Engine(t).Identity()
	if id.Name == "" || strings.ContainsAny(id.Name, " \t\n,") || id.Flags != s.Flags {
		t.Errorf("identity %+v: want a name of one word, and the flags %q", id, s.Flags)
	}
}

func (s suite) unknownFlag(t *testing.T) {
	e, err := s.Open(context.Background(), "there-is-no-such-flag")
	if e != nil || !errors.Is(err, engines.ErrFlag) || !strings.Contains(err.Error(), "there-is-no-such-flag") {
		t.Errorf("engine %v, error %v; want ErrFlag that names the flag", e, err)
	}
}

// phases: nothing of the guest runs before Run.
func (s suite) phases(t *testing.T) {
	e := s.Engine(t)
	m := kit.Compile(t, e, guests.Wasm("hello"))
	defer m.Close(context.Background())
	out := kit.Create(t, filepath.Join(t.TempDir(), "stdout"))
	i, bench := kit.Instance(t, m, engines.Host{Stdout: out})
	if got := kit.Content(t, out); got != "" || bench.Early() != nil || bench.Err() != engines.ErrNoStart {
		t.Errorf("before Run: output %q, bench %v, %v", got, bench.Early(), bench.Err())
	}
	if err := i.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	if got := kit.Content(t, out); got != "hello\n" || bench.Err() != nil {
		t.Errorf("after Run: output %q, bench %v", got, bench.Err())
	}
}

// earlyGuest has a start function that calls bench.start and bench.end:
//
//	(module
//	  (import "bench" "start" (func)) (import "bench" "end" (func))
//	  (func call 0 call 1) (start 2)
//	  (func (export "_start")))
const earlyGuest = "\x00asm\x01\x00\x00\x00" +
	"\x01\x04\x01\x60\x00\x00" +
	"\x02\x1b\x02\x05bench\x05start\x00\x00\x05bench\x03end\x00\x00" +
	"\x03\x03\x02\x00\x00" +
	"\x07\x0a\x01\x06_start\x00\x03" +
	"\x08\x01\x02" +
	"\x0a\x0b\x02\x06\x00\x10\x00\x10\x01\x0b\x02\x00\x0b"

// early: a start function and _initialize run in Instantiate, and what they do
// to the window is known right after.
func (s suite) early(t *testing.T) {
	for _, guest := range []string{earlyGuest, earlyReactor} {
		for name, m := range s.someMeasures(t, new([]string)) {
			e := s.Engine(t)
			module := kit.Compile(t, e, []byte(guest))
			_, bench := kit.Instance(t, module, engines.Host{Bench: engines.NewBench(m)})
			if err := bench.Early(); err != engines.ErrEarly {
				t.Errorf("%s: %v, want ErrEarly", name, err)
			}
		}
	}
}

// spy is a measure that only Go can start.
type spy struct {
	measure.Measure
	log *[]string
}

func (s spy) Start() { *s.log = append(*s.log, "start") }
func (s spy) Stop()  { *s.log = append(*s.log, "stop") }

func (s suite) someMeasures(t *testing.T, log *[]string) map[string]measure.Measure {
	open := func() measure.Measure {
		c, err := cycles.Open()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		return c
	}
	watch := spy{measure.Noop(), log}
	return map[string]measure.Measure{
		"noop":       measure.Noop(),
		"go":         watch,
		"direct":     open(),
		"go, direct": measure.Multi(watch, open()),
		"direct, go": measure.Multi(open(), watch),
	}
}

// measures: the guest's window is that of the measure, whether the engine
// enters it directly or not, again and again.
func (s suite) measures(t *testing.T) {
	var log []string
	for name, m := range s.someMeasures(t, &log) {
		t.Run(name, func(t *testing.T) {
			e := s.Engine(t)
			for _, g := range []string{"noop", "work", "noop", "starts-twice", "end-first", "never-ends", "start-after-end", "trap-inside", "noop"} {
				log = nil
				o := s.run(t, e, guests.Wasm(g), engines.Host{}, m)
				if got, want := o.bench.Err(), protocol(lookup(t, g).Calls); got != want {
					t.Errorf("%s: %v, want %v", g, got, want)
				}
				rows, err := m.Readings(nil)
				if o.bench.Err() != nil {
					continue // no row is made of these
				}
				if err != nil {
					t.Errorf("%s: %v", g, err)
				}
				for _, r := range rows {
					if r.Status != measure.Counted || r.Count == 0 {
						t.Errorf("%s: reading %+v", g, r)
					}
				}
				if strings.Contains(name, "go") && strings.Join(log, " ") != "start stop" {
					t.Errorf("%s: the measure saw %v", g, log)
				}
			}
		})
	}
}
