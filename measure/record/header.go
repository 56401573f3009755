package record

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/sightglass-go/sightglass/measure"
)

// FormatVersion is the value of Header.Format that this package writes.
const FormatVersion = "sightglass-recording/1"

// Header is what made a recording. It is the first line of the JSON Lines
// form.
type Header struct {
	// Format is FormatVersion.
	Format string `json:"format"`
	// Version is that of this module in the program that recorded.
	Version string `json:"version,omitempty"`
	// Started is when recording began.
	Started time.Time `json:"started"`
	// Seed is the seed of the order in which processes ran.
	Seed uint64 `json:"seed"`
	// FirstProcess is the number of the first round.
	FirstProcess uint64 `json:"first_process"`
	// Plan is the recorder's plan as JSON, as the type that recorder.PlanOf
	// returns. This package looks inside for the Work of older versions.
	Plan json.RawMessage `json:"plan,omitempty"`
	// PlanHash is the SHA-256, in hexadecimal, of that part of the plan which
	// says what is measured and in which order. A recording is resumed with a
	// plan that has the same.
	PlanHash string `json:"plan_hash,omitempty"`
	// Share is which part of a plan this is, nil for a recording of its own. The
	// FirstProcess is then the share's: the numbers of two shares never meet.
	Share *Share `json:"share,omitempty"`
	// Sequential is set where it was decided on the way, by what had been recorded,
	// how many rounds there are: results must hold however often one looks.
	Sequential bool `json:"sequential,omitempty"`
	// Binary is the SHA-256, in hexadecimal, of the program that measured, if
	// there was one. Programs are all that did; recordings of older versions
	// do not have them.
	Binary   string    `json:"binary,omitempty"`
	Programs []Program `json:"programs,omitempty"`
	// Work is what was run. A Reader fills it in from the Plan where a
	// recording of an older version lacks it; nil is not known.
	Work *Work `json:"work,omitempty"`
	// Works are those of benchmarks that were not run as Work says, by what the rows'
	// wasm column says.
	Works map[string]Work `json:"works,omitempty"`
	// Modules are the plan's benchmarks, as they were when recording began, and
	// Folders the files beside those that can open files.
	Modules []Module `json:"modules,omitempty"`
	Folders []Folder `json:"folders,omitempty"`
	// Machine is where it ran.
	Machine Machine `json:"machine"`
	// Findings are what makes the machine noisy.
	Findings []Finding `json:"findings,omitempty"`
	// Engines are the engines in the order of the plan.
	Engines []Engine `json:"engines,omitempty"`
	// Measures are the measures from outermost to innermost.
	Measures []Measure `json:"measures,omitempty"`
	// Events are all events that can occur in the rows.
	Events []measure.Event `json:"events,omitempty"`
	// Overhead is what measuring costs here, nil if it was not calibrated.
	Overhead *Overhead `json:"overhead,omitempty"`
	// Selfcheck is what came of comparing an engine with itself on this machine, nil
	// if that was not done.
	Selfcheck *Selfcheck `json:"selfcheck,omitempty"`
	// Labels are the user's own.
	Labels map[string]string `json:"labels,omitempty"`
	// Notes says what was decided while it was recorded, such as the CPU that
	// "auto" chose; Warnings what to beware of. Both hold for the whole
	// recording.
	Notes    []string `json:"notes,omitempty"`
	Warnings []string `json:"warnings,omitempty"`
	// CRC32C is the line's checksum, made by the Writer; recordings of older
	// versions have none.
	CRC32C string `json:"crc32c,omitempty"`
}

// SameRecording says whether both are of one recording, of which a copy may have
// been resumed since: when it began, the numbers drawn for it, and its
// plan are the same. Headers that say neither of the first two are of none.
func (h *Header) SameRecording(o *Header) bool {
	return (!h.Started.IsZero() || h.FirstProcess != 0) &&
		h.Started.Equal(o.Started) && h.Seed == o.Seed && h.FirstProcess == o.FirstProcess && h.PlanHash == o.PlanHash
}

// intact is whether a header that was read from a line is what was written.
func (h *Header) intact(line []byte) bool {
	if h.CRC32C == "" {
		return true
	}
	bare, err := normal(line)
	return err == nil && h.CRC32C == hex(addLine(0, bare))
}

// Machine is where a recording was made.
type Machine struct {
	OS       string `json:"os"`
	Arch     string `json:"arch"`
	Kernel   string `json:"kernel,omitempty"`
	CPU      string `json:"cpu,omitempty"`
	CPUs     int    `json:"cpus,omitempty"`
	MemoryKB uint64 `json:"memory_kb,omitempty"`
	Go       string `json:"go,omitempty"`
	// Fingerprint tells machines apart: the beginning, in hexadecimal, of the
	// SHA-256 of what stands above but for Go, of the CPUs that the recording
	// process might use, and of the system's machine id.
	Fingerprint string `json:"fingerprint,omitempty"`
	// Name is what the user or a scheduler calls it, Boot the beginning, in
	// hexadecimal, of a SHA-256 of the id that its kernel drew when it started:
	// containers on one machine have the same, copies of an image on two have not.
	Name string `json:"name,omitempty"`
	Boot string `json:"boot,omitempty"`
}

// Finding is one thing that can make measurements on a machine noisy or wrong.
type Finding struct {
	Name string `json:"name"`
	// State is "found", "fine" or "unknown".
	State string `json:"state"`
	// Value is how it is, in words, or why it is not known.
	Value string `json:"value,omitempty"`
}

// Module is the file of a benchmark.
type Module struct {
	// Wasm is what the rows' wasm column says.
	Wasm string `json:"wasm"`
	// Bytes is its size and SHA256 its hash in hexadecimal; a file that could
	// not be read has none.
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256,omitempty"`
	// Component is set if it is a component, not a core module.
	Component bool `json:"component,omitempty"`
}

// Component is whether a benchmark of the recording is a component.
func (h *Header) Component(wasm string) bool {
	return slices.ContainsFunc(h.Modules, func(m Module) bool { return m.Wasm == wasm && m.Component })
}

// Engine is one engine of a recording.
type Engine struct {
	// Name is what the rows' engine column says.
	Name string `json:"name"`
	// Engine is the adapter's name, Version the version of the engine behind
	// it, Flags what the rows' engine_flags column says.
	Engine  string `json:"engine"`
	Version string `json:"version"`
	Flags   string `json:"flags,omitempty"`
	// Library is the engine's file, where it is a shared library.
	Library *Input `json:"library,omitempty"`
	// Module is the path of the Go module whose version Version is, if the
	// adapter says so.
	Module string `json:"module,omitempty"`
	// Remote is set if it works in a process of its own and reads a clock there: what
	// this process's measures cost is in none of its numbers.
	Remote bool `json:"remote,omitempty"`
	// Programs are the hashes of the Header's Programs that ran it. It has
	// none where the recording has one program.
	Programs []string `json:"programs,omitempty"`
}

// Measure is one measure of a recording.
type Measure struct {
	Name string `json:"name"`
	measure.Description
}
