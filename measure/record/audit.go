package record

import (
	"errors"
	"fmt"
	"slices"
)

// maxHeld is how many rows of one process a Reader can leave out, and
// maxHeldBare how many where nothing has said so far that a mark will follow:
// files of other tools have none.
const (
	maxHeld     = 1 << 18
	maxHeldBare = 1 << 10
)

// An audit holds the rows of a recording in JSON Lines back until it is known
// whether they are whole: up to the mark behind them.
type audit struct {
	held []entry
	runs []heldRun
	last int64 // where the line before the first of them ends
	from int64 // where the recording begins

	header   *Header
	broken   bool   // there is one, and it is damaged
	id       string // of the header, or as marks say
	known    bool   // the id is
	checked  bool   // the header has a checksum, and so has every mark
	planned  bool   // a recorder made it, so there is a mark behind each process
	marks    int
	finished bool
	running  int          // rows that the last mark, an end, has of a process that was running
	next     uint64       // the next block
	missing  []blocks     // before that
	ended    map[who]bool // in recordings without checksums
}

// An entry is a row of a run, or an error in between.
type entry struct {
	row Row
	run int
	err error
}

// heldRun is a run among held, from one byte to another.
type heldRun struct {
	run
	begin, end int64
	handed     bool // some of its rows were handed on
	dropped    bool // its rows are left out
}

// blocks are numbers of blocks.
type blocks struct{ first, last uint64 }

// newAudit begins a recording, whose first line ends at so many bytes.
func newAudit(h *Header, from, at int64) *audit {
	a := &audit{header: h, next: 1, from: from, last: at}
	if h != nil {
		a.id, a.known, a.checked, a.planned = h.CRC32C, true, h.CRC32C != "", h.PlanHash != ""
	}
	return a
}

// full is whether more rows are held than need be.
func (a *audit) full() bool {
	if a.header == nil && !a.broken && a.marks == 0 {
		return len(a.held) >= maxHeldBare
	}
	return len(a.held) >= maxHeld
}

// add takes a row, its line without white space, and where that begins and ends.
func (a *audit) add(row *Row, line []byte, begin, end int64) {
	n := len(a.runs)
	if n == 0 || !a.runs[n-1].is(row.who()) {
		a.runs = append(a.runs, heldRun{run: run{who: row.who()}, begin: begin})
		n++
	}
	r := &a.runs[n-1]
	r.rows++
	r.sum = addLine(r.sum, line)
	r.end = end
	a.held = append(a.held, entry{row: *row, run: n - 1})
}

func (a *audit) refuse(err error) { a.held = append(a.held, entry{err: err}) }

// mark judges the rows that are held by the mark behind them. bare is the line of
// the mark, as normal has it.
func (a *audit) mark(m *Mark, bare []byte, end int64) (out []entry, good bool, fatal error) {
	var block *heldRun
	others := a.runs
	running := 0
	if n := len(a.runs); n > 0 {
		last := &a.runs[n-1]
		switch {
		case m.Ended != nil && last.is(m.Ended.who()):
			block, others = last, a.runs[:n-1]
		case m.covers(bare, last):
			block, others = last, a.runs[:n-1]
			running = last.rows
		}
	}
	damage := a.orphans(others)
	begin := a.last
	if block != nil {
		begin = block.begin
	} else if len(others) > 0 {
		begin = others[len(others)-1].end
	}
	notes, wrong := a.verify(m, bare, block)
	for _, note := range notes {
		damage = append(damage, &Damage{From: begin, To: begin, Err: note})
	}
	if wrong != nil {
		d := &Damage{From: begin, To: end, Err: wrong}
		if e := m.Ended; e != nil {
			d.of(e.who())
		}
		if block != nil {
			block.dropped, d.Rows = true, block.rows
		}
		if block != nil && block.handed {
			fatal = fmt.Errorf("%w, but there are too many of them: nothing that was read can be used", d)
		}
		damage = append(damage, d)
	}
	a.marks++
	a.running = running
	a.finished = m.Finished != nil && wrong == nil || a.finished && m.Resumed == nil
	return a.hand(damage, end), wrong == nil, fatal
}

// covers is whether the end of a recording has the checksum of the process that was
// running: it was ended before that was, and none is missing.
func (m *Mark) covers(bare []byte, last *heldRun) bool {
	return m.Finished != nil && m.Check != nil && m.Check.CRC32C == hex(addLine(last.sum, bare))
}

// orphans leaves rows out whose process has no mark. Where there are no marks
// at all, as in files of other tools, they are as good as any.
func (a *audit) orphans(runs []heldRun) (damage []*Damage) {
	if a.marks == 0 && !a.planned {
		return nil
	}
	for i := range runs {
		r := &runs[i]
		r.dropped = true
		d := &Damage{From: r.begin, To: r.end, Rows: r.rows, Err: errOrphans}
		damage = append(damage, d.of(r.who))
	}
	return damage
}

var errOrphans = errors.New("nothing behind its rows says how it ended")

// hand returns what is held and not left out, and the damage, and begins anew:
// what it returned is good until then.
func (a *audit) hand(damage []*Damage, at int64) (out []entry) {
	out = a.held
	if slices.ContainsFunc(a.runs, func(r heldRun) bool { return r.dropped }) {
		out = slices.DeleteFunc(out, func(e entry) bool { return e.err == nil && a.runs[e.run].dropped })
	}
	for _, d := range damage {
		out = append(out, entry{err: d})
	}
	a.held, a.runs, a.last = a.held[:0], a.runs[:0], at
	return out
}

// verify compares a mark with the rows of its process, nil for none, and with
// the marks before it. notes are what is wrong with the recording and not with
// this process.
func (a *audit) verify(m *Mark, bare []byte, block *heldRun) (notes []error, wrong error) {
	var r run
	if block != nil {
		r = block.run
	}
	c := m.Check
	if c == nil {
		switch e := m.Ended; {
		case a.checked:
			return nil, errors.New("the line that says how it ended has no checksum, unlike the header")
		case e != nil:
			if a.ended[e.who()] {
				return nil, errTwice
			}
			if a.ended == nil {
				a.ended = map[who]bool{}
			}
			a.ended[e.who()] = true
		}
		a.next++
		return nil, a.count(m, &r)
	}
	if c.CRC32C != hex(addLine(r.sum, bare)) {
		if c.Block == a.next {
			a.next++ // it is this one, whatever else is wrong
		}
		if err := a.count(m, &r); err != nil {
			return nil, err
		}
		return nil, errors.New("its checksum does not match: something in it was changed")
	}
	if !a.known || !a.checked && a.id == "" && c.Recording != "" {
		if a.marks == 0 && !a.broken {
			notes = append(notes, a.headless(c))
		}
		a.id, a.known, a.checked = c.Recording, true, c.Recording != ""
	}
	if c.Recording != a.id {
		return notes, errors.New("it belongs to another recording")
	}
	note, wrong := a.place(c.Block)
	if note != nil {
		notes = append(notes, note)
	}
	if wrong == nil {
		wrong = a.count(m, &r)
	}
	return notes, wrong
}

// headless is what is wrong if the first mark is of another header than there
// is.
func (a *audit) headless(c *Check) error {
	if a.header == nil {
		return errors.New("the header, the recording's first line, is missing")
	}
	return fmt.Errorf("the header has no checksum, which was %s", c.Recording)
}

func (a *audit) count(m *Mark, r *run) error {
	if m.Ended != nil && m.Ended.Rows != r.rows {
		return fmt.Errorf("%d rows are there, and %d were recorded", r.rows, m.Ended.Rows)
	}
	return nil
}

var errTwice = errors.New("it appears twice")

// place is whether a block comes where it should.
func (a *audit) place(n uint64) (note, wrong error) {
	switch {
	case n == a.next:
		a.next++
		return nil, nil
	case n > a.next:
		gap := blocks{a.next, n - 1}
		a.missing = append(a.missing, gap)
		a.next = n + 1
		if gap.first == gap.last {
			return errors.New("the process before it is missing, with all its rows"), nil
		}
		return fmt.Errorf("%d processes before it are missing, with all their rows", gap.last-gap.first+1), nil
	}
	for i, gap := range a.missing {
		if n < gap.first || n > gap.last {
			continue
		}
		var rest []blocks
		if gap.first < n {
			rest = append(rest, blocks{gap.first, n - 1})
		}
		if n < gap.last {
			rest = append(rest, blocks{n + 1, gap.last})
		}
		a.missing = slices.Replace(a.missing, i, i+1, rest...)
		return errors.New("it stands behind processes that ended after it"), nil
	}
	return nil, errTwice
}

// end judges what is held where a recording ends.
func (a *audit) end(at int64) (out []entry, ending Ending) {
	ending = Ending{From: a.from, To: at, Header: a.header, Marks: a.marks, Checked: a.checked}
	others := a.runs
	if n := len(a.runs); n > 0 && !a.finished {
		others = a.runs[:n-1]
		if a.marks > 0 || a.planned {
			ending.Rows = a.runs[n-1].rows
		}
	} else if n == 0 {
		ending.Rows = a.running
	}
	damage := a.orphans(others)
	ending.Interrupted = !a.finished && (a.checked && a.planned || ending.Rows > 0)
	return a.hand(damage, at), ending
}

// spill hands rows on that are too many to be held, before they are verified.
func (a *audit) spill(at int64) []entry {
	n := len(a.runs)
	if n == 0 {
		return a.hand(nil, at)
	}
	damage := a.orphans(a.runs[:n-1])
	open := a.runs[n-1]
	out := a.hand(damage, at)
	open.handed = true
	a.runs = append(a.runs, open)
	return out
}
