package recorder

import (
	"cmp"
	"path/filepath"

	"github.com/sightglass-go/sightglass/measure"
)

// Job is one process of a plan: one engine, one benchmark, all iterations.
type Job struct {
	Engine        Engine        `json:"engine"`
	Benchmark     string        `json:"benchmark"`
	Measures      []string      `json:"measures"`
	Phase         measure.Phase `json:"phase,omitempty"`
	Process       uint64        `json:"process"`
	Iterations    int           `json:"iterations"`
	Call          Call          `json:"call"`
	Results       []string      `json:"results,omitempty"` // of Call.Entry
	Args          []string      `json:"args,omitempty"`
	Dir           string        `json:"dir,omitempty"`
	Stdin         string        `json:"stdin,omitempty"`
	SmallWorkload bool          `json:"small_workload,omitempty"`
	Pin           string        `json:"pin,omitempty"`
	// Inputs are what its files were when recording began.
	Inputs Inputs `json:"inputs,omitzero"`
	// TimeoutNs is for the runner; Plan.Timeout in nanoseconds.
	TimeoutNs int64 `json:"timeout_ns,omitempty"`
	// MemoryLimit and OutputLimit are the plan's.
	MemoryLimit int64 `json:"memory_limit,omitempty"`
	OutputLimit int64 `json:"output_limit,omitempty"`
}

func (p *Plan) job(which pair, process uint64) Job {
	return Job{
		Engine:        p.Engines[which.engine],
		Benchmark:     p.Benchmarks[which.benchmark],
		Measures:      p.Measures,
		Phase:         p.Phase,
		Process:       process,
		Iterations:    p.Iterations,
		Call:          p.Call,
		Results:       p.Results,
		Args:          p.Args,
		Dir:           p.Dir,
		Stdin:         p.Stdin,
		SmallWorkload: p.SmallWorkload,
		Pin:           p.Pin,
		TimeoutNs:     int64(p.Timeout),
		MemoryLimit:   p.MemoryLimit,
		OutputLimit:   p.OutputLimit,
	}
}

// folder is what the guest sees as its own.
func (j *Job) folder() string { return folderOf(j.Dir, j.Benchmark) }

// folderOf is the folder that was given, else the benchmark's.
func folderOf(dir, benchmark string) string { return cmp.Or(dir, filepath.Dir(benchmark)) }

// failure names the job's benchmark and engine.
func (j *Job) failure(iteration int, phase measure.Phase, err error) *Failure {
	return &Failure{Benchmark: j.Benchmark, Engine: j.Engine, Process: j.Process, Iteration: iteration, Phase: phase, Err: err}
}
