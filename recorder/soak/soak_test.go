package soak

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/engines"
)

// needsProc skips what needs more than the Go runtime knows.
func needsProc(t *testing.T) {
	t.Helper()
	if err := Missing(); err != nil {
		t.Skipf("%v; run it on Linux", err)
	}
}

// TestLeaks: one of everything in each step is found, under its name, and
// what does not leak is not.
func TestLeaks(t *testing.T) {
	needsProc(t)
	var kept [][]byte
	quit := make(chan struct{})
	defer close(quit)
	folder := t.TempDir()
	open := func(t *testing.T) {
		f, err := os.Open(os.DevNull)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { f.Close() })
	}
	for _, tt := range []struct {
		leak string
		want []string // that this grows; other things may, too
		not  []string
		step func(t *testing.T)
	}{
		{"nothing", nil, names(), func(*testing.T) { _ = make([]byte, 1<<20) }},
		{"memory", []string{"heap", "resident memory"}, []string{"goroutines", "descriptors", "children", "temporary files"}, func(*testing.T) {
			b := make([]byte, 64<<10)
			for i := range b {
				b[i] = 1
			}
			kept = append(kept, b)
		}},
		{"mappings", []string{"resident memory", "mappings"}, []string{"heap", "goroutines", "descriptors"}, mapPages},
		{"descriptor", []string{"descriptors"}, []string{"resident memory", "heap", "goroutines", "threads"}, open},
		{"goroutine", []string{"goroutines"}, []string{"resident memory", "descriptors", "threads", "children"}, func(*testing.T) { go func() { <-quit }() }},
		{"thread", []string{"threads", "goroutines"}, []string{"descriptors", "children"}, func(*testing.T) {
			started := make(chan struct{})
			go func() {
				runtime.LockOSThread()
				close(started)
				<-quit
			}()
			<-started
		}},
		{"child", []string{"children"}, []string{"goroutines", "temporary files"}, func(t *testing.T) {
			sleep := exec.Command("sleep", "600")
			if err := sleep.Start(); err != nil {
				t.Skip(err)
			}
			t.Cleanup(func() {
				sleep.Process.Kill()
				_ = sleep.Wait()
			})
		}},
		{"zombie", []string{"children"}, nil, func(t *testing.T) {
			child := exec.Command("true")
			if err := child.Start(); err != nil {
				t.Skip(err)
			}
			t.Cleanup(func() { _ = child.Wait() })
		}},
		{"temporary file", []string{"temporary files"}, []string{"resident memory", "heap", "descriptors", "goroutines"}, func(t *testing.T) {
			f, err := os.CreateTemp(folder, "")
			if err != nil {
				t.Fatal(err)
			}
			f.Close()
		}},
	} {
		t.Run(tt.leak, func(t *testing.T) {
			steps := 60
			if tt.leak == "child" || tt.leak == "zombie" {
				steps = 20
			}
			result, err := Run(t.Context(), Options{Steps: steps, Samples: 4, TempDir: folder}, func(context.Context) error {
				tt.step(t)
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			var growing []string
			for _, g := range result.Growing() {
				growing = append(growing, g.Resource)
			}
			for _, name := range tt.want {
				if !slices.Contains(growing, name) {
					t.Errorf("%s are not found; growing are %q: %s", name, growing, result.Verdict())
				}
			}
			for _, name := range tt.not {
				if slices.Contains(growing, name) && !(raceDetector && name == "resident memory") {
					t.Errorf("%s do not leak: %s", name, result.Verdict())
				}
			}
			word := ": flat; "
			if len(growing) > 0 {
				word = ": growing; "
			}
			if !strings.Contains(result.Verdict(), word) {
				t.Errorf("%q does not say%s", result.Verdict(), word)
			}
		})
	}
	runtime.KeepAlive(kept)
}

func names() []string {
	var all []string
	for _, r := range resources {
		all = append(all, r.name)
	}
	return all
}

// TestGrowth: by hand. The second half has 1 MB more and less than that; the
// slope of a line is its own.
func TestGrowth(t *testing.T) {
	line := func(change func(i int64, s *Sample)) Result {
		r := Result{Steps: 100}
		for i := range int64(11) {
			s := Sample{Done: int(10 * i)}
			change(i, &s)
			r.Samples = append(r.Samples, s)
		}
		return r
	}
	for _, tt := range []struct {
		name   string
		result Result
		want   string // the verdict's end, or a part of it
	}{
		{"below", line(func(i int64, s *Sample) { s.Resident = 199_999 * i }), "flat; over the second half of 100: resident memory +999995 bytes (+19999.9 a step), heap +0 bytes (+0.0 a step)"},
		{"at the limit", line(func(i int64, s *Sample) { s.Resident = 200_000 * i }), "growing; over the second half of 100: resident memory +1000000 bytes (+20000.0 a step)"},
		{"once, early", line(func(i int64, s *Sample) { s.Heap = min(i, 5) << 30 }), "flat; "},
		{"shrinks", line(func(i int64, s *Sample) { s.Descriptors = 100 - i }), "flat; over the second half of 100: resident memory +0 bytes (+0.0 a step), heap +0 bytes (+0.0 a step), descriptors -5 (-0.1000 a step)"},
		{"one descriptor", line(func(i int64, s *Sample) { s.Descriptors = i / 9 }), "growing; over the second half of 100: descriptors +1 ("},
		{"two threads", line(func(i int64, s *Sample) { s.Threads = min(i, 7) }), "flat; "},
		{"three threads", line(func(i int64, s *Sample) { s.Threads = min(i, 8) }), "growing; over the second half of 100: threads +3 ("},
		{"unknown", line(func(i int64, s *Sample) { s.Resident = Unknown; s.Descriptors = Unknown }), "flat; over the second half of 100: heap +0 bytes (+0.0 a step)"},
		{"ended early", Result{Steps: 200, Samples: line(func(int64, *Sample) {}).Samples}, "ended early"},
		{"nothing", Result{}, "ended early"},
	} {
		if got := tt.result.Verdict(); !strings.Contains(got, tt.want) {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
	unknown := line(func(i int64, s *Sample) { s.Resident = Unknown })
	if g := unknown.Growth()[0]; g.Known() || g.Growing() || !math.IsNaN(g.PerStep) || g.String() != "resident memory unknown" {
		t.Errorf("%+v: %v", g, g)
	}
	if cell := unknown.Table()[1][1]; cell != "?" {
		t.Errorf("unknown is printed as %s", cell)
	}
}

// TestWhen: samples lie where Options say, whatever they are.
func TestWhen(t *testing.T) {
	for _, tt := range []struct {
		o     Options
		steps int // with the warm-up
		want  []int
	}{
		{Options{Steps: 100, Warmup: 3, Samples: 4}, 103, []int{0, 25, 50, 75, 100}},
		{Options{Steps: 100, Samples: 3}, 130, []int{0, 25, 50, 75, 100}},
		{Options{Steps: 3, Warmup: 1}, 4, []int{0, 1, 3}},
		{Options{Steps: 2}, 32, []int{0, 1, 2}},
		{Options{Steps: 7, Samples: 4}, 37, []int{0, 1, 3, 5, 7}},
		{Options{Steps: 50_000, Samples: 2}, 51_000, []int{0, 25_000, 50_000}},
	} {
		steps := 0
		var told []int
		tt.o.Progress = func(done, of int) {
			if told = append(told, done); of != tt.o.Steps {
				t.Errorf("%+v: progress of %d", tt.o, of)
			}
		}
		r, err := Run(t.Context(), tt.o, func(context.Context) error { steps++; return nil })
		if err != nil {
			t.Fatal(err)
		}
		var done []int
		for _, s := range r.Samples {
			done = append(done, s.Done)
		}
		if steps != tt.steps || !slices.Equal(done, tt.want) || !slices.Equal(told, tt.want) || len(r.Growth()) != len(resources) {
			t.Errorf("%+v: %d steps, samples at %d, told of %d; want %d steps, samples at %d", tt.o, steps, done, told, tt.steps, tt.want)
		}
	}
	for _, o := range []Options{{Steps: 1}, {Steps: -5}, {Warmup: -1}, {Samples: -1}} {
		if _, err := Run(t.Context(), o, nil); !errors.Is(err, ErrOptions) {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

// TestEndsEarly: an error and a context end it; what was seen is there, and no
// verdict.
func TestEndsEarly(t *testing.T) {
	broken := errors.New("broken")
	n := 0
	r, err := Run(t.Context(), Options{Steps: 10, Warmup: 1}, func(context.Context) error {
		if n++; n > 7 {
			return broken
		}
		return nil
	})
	if !errors.Is(err, broken) || !strings.Contains(err.Error(), "step 8 of 11") || len(r.Samples) != 7 || r.Growing() != nil {
		t.Errorf("%v, %d samples", err, len(r.Samples))
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(broken)
	if _, err := Run(ctx, Options{}, nil); !errors.Is(err, broken) {
		t.Error(err)
	}
}

// leaky is an engine that keeps something for each instance.
type leaky struct {
	keep   func()
	closed bool
}

func (e *leaky) Identity() engines.Identity                              { return engines.Identity{Name: "leaky"} }
func (e *leaky) Compile(context.Context, []byte) (engines.Module, error) { return e, nil }
func (e *leaky) Link(_ context.Context, h engines.Host) (engines.Linker, error) {
	return &leakyInstance{engine: e, host: h}, nil
}
func (e *leaky) Close(context.Context) error { e.closed = true; return nil }

type leakyInstance struct {
	engine *leaky
	host   engines.Host
}

func (i *leakyInstance) Instantiate(context.Context) (engines.Instance, error) { return i, nil }
func (i *leakyInstance) Run(context.Context) error {
	i.host.Bench.Start()
	i.host.Bench.End()
	return nil
}
func (i *leakyInstance) Call(context.Context, string, ...uint64) ([]uint64, error) {
	return nil, engines.ErrExport
}
func (i *leakyInstance) Close(context.Context) error {
	if i.engine.keep != nil {
		keep := i.engine.keep
		i.engine.keep = nil // Linker and Instance are one here: once for both
		defer func() { i.engine.keep = keep }()
		keep()
	}
	return nil
}

// TestEngineLeaks: what an adapter keeps for each instance or each module is
// found.
func TestEngineLeaks(t *testing.T) {
	needsProc(t)
	var kept [][]byte
	var files []*os.File
	quit := make(chan struct{})
	defer close(quit)
	defer func() {
		for _, f := range files {
			f.Close()
		}
	}()
	file := filepath.Join(t.TempDir(), "f")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for want, keep := range map[string]func(){
		"":            nil,
		"heap":        func() { kept = append(kept, make([]byte, 64<<10)) },
		"goroutines":  func() { go func() { <-quit }() },
		"descriptors": func() { f, err := os.Open(file); files = append(files, f); _ = err },
	} {
		name := fresh("leaky-" + want)
		engines.Register(name, func(context.Context, string) (engines.Engine, error) { return &leaky{keep: keep}, nil })
		result, err := Instantiations(t.Context(), name, "f", Guest{}, Options{Steps: 60, Samples: 4})
		if err != nil {
			t.Fatal(err)
		}
		if result.What != "instantiations" || result.Engine != name+":f" {
			t.Errorf("%s on %s", result.What, result.Engine)
		}
		found, others := false, 0
		for _, g := range result.Growing() {
			found = found || g.Resource == want
			if !(raceDetector && g.Resource == "resident memory") {
				others++
			}
		}
		if found != (want != "") || want == "" && others > 0 {
			t.Errorf("leaking %q: %s", want, result.Verdict())
		}
	}
	runtime.KeepAlive(kept)
	module := fresh("leaky-module")
	engines.Register(module, func(context.Context, string) (engines.Engine, error) {
		go func() { <-quit }()
		return &leaky{}, nil
	})
	result, err := Compilations(t.Context(), module, "", Guest{}, Options{Steps: 20})
	if err != nil || result.Engine != module || !strings.Contains(result.Verdict(), "goroutines +10 (+1.0000 a step)") {
		t.Errorf("%v, %s", err, result.Verdict())
	}
	if _, err := Instantiations(t.Context(), "no-such-engine", "", Guest{}, Options{}); !errors.Is(err, engines.ErrUnknown) {
		t.Error(err)
	}
}

var registered int

// fresh is a name for an engine that is registered again each time a test runs.
func fresh(name string) string {
	registered++
	return fmt.Sprint(name, registered)
}

// TestWaits: a goroutine that is about to end when the process is looked at is
// no growth.
func TestWaits(t *testing.T) {
	result, err := Run(t.Context(), Options{Steps: 10, Warmup: 1}, func(context.Context) error {
		go time.Sleep(20 * time.Millisecond)
		return nil
	})
	if err != nil || strings.Contains(result.Verdict(), "growing") && strings.Contains(result.Verdict(), "goroutines +") {
		t.Errorf("%v, %s", err, result.Verdict())
	}
}
