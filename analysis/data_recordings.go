package analysis

import (
	"fmt"
	"slices"

	"github.com/sightglass-go/sightglass/measure/record"
)

// Recordings are what was read, before it is decided whether to pool it (Pool)
// or to compare one recording with another (BeforeAfter). Either may be had
// once: the rows are handed on, and a Pool after that has none.
type Recordings struct {
	// Despite is that of the Builders: it may be set before Pool or BeforeAfter.
	Despite []string

	parts    []part
	files    int
	budget   int
	held     int // bytes, of the parts that are read
	store    *store
	lost     error   // that of the store
	warnings []error // of what was left out
}

// A part is the rows of one recording.
type part struct {
	file int // counted from 0
	name string
	b    Builder
}

// ReadRecordings reads what is left in the readers, one after the other, and
// keeps recordings apart: a header begins a new one, and so does a file. It
// keeps the counts of rows alone, as Read does, whose error it has: in memory up to the
// DefaultBudget, and in a temporary file beyond that.
func ReadRecordings(readers ...*record.Reader) (*Recordings, error) {
	return ReadWithin(DefaultBudget, readers...)
}

// ReadWithin is ReadRecordings with another budget, in bytes. Where the temporary file fails
// there are no rows, and the error is a *StoreError.
func ReadWithin(budget int, readers ...*record.Reader) (*Recordings, error) {
	rs := &Recordings{files: len(readers), budget: budget}
	var failed error
	for i, r := range readers {
		if rs.lost == nil {
			failed = rs.read(i, r, failed)
		}
	}
	if rs.store != nil && rs.lost == nil && rs.letGo() == nil {
		if err := rs.store.flush(); err != nil {
			rs.lose(err)
		}
	}
	if rs.lost != nil {
		return rs, rs.lost
	}
	rs.withoutRepeated()
	return rs, failed
}

// letGo writes what is held into the temporary file.
func (rs *Recordings) letGo() (err error) {
	if rs.store == nil {
		rs.store, err = newStore()
	}
	for i := range rs.parts {
		if b := &rs.parts[i].b; err == nil && (len(b.groups) > 0 || b.store == nil) {
			err = b.letGo(rs.store)
		}
	}
	rs.held = 0
	if err != nil {
		rs.lose(err)
	}
	return err
}

// lose empties the recordings, whose values could not all be kept.
func (rs *Recordings) lose(err error) {
	rs.lost = err
	for i := range rs.parts {
		rs.parts[i].b = Builder{}
	}
}

func (rs *Recordings) read(file int, r *record.Reader, failed error) error {
	first := len(rs.parts)
	begin := func() *Builder {
		rs.parts = append(rs.parts, part{file: file, name: r.Name()})
		return &rs.parts[len(rs.parts)-1].b
	}
	current := func() *Builder {
		if len(rs.parts) == first { // there are rows before all headers
			return begin()
		}
		return &rs.parts[len(rs.parts)-1].b
	}
	onMark, onHeader, onEnding := r.OnMark, r.OnHeader, r.OnEnding
	r.OnMark = func(m record.Mark) {
		_ = current().Mark(m) // never fails
		if onMark != nil {
			onMark(m)
		}
	}
	r.OnHeader = func(h record.Header) {
		begin().Header(h)
		if onHeader != nil {
			onHeader(h)
		}
	}
	r.OnEnding = func(e record.Ending) {
		current().end(r.Name(), e)
		if onEnding != nil {
			onEnding(e)
		}
	}
	for {
		row, err := r.Read()
		if err == nil {
			if rs.held += current().add(&row); rs.held > rs.budget && rs.letGo() != nil {
				break
			}
			continue
		}
		if b := current(); !b.Refuse(err) {
			failed = firstError(failed, r, err)
			break
		}
	}
	r.OnMark, r.OnHeader, r.OnEnding = onMark, onHeader, onEnding
	if b := current(); rs.files > 1 && len(rs.parts) == first+1 && b.data.Rows == 0 && b.data.RefusedLines == 0 && len(b.data.Headers) == 0 {
		b.endings.empty = append(b.endings.empty, &EmptyInput{r.Name()})
	}
	if w := r.Nameless(); w != nil {
		e := &current().endings
		e.nameless = append(e.nameless, w)
	}
	return failed
}

// Pool puts the rows together, as if all were of one recording: rows of one
// engine, benchmark, phase and event are one series, whichever recording they
// come from, unless they did not run the same: see Incomparable.
func (rs *Recordings) Pool() *Data {
	parts := rs.parts
	rs.parts = nil
	recordings := 0
	for i := range parts {
		if parts[i].b.data.Rows > 0 {
			recordings++
		}
	}
	d := rs.pool(parts).Data()
	d.recordings = recordings
	d.Warnings = append(rs.warnings, d.Warnings...)
	return d
}

func (rs *Recordings) pool(parts []part) *Builder {
	if len(parts) == 0 {
		return new(Builder)
	}
	b := &parts[0].b
	b.Despite = rs.Despite
	for i := range parts[1:] {
		b.absorb(&parts[1+i].b)
	}
	return b
}

// sides returns the parts of two recordings: those of two files, or the two
// that one file holds. The shares of a plan are one recording, in however many files.
func (rs *Recordings) sides() (before, after []part, err error) {
	if groups := rs.plans(); len(groups) == 2 || groups == nil && rs.files == 2 {
		for _, p := range rs.parts {
			if p.file == 0 && groups == nil || groups != nil && p.group() == groups[0] {
				before = append(before, p)
			} else {
				after = append(after, p)
			}
		}
		for _, parts := range [][]part{before, after} {
			if rowsOf(parts) == 0 {
				return nil, nil, fmt.Errorf("%w: %s has no rows", ErrOptions, parts[0].name)
			}
		}
		return before, after, nil
	}
	if groups := rs.plans(); groups != nil {
		return nil, nil, fmt.Errorf("%w: there are %d, shares of a plan taken as one", ErrNotTwo, len(groups))
	}
	var full []part
	var without endings // what is known of parts that have no rows
	for i := range rs.parts {
		if p := &rs.parts[i]; p.b.data.Rows > 0 {
			full = append(full, *p)
		} else {
			without.absorb(&p.b.endings)
		}
	}
	if len(full) != 2 {
		return nil, nil, fmt.Errorf("%w: there are %d (history takes any number)", ErrNotTwo, len(full))
	}
	full[1].b.endings.absorb(&without)
	return full[:1], full[1:], nil
}

// group is what a part is of: a plan, or its file.
func (p *part) group() string {
	if s := p.share(); s != nil {
		return "plan " + s.Plan
	}
	return fmt.Sprintf("file %d", p.file)
}

// plans are the groups of parts, in their order, nil if none is of a plan that is
// shared.
func (rs *Recordings) plans() (groups []string) {
	shared := false
	for i := range rs.parts {
		p := &rs.parts[i]
		shared = shared || p.share() != nil
		if p.b.data.Rows > 0 && !slices.Contains(groups, p.group()) {
			groups = append(groups, p.group())
		}
	}
	if !shared {
		return nil
	}
	return groups
}

func rowsOf(parts []part) int {
	n := 0
	for i := range parts {
		n += parts[i].b.data.Rows
	}
	return n
}
