package job

import (
	"time"

	"github.com/sightglass-go/sightglass/measure/record"
)

// Guest is what is called in a guest, and what the guest is given. The tags of
// its fields are explained with recorder.Plan.
type Guest struct {
	// Call says what is called and measured.
	Call record.Call `json:"call"`
	// Results, if not empty, are what Call.Entry has to return, written as its
	// arguments are, one for each; any NaN is as good as another. Other results
	// fail the process with job.ErrResult.
	Results []string `json:"results,omitempty" resume:"may-change"`
	// Args are the guest's arguments after its name.
	Args []string `json:"args,omitempty"`
	// Dir is the folder that guests see as their own, read-only; without one it is
	// the benchmark's. What they should print is looked for beside the benchmark all
	// the same.
	Dir string `json:"dir,omitempty"`
	// Stdin is the path of a file that the guest reads as its standard input;
	// without one it reads an empty file. A stream, such as a pipe, a FIFO or
	// "-" for the calling process's own standard input, is copied to a temporary
	// file first.
	Stdin string `json:"stdin,omitempty"`
	// SmallWorkload sets WASM_BENCH_USE_SMALL_WORKLOAD in the guest's
	// environment, which is empty otherwise.
	SmallWorkload bool `json:"small_workload,omitempty"`
}

// Limits are what a process may take.
type Limits struct {
	// Timeout is how long one worker process may take; 0 means
	// recorder.DefaultTimeout, less than 0 no limit. A recorder without processes has
	// no way to stop a guest and ignores it.
	Timeout time.Duration `json:"timeout,omitempty" resume:"may-change"`
	// MemoryLimit is how many bytes of memory of its own a worker process may
	// write to, the recorder's and the engine's included; 0 means three quarters
	// of what the machine that it runs on has, or its control group allows (1 GiB
	// at least), less than 0 any number. It needs Linux or Windows, and worker processes;
	// without them there is no limit. An engine may let the guest's
	// memory.grow fail then, which some guests can cope with.
	MemoryLimit int64 `json:"memory_limit,omitempty" resume:"may-change"`
	// OutputLimit is how many bytes a guest may print to each of its streams
	// in one iteration; 0 means recorder.DefaultOutputLimit, less than 0 any
	// number. A worker process is ended when its guest prints more; in process it is
	// noticed only when the guest has ended.
	OutputLimit int64 `json:"output_limit,omitempty" resume:"may-change"`
}
