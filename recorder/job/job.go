// Package job is the inside of one process of a recording: a [Job] is one
// engine and one benchmark, and [Run] carries it out. It owns the loop over
// phases and iterations, what happens around each window, the files that guests
// read and print, and the check of what they print. A [Session] is a job for a
// loop that is not this package's; [Probe] finds out what jobs will find.
//
// Which jobs there are and in which order they run is package recorder's.
package job

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/registry"
)

// Job is one process of a plan: one engine, one benchmark, all iterations. Its
// fields mean what they mean in a recorder.Plan.
type Job struct {
	Engine     Engine        `json:"engine"`
	Benchmark  string        `json:"benchmark"`
	Measures   []string      `json:"measures"`
	Phase      measure.Phase `json:"phase,omitempty"`
	Process    uint64        `json:"process"`
	Iterations int           `json:"iterations"`
	Guest
	Pin string `json:"pin,omitempty"` // as for resolvePin, "" for none
	// Padding is the number of bytes by which its environment is padded.
	Padding int `json:"padding,omitempty"`
	// Capture, if not empty, is where files begin, in a folder that there is, that get what
	// the guest does in its last iteration, whole: Capture + ".stdout", ".stderr" and, of a
	// function that is called, ".results". Nothing is then compared with expected files.
	Capture string `json:"capture,omitempty"`
	// Profile is whether its Outcome has a profile of Execution, for which the measure is
	// asked where it counted (measure.Sited), and the module where its code lies.
	Profile bool `json:"profile,omitempty"`
	// Code are indices of functions whose machine code its Outcome has; there is none if
	// it is nil.
	Code []int64 `json:"code,omitempty"`
	// Inputs are what its files were when recording began.
	Inputs Inputs `json:"inputs,omitzero"`
	Limits
}

func (j *Job) folder() string { return folderOf(j.Dir, j.Benchmark) }

// folderOf is the folder that was given, else the benchmark's.
func folderOf(dir, benchmark string) string { return cmp.Or(dir, filepath.Dir(benchmark)) }

// Engine is one engine of a plan.
type Engine struct {
	// Name is what the rows say; empty means the name below.
	Name string `json:"name"`
	// Engine and Flags are what the registry opens.
	Engine string `json:"engine"`
	Flags  string `json:"flags,omitempty"`
	// Programs are paths of programs that run this engine: they call worker.Main,
	// as the Recorder's own program does, which runs it if there are none. Several
	// are of the same code, and differ in its layout alone; one is drawn for each round,
	// from the plan's seed, for all benchmarks. A Job has the one that was drawn.
	Programs []string `json:"programs,omitempty"`
	// Open, if set, is called in place of the registry's opener. It cannot
	// reach another process, so it is for in-process recording only.
	Open engines.Opener `json:"-"`
}

func (e Engine) open(ctx context.Context) (engines.Engine, error) {
	if len(e.Programs) > 0 {
		return nil, fmt.Errorf("%w: engine %v is run by %q, and not by the program that records: record in worker processes", ErrPlan, e, e.Programs)
	}
	if e.Open == nil {
		return engines.Open(ctx, e.Engine, e.Flags)
	}
	engine, err := e.Open(ctx, e.Flags)
	if err != nil {
		return nil, fmt.Errorf("open engine %s: %w", e.Name, err)
	}
	return engine, nil
}

// String returns the name with the flags, as a user types them.
func (e Engine) String() string { return registry.Typed(e.Name, e.Flags) }
