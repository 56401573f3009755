package job

import (
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// Query is what a Probe is asked about: what all processes of a plan have in
// common, and with which engines and benchmarks.
type Query struct {
	Engines         []Engine
	Benchmarks      []string
	Measures        []string
	Phase           measure.Phase
	Dir, Stdin, Pin string
	// Guests, if any, are what each of the Benchmarks is given; the Dir and Stdin of
	// those count, and not the ones above.
	Guests []Guest
}

// Setup is what Probe found.
type Setup struct {
	Machine  record.Machine   `json:"machine"`
	Findings []record.Finding `json:"findings,omitempty"`
	Arch     string           `json:"arch"`
	Engines  []record.Engine  `json:"engines"`
	Measures []record.Measure `json:"measures"`
	Events   []measure.Event  `json:"events"`
	// Pin is the number of the CPU that the plan's Pin means, "" for none.
	Pin string `json:"pin,omitempty"`
	// Modules are the plan's benchmarks, in its order, as they are where they
	// will run, and Binary the program that will run them.
	Modules []record.Module `json:"modules,omitempty"`
	Binary  string          `json:"binary,omitempty"`
	// Programs are those that will run them, and say this; Binary is "" if they
	// are several.
	Programs []record.Program `json:"programs,omitempty"`
	// Folders and Stdin are the files that their guests read.
	Folders []record.Folder `json:"folders,omitempty"`
	Stdin   *record.Input   `json:"stdin,omitempty"`
	// Stdins are those of the Modules, nil for none, where there were Guests.
	Stdins []*record.Input `json:"stdins,omitempty"`
	// Notes and Warnings go into the recording's header.
	Notes    []string `json:"notes,omitempty"`
	Warnings []string `json:"warnings,omitempty"`
	// Advisories are the known faults of the engines' versions. They are
	// warnings in the header as well, but not of this recording's making.
	Advisories []string `json:"advisories,omitempty"`
}

// Outcome is what a process has to say at its end, rows aside.
type Outcome struct {
	// Padding is by how many bytes its environment was padded.
	Padding  int      `json:"padding,omitempty"`
	Warnings []string `json:"warnings,omitempty"`
	// Profile is where a job with Profile was counted.
	Profile *record.Profile `json:"profile,omitempty"`
	// Code is what a job with Code found.
	Code []FunctionCode `json:"code,omitempty"`
}
