// Package record is the row that a recorder writes and an analysis reads, and
// its codecs: CSV, JSON, JSON Lines and, to write, Go's benchmark format. It
// imports only the standard library and packages of measure, so that a program
// that only reads recordings pulls in nothing else.
package record

import "github.com/sightglass-go/sightglass/measure"

// Row is one measurement: what one event counted in one phase of one
// iteration in one process.
type Row struct {
	// Arch is the machine's architecture as in Arch: "x86_64", "aarch64".
	Arch string
	// Engine is the engine's short name, or the one the user gave it.
	Engine string
	// EngineFlags is the engine's flags as one string, empty without any.
	EngineFlags string
	// Wasm is the benchmark's path as the user named it.
	Wasm string
	// Process numbers the round in which the process ran: rows of different
	// engines in one recording with the same Process ran back to back.
	Process uint64
	// Iteration counts from 0 within the process.
	Iteration uint64
	// Phase is what was measured.
	Phase measure.Phase
	// Event is the name of what was counted, as in measure.Event.
	Event string
	// Count is how much, in the event's unit.
	Count uint64

	// Note holds what CSV and JSON have no room for; JSON Lines carries it.
	// It is nil for an ordinary row.
	Note *Note
}

// Note is what a reader of a row should know beside the count.
type Note struct {
	// Raw, Enabled and Running are set for a count that was scaled because
	// the counter shared its hardware: Raw events were seen in Running of
	// Enabled nanoseconds.
	Raw     uint64 `json:"raw,omitempty"`
	Enabled uint64 `json:"enabled_ns,omitempty"`
	Running uint64 `json:"running_ns,omitempty"`
	// Collections is how many garbage collections of the recording process
	// ended inside the window, or since the one before it in that process.
	Collections uint64 `json:"gc,omitempty"`
	// Warnings says in words what else is unusual about the row.
	Warnings []string `json:"warnings,omitempty"`
}
