// Package vtune names the phases in Intel VTune's timeline: each window is a task of
// the phase's name, in the domain "sightglass", by which VTune groups and filters what
// it sampled. Importing it registers the measure "vtune".
//
//	vtune -collect hotspots -- sightglass benchmark --engine wazero --measure vtune noop.wasm
//
// The measure has no events, so that there are no rows of it: what it tells goes to
// VTune. Others may stand beside it; name it first, which makes it the outermost, so that
// they see nothing of its calls.
//
// The calls are those of Intel's ITT API. Its collector is a library that comes with
// VTune and is loaded when the measure is opened, from where the environment's
// INTEL_LIBITTNOTIFY64 says; VTune sets that for what it starts. Linux on amd64 only, and
// no program with the build tag sightglass_static, which cannot load a library. Elsewhere
// the package builds, and opening fails. It uses no cgo.
package vtune

import (
	"fmt"
	"os"

	"github.com/sightglass-go/sightglass/measure"
)

// Name is the name under which the measure is registered.
const Name = "vtune"

// Variable is the environment variable that says which library the collector is.
const Variable = "INTEL_LIBITTNOTIFY64"

// domainName is what VTune calls all tasks of this package together.
const domainName = "sightglass"

func init() { measure.Register(Name, open) }

// marks is the measure.
type marks struct {
	collector     *collector
	phase         measure.Phase
	starts, stops int // since the last Readings
	open          int // tasks
	ever, closed  bool
}

var (
	_ measure.Phased    = (*marks)(nil)
	_ measure.Described = (*marks)(nil)
)

func open() (measure.Measure, error) {
	path := os.Getenv(Variable)
	if path == "" {
		return nil, fmt.Errorf("%w: $%s is not set, which says where VTune's collector is: have VTune start this program (vtune -collect hotspots -- PROGRAM ...), or set it to the file libittnotify_collector.so of VTune's",
			measure.ErrUnavailable, Variable)
	}
	c, err := load(path)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", measure.ErrUnavailable, err)
	}
	return &marks{collector: c}, nil
}

// Events implements measure.Measure: there are none.
func (m *marks) Events() []measure.Event { return nil }

// Enter implements measure.Phased.
func (m *marks) Enter(p measure.Phase) { m.phase = p }

// Start begins a task.
func (m *marks) Start() {
	m.starts++
	if !m.closed && m.collector.begin(m.phase) {
		m.open++
	}
}

// Stop ends the task.
func (m *marks) Stop() {
	m.end()
	m.stops++
}

// end ends a task that was begun. There is none while VTune does not collect.
func (m *marks) end() {
	if m.open > 0 {
		m.collector.end()
		m.open--
	}
}

// Readings appends nothing. It ends what was begun and not ended, and returns an error
// that wraps measure.ErrUnpaired if starts and stops do not pair.
func (m *marks) Readings(dst []measure.Reading) ([]measure.Reading, error) {
	for m.open > 0 {
		m.end()
	}
	starts, stops := m.starts, m.stops
	m.starts, m.stops = 0, 0
	m.ever = m.ever || stops > 0
	switch {
	case m.closed:
		return dst, fmt.Errorf("vtune: %w", os.ErrClosed)
	case starts != stops || !m.ever:
		return dst, fmt.Errorf("vtune: %w: %d starts, %d stops", measure.ErrUnpaired, starts, stops)
	}
	return dst, nil
}

// Describe implements measure.Described.
func (m *marks) Describe() measure.Description {
	return measure.Description{
		Clock:    "tasks for VTune's timeline, domain " + domainName,
		Warnings: []string{"measure vtune names the phases in VTune's timeline and counts nothing: it has no rows here"},
	}
}

// Close implements measure.Measure. The collector stays loaded.
func (m *marks) Close() error {
	for m.open > 0 {
		m.end()
	}
	m.closed = true
	return nil
}
