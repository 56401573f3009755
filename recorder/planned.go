package recorder

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// PlannedVersion is the value of Planned.Format that this package writes, and reads.
const PlannedVersion = "sightglass-plan/1"

// ErrPlanned is wrapped by the errors of ReadPlanned.
var ErrPlanned = errors.New("not a plan that can be recorded")

// Planned is a plan that several machines record together, each a share of its
// rounds, and what it was made with: each has the same benchmarks, engines and
// program, or does not begin. As JSON it is a file.
type Planned struct {
	Format string `json:"format"`
	// Version is that of this module in the program that made it.
	Version string `json:"version,omitempty"`
	// Plan has its seed and the number of the first process: all shares draw from
	// one seed, and their numbers lie apart.
	Plan Plan `json:"plan"`
	// The others are those of a recording's header.
	Binary   string                 `json:"binary,omitempty"`
	Programs []record.Program       `json:"programs,omitempty"`
	Work     *record.Work           `json:"work,omitempty"`
	Works    map[string]record.Work `json:"works,omitempty"`
	Modules  []record.Module        `json:"modules"`
	Folders  []record.Folder        `json:"folders,omitempty"`
	Engines  []record.Engine        `json:"engines"`
}

// NewPlanned makes it of a plan and of the header that a recording of it begins
// with. Which CPU "auto" chose is left to each machine.
func NewPlanned(plan Plan, h *record.Header) (*Planned, error) {
	was, err := PlanOf(h)
	if err != nil {
		return nil, err
	}
	was.Pin = plan.Pin
	for _, in := range stdins(&plan) {
		if record.ReadOnce(in) {
			return nil, fmt.Errorf("%w: the standard input %s is a stream, which other machines do not have: name a file", job.ErrPlan, in)
		}
	}
	for _, m := range h.Modules {
		if m.SHA256 == "" {
			return nil, fmt.Errorf("%w: the benchmark %s cannot be read, so that nobody could tell whether it is the same elsewhere", job.ErrPlan, m.Wasm)
		}
	}
	return &Planned{
		Format: PlannedVersion, Version: h.Version, Plan: was, Binary: h.Binary, Programs: h.Programs, Work: h.Work, Works: h.Works,
		Modules: h.Modules, Folders: h.Folders, Engines: h.Engines,
	}, nil
}

func stdins(p *Plan) (list []string) {
	for _, g := range append(p.guests(), p.Guest) {
		if g.Stdin != "" {
			list = append(list, g.Stdin)
		}
	}
	return list
}

// ReadPlanned reads what Write wrote. The error wraps ErrPlanned for what is no plan,
// or one of another version, with fields that this one does not know: it would not
// record what was meant.
func ReadPlanned(r io.Reader) (*Planned, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	var is struct{ Format string }
	switch err := json.NewDecoder(bytes.NewReader(text)).Decode(&is); {
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrPlanned, err)
	case is.Format == record.FormatVersion:
		return nil, fmt.Errorf("%w: it is a recording", ErrPlanned)
	case is.Format != PlannedVersion:
		return nil, fmt.Errorf("%w: its format is %.40q, and this version reads %s", ErrPlanned, is.Format, PlannedVersion)
	}
	p := new(Planned)
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(p); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPlanned, err)
	}
	switch {
	case p.Plan.FirstProcess == 0 || p.Plan.Processes == 0 || p.Plan.Iterations == 0 || len(p.Plan.Engines) == 0 || len(p.Plan.Benchmarks) == 0:
		return nil, fmt.Errorf("%w: it lacks what is drawn or filled in when it is made: rounds, iterations, engines, benchmarks or the first process", ErrPlanned)
	case len(p.Modules) != len(p.Plan.Benchmarks) || len(p.Engines) != len(p.Plan.Engines):
		return nil, fmt.Errorf("%w: it does not say of each benchmark and engine which it is", ErrPlanned)
	}
	return p, nil
}

// Write writes it as JSON.
func (p *Planned) Write(w io.Writer) error {
	text, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return fmt.Errorf("BUG: plan as JSON: %w", err)
	}
	_, err = w.Write(append(text, '\n'))
	return err
}

// Hash is the SHA-256, in hexadecimal, of the plan and of all that it was made with.
func (p *Planned) Hash() string {
	text, err := json.Marshal(p)
	if err != nil {
		panic(fmt.Sprintf("BUG: plan as JSON: %v", err))
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Share is a share of it. The error wraps record.ErrShare if there is no such, or if
// there are fewer rounds than shares.
func (p *Planned) Share(index, of int) (record.Share, error) {
	s := record.Share{Plan: p.Hash(), Index: index, Of: of, Rounds: p.Plan.Processes}
	if err := s.Check(); err != nil {
		return s, err
	}
	if of > p.Plan.Processes {
		return s, fmt.Errorf("%v: %w: the plan has %d rounds, and a share one at least", &s, record.ErrShare, p.Plan.Processes)
	}
	return s, nil
}

// header is that of a recording under the plan, to be compared with one that begins.
func (p *Planned) header() (*record.Header, error) {
	plan, err := json.Marshal(p.Plan)
	if err != nil {
		return nil, fmt.Errorf("BUG: plan as JSON: %w", err)
	}
	return &record.Header{
		Plan: plan, Binary: p.Binary, Programs: p.Programs, Work: p.Work, Works: p.Works, Modules: p.Modules, Folders: p.Folders, Engines: p.Engines,
	}, nil
}
