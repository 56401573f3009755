// Package upload sends recordings to Elasticsearch as the Rust original does: a
// recording becomes a [Package], whose engines, benchmarks and machine are documents
// that measurements name by ID, and [Server.Upload] stores what the server lacks.
//
// The protocol, of which the tests play the server's part:
//
//   - GET /engines/_doc/ID, and so for /benchmarks and /machines. A document that is
//     equal is used; of one that differs the ID gets a "!", up to five times; if there
//     is none (404), POST /engines/_doc/ID stores it.
//   - POST /measurements/_bulk, in batches of 2,000 as application/x-ndjson: a line
//     {"index":{"_id":...}} and a line for each measurement.
//
// The ID of a measurement is of what it holds and where it stands in its package: a
// package that is uploaded again replaces its measurements, and doubles none.
package upload

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/measure/registry"
	"github.com/sightglass-go/sightglass/recorder/fingerprint"
)

// ErrPackage is the error of what cannot be made into a package, and of a package
// that cannot be uploaded.
var ErrPackage = errors.New("cannot be uploaded")

// Package is a recording with all that its measurements are stored with.
type Package struct {
	Measurements Rows `json:"measurements"`
	// Engines are those of the measurements, by their engine column; of an engine that
	// has several flags, by "engine:flags".
	Engines    map[string]fingerprint.Engine    `json:"engines"`
	Benchmarks map[string]fingerprint.Benchmark `json:"benchmarks"` // by the wasm column
	Machine    fingerprint.Machine              `json:"machine"`
	Datetime   string                           `json:"datetime"` // RFC 3339: when recording began, or the package was made
}

// Rows are measurements, in JSON an array of rows.
type Rows []record.Row

// MarshalJSON implements json.Marshaler.
func (rows Rows) MarshalJSON() ([]byte, error) {
	var buf bytes.Buffer
	w := record.NewWriter(&buf, record.JSON)
	for _, row := range rows {
		if err := w.Write(row); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

// UnmarshalJSON implements json.Unmarshaler.
func (rows *Rows) UnmarshalJSON(text []byte) (err error) {
	*rows, err = record.ReadAll(record.NewReader(bytes.NewReader(text), "measurements", record.JSON))
	return err
}

// New packs the rows of one recording. What its header says counts, also of the
// machine; without a header (nil), rows of engine libraries are taken for measured on
// this machine, with the files that they name, as the original does. Errors wrap
// ErrPackage, fingerprint.ErrUnknown or are those of reading files.
func New(rows []record.Row, h *record.Header, now time.Time) (*Package, error) {
	if len(rows) == 0 {
		return nil, fmt.Errorf("%w: there are no rows", ErrPackage)
	}
	p := &Package{Measurements: rows, Engines: map[string]fingerprint.Engine{}, Benchmarks: map[string]fingerprint.Benchmark{}, Datetime: now.Format(time.RFC3339Nano)}
	flags := map[string]string{} // of the engines that have one kind of them
	several := map[string]bool{}
	for _, row := range rows {
		if was, seen := flags[row.Engine]; seen && was != row.EngineFlags {
			several[row.Engine] = true
		}
		flags[row.Engine] = row.EngineFlags
	}
	for _, row := range rows {
		key := row.Engine
		if several[key] {
			key = registry.Typed(row.Engine, row.EngineFlags)
		}
		if _, done := p.Engines[key]; !done {
			e, err := engineOf(h, &row)
			if err != nil {
				return nil, err
			}
			p.Engines[key] = e
		}
		if _, done := p.Benchmarks[row.Wasm]; !done {
			b, err := benchmarkOf(h, row.Wasm)
			if err != nil {
				return nil, err
			}
			p.Benchmarks[row.Wasm] = b
		}
	}
	var err error
	if h == nil {
		p.Machine, err = fingerprint.ThisMachine()
		return p, err
	}
	if !h.Started.IsZero() {
		p.Datetime = h.Started.Format(time.RFC3339Nano)
	}
	p.Machine, err = fingerprint.MachineOf(h.Machine)
	return p, err
}

func engineOf(h *record.Header, row *record.Row) (fingerprint.Engine, error) {
	if h != nil {
		for _, e := range h.Engines {
			if e.Name == row.Engine && e.Flags == row.EngineFlags {
				return fingerprint.EngineOf(h, e)
			}
		}
		return fingerprint.Engine{}, fmt.Errorf("the engine %s %w: the recording's header does not name it", row.Engine, fingerprint.ErrUnknown)
	}
	if engines.IsFile(row.Engine) {
		return fingerprint.EngineFile(row.Engine)
	}
	return fingerprint.Engine{}, fmt.Errorf("the engine %s %w: rows alone do not say which version it was, as a recording in JSON Lines does", row.Engine, fingerprint.ErrUnknown)
}

func benchmarkOf(h *record.Header, wasm string) (fingerprint.Benchmark, error) {
	if h == nil {
		return fingerprint.BenchmarkFile(wasm)
	}
	return fingerprint.BenchmarkOf(h, wasm)
}

// Read reads a package that Write wrote, or the original.
func Read(r io.Reader) (*Package, error) {
	p := new(Package)
	in := json.NewDecoder(r)
	if err := in.Decode(p); err != nil {
		return nil, fmt.Errorf("%w: it is not a package, JSON with measurements, engines, benchmarks, machine and datetime: %w", ErrPackage, err)
	}
	if _, err := in.Token(); err != io.EOF {
		return nil, fmt.Errorf("%w: more follows behind the package", ErrPackage)
	}
	return p, p.check()
}

// Write writes the package as JSON.
func (p *Package) Write(w io.Writer) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	return out.Encode(p)
}

// check is whether each measurement's engine and benchmark are in the package, and all
// have an ID.
func (p *Package) check() error {
	if len(p.Measurements) == 0 {
		return fmt.Errorf("%w: the package has no measurements", ErrPackage)
	}
	for i := range p.Measurements {
		row := &p.Measurements[i]
		e, b := p.engine(row), p.Benchmarks[row.Wasm]
		for _, of := range [...]struct{ what, name, id string }{{"engine", row.Engine, e.ID}, {"benchmark", row.Wasm, b.ID}, {"machine", p.Machine.Name, p.Machine.ID}} {
			if of.id == "" || of.id == "." || of.id == ".." { // a path would lose them
				return fmt.Errorf("%w: the %s %s of measurement %d has no ID in the package that can be used", ErrPackage, of.what, of.name, i+1)
			}
		}
	}
	return nil
}

// engine is the engine of a row, without an ID if the package lacks it.
func (p *Package) engine(row *record.Row) fingerprint.Engine { return p.Engines[p.engineKey(row)] }

func (p *Package) engineKey(row *record.Row) string {
	if typed := registry.Typed(row.Engine, row.EngineFlags); row.EngineFlags != "" {
		if _, ok := p.Engines[typed]; ok {
			return typed
		}
	}
	return row.Engine
}
