// Package soak does one thing thousands of times and tells whether the process
// that does it keeps growing: whether an engine, its adapter or the recorder
// keeps memory, descriptors, goroutines, threads, children or files that it
// should have given back.
//
//	result, err := soak.Instantiations(ctx, "wazero", "", soak.Guest{Wasm: wasm}, soak.Options{Steps: 100_000})
//	...
//	for _, g := range result.Growing() {
//		fmt.Println(g)
//	}
//
// What a process holds is looked at after a warm-up, at equal distances while
// it goes on, and at the end. What is judged is the second half: what is kept
// once, such as a cache or a thread pool, is kept by then.
//
// Memory, descriptors, threads, mappings and children are read from Linux's
// /proc. Elsewhere they are [Unknown], [Missing] says so, and what is left is
// judged.
package soak

import (
	"cmp"
	"context"
	"errors"
	"fmt"
)

// Defaults of Options.
const (
	DefaultSteps   = 10_000
	DefaultSamples = 10
)

// MaxSteps is the most of Options.Steps and Options.Warmup, and maxSamples of
// Options.Samples.
const (
	MaxSteps   = 1_000_000_000
	maxSamples = 1_000_000
)

// ErrOptions is wrapped by the error for Options that make no sense.
var ErrOptions = errors.New("cannot soak")

// Options say how long to go on.
type Options struct {
	// Steps is how often the thing is done after the warm-up; 0 is
	// DefaultSteps, and fewer than two have no second half.
	Steps int
	// Warmup is how often it is done before the first sample; 0 is a tenth
	// of Steps, but 30 at least and 1000 at most.
	Warmup int
	// Samples is in how many equal parts the steps are cut, and is rounded up to
	// an even number, so that one sample is in the middle. 0 is DefaultSamples;
	// more than Steps are as many as Steps.
	Samples int
	// TempDir is a folder of this soak's own that the thing uses for temporary
	// files, whose entries are counted; with "" they are not, and Unknown.
	TempDir string
	// Progress, if set, is called after each sample.
	Progress func(done, steps int)
}

func (o Options) withDefaults() (Options, error) {
	o.Steps = cmp.Or(o.Steps, DefaultSteps)
	o.Warmup = cmp.Or(o.Warmup, min(max(o.Steps/10, 30), 1000))
	o.Samples = cmp.Or(o.Samples, DefaultSamples)
	if o.Steps < 2 || o.Steps > MaxSteps || o.Warmup < 0 || o.Warmup > MaxSteps || o.Samples < 0 || o.Samples > maxSamples {
		return o, fmt.Errorf("%w: steps %d, warm-up %d, samples %d: use 2 to %d steps, no more of warm-up, and at most %d samples",
			ErrOptions, o.Steps, o.Warmup, o.Samples, MaxSteps, maxSamples)
	}
	o.Samples = min(o.Samples+o.Samples%2, o.Steps-o.Steps%2)
	return o, nil
}

// Result is what a process held while it went on.
type Result struct {
	// What was done, on which engine, and how often.
	What   string `json:"what"`
	Engine string `json:"engine"`
	Steps  int    `json:"steps"`
	// Samples are in the order in which they were taken: one more than parts.
	// When the soak ended early, some are not there.
	Samples []Sample `json:"samples"`
	// Missing is what could not be looked at here, in a word for the user, "" if
	// nothing is missing.
	Missing string `json:"missing,omitempty"`
}

// Run does step again and again, on the calling goroutine, and looks at the
// process meanwhile. The first error of step ends it; the samples taken before
// that are in the Result.
func Run(ctx context.Context, o Options, step func(context.Context) error) (Result, error) {
	w, err := newWatch(o)
	if err != nil {
		return Result{}, err
	}
	for done := 1; done <= w.total(); done++ {
		if err := ctx.Err(); err != nil {
			return w.result, fmt.Errorf("ended after %d of %d steps: %w", done-1, w.total(), context.Cause(ctx))
		}
		if err := step(ctx); err != nil {
			return w.result, fmt.Errorf("step %d of %d: %w", done, w.total(), err)
		}
		w.done(done)
	}
	return w.result, nil
}

// watch takes the samples.
type watch struct {
	Options
	result Result
}

func newWatch(o Options) (*watch, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	w := &watch{Options: o, result: Result{Steps: o.Steps, Samples: make([]Sample, 0, o.Samples+1)}}
	if err := Missing(); err != nil {
		w.result.Missing = err.Error()
	}
	return w, nil
}

func (w *watch) total() int { return w.Warmup + w.Steps }

// done is called after every step, with their number up to now.
func (w *watch) done(steps int) {
	next := len(w.result.Samples)
	if next > w.Samples || steps != w.Warmup+next*w.Steps/w.Samples {
		return
	}
	var before *Sample
	if next > 0 {
		before = &w.result.Samples[next-1]
	}
	s := take(w.TempDir, before)
	s.Done = steps - w.Warmup
	w.result.Samples = append(w.result.Samples, s)
	if w.Progress != nil {
		w.Progress(s.Done, w.Steps)
	}
}
