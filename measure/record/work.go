package record

import (
	"encoding/json"

	"github.com/sightglass-go/sightglass/measure"
)

// Work is what a recording ran, its modules and their files aside. Together
// they say whether two recordings can be compared: see Differences.
type Work struct {
	// Phase is the one phase that was recorded, 0 for all three.
	Phase measure.Phase `json:"phase,omitempty"`
	// Call is what was called and measured.
	Call Call `json:"call"`
	// Args are the guest's arguments after its name.
	Args []string `json:"args,omitempty"`
	// SmallWorkload is whether the guest was asked for its small workload.
	SmallWorkload bool `json:"small_workload,omitempty"`
	// Stdin is the guest's standard input, nil if it was empty. Recordings of
	// older versions know its name only.
	Stdin *Input `json:"stdin_file,omitempty"`
}

// Call says what is called in the guest and what of it is measured. The zero
// Call is a benchmark: _start is called, and the guest brackets what is
// measured with bench.start and bench.end.
type Call struct {
	// Whole measures the whole call of _start, from outside. A guest that
	// imports bench.start and bench.end may call them; nothing comes of it.
	Whole bool `json:"whole,omitempty"`
	// Entry, if not empty, names another exported function, whose whole call
	// is measured, with Args as its arguments.
	Entry string   `json:"entry,omitempty"`
	Args  []string `json:"args,omitempty"`
}

// Outside is whether the recorder and not the guest brackets what is measured.
func (c Call) Outside() bool { return c.Whole || c.Entry != "" }

// Input is a file as it was when a recording began.
type Input struct {
	Name  string `json:"name"`
	Bytes int64  `json:"bytes"`
	// SHA256 is the hash in hexadecimal, empty if the file was not hashed.
	SHA256 string `json:"sha256,omitempty"`
}

// Folder is the files that the guests of one folder may read.
type Folder struct {
	// Modules are the benchmarks in the folder, as the rows' wasm column says.
	Modules []string `json:"modules"`
	// Files are in the order of their names, which are relative to the folder
	// and have slashes.
	Files []Input `json:"files"`
	// Left is how many more files there are that are not listed.
	Left int `json:"left,omitempty"`
}

// Ran is what was run of a benchmark, nil if that is not known.
func (h *Header) Ran(wasm string) *Work {
	if own, ok := h.Works[wasm]; ok {
		return &own
	}
	return h.Work
}

// complete fills in what older versions kept in the plan alone.
func (h *Header) complete() {
	if h.Work != nil || len(h.Plan) == 0 {
		return
	}
	var plan struct {
		Work
		Call  *Call  `json:"call"`
		Stdin string `json:"stdin"`
	}
	if json.Unmarshal(h.Plan, &plan) != nil || plan.Call == nil {
		return // another program's plan: nothing is known of its work
	}
	h.Work = &plan.Work
	h.Work.Call = *plan.Call
	if plan.Stdin != "" {
		h.Work.Stdin = &Input{Name: plan.Stdin}
	}
}
