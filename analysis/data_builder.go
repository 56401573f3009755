package analysis

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// Builder groups rows as they come. The zero value is ready to use. It is a
// record.Sink, so that a run may be analysed without a file between.
type Builder struct {
	// Despite names what may differ between recordings whose rows are pooled,
	// of record.DifferenceNames. Other rows of one benchmark are kept apart:
	// see Incomparable.
	Despite []string

	index   map[groupKey]int
	groups  []gatherer
	follow  []int // which series came last after this one
	last    int   // the series of the last row
	sources sources
	configs []Config
	seen    map[Config]bool
	lead    lead
	data    Data
	endings endings
	stored
}

// Add adds a row.
func (b *Builder) Add(row record.Row) { b.add(&row) }

// add adds a row, and returns how many bytes it takes, about.
func (b *Builder) add(row *record.Row) int {
	block := b.sources.block(row.Process)
	source := b.sources.of(block)
	b.data.headerless = b.data.headerless || source == 0
	if b.data.Rows == 0 && source > 0 {
		b.lead.header = b.sources.headers[source-1]
	}
	groups := len(b.groups)
	g := b.find(groupKey{keyOf(*row), source})
	held := b.groups[g].add(row, block, b.data.Rows) + heldGroup*(len(b.groups)-groups)
	b.data.Rows++
	return held
}

// find returns the number of the key's series. Rows mostly come in the same
// turn - the events of a phase, the phases of an iteration -, so that the
// series which followed this one last time is tried first.
func (b *Builder) find(k groupKey) int {
	if len(b.groups) > 0 {
		if i := b.follow[b.last]; b.groups[i].key() == k {
			b.last = i
			return i
		}
	}
	i, ok := b.index[k]
	if !ok {
		if b.index == nil {
			b.index = make(map[groupKey]int)
		}
		i = len(b.groups)
		b.index[k] = i
		b.groups = append(b.groups, gatherer{series: Series{Key: k.Key}, source: k.source})
		b.follow = append(b.follow, i)
		b.saw(k.Config())
	}
	b.follow[b.last] = i
	b.last = i
	return i
}

// saw takes note of an engine.
func (b *Builder) saw(c Config) {
	if !b.seen[c] {
		if b.seen == nil {
			b.seen = make(map[Config]bool)
		}
		b.seen[c], b.configs = true, append(b.configs, c)
	}
}

// Header adds what made the rows that come after it.
func (b *Builder) Header(h record.Header) {
	b.endLead()
	b.data.Headers = append(b.data.Headers, h)
	b.sources.begin(&h)
}

// Refuse takes note of an error of a record.Reader if it is a
// *record.SyntaxError, after which reading goes on; otherwise it returns
// false.
func (b *Builder) Refuse(err error) bool {
	var syntax *record.SyntaxError
	if !errors.As(err, &syntax) {
		return false
	}
	if b.data.RefusedLines++; len(b.data.Refused) < maxRefused {
		b.data.Refused = append(b.data.Refused, err)
	}
	return true
}

// Begin, Write and Flush make a Builder a record.Sink; they never fail.
func (b *Builder) Begin(h record.Header) error { b.Header(h); return nil }

// Write is Add.
func (b *Builder) Write(row record.Row) error { b.Add(row); return nil }

// Flush does nothing.
func (b *Builder) Flush() error { return nil }

// Data returns what was added, and leaves the Builder empty.
func (b *Builder) Data() *Data {
	d := b.data
	d.Events = make(map[string]measure.Event)
	var repeated []error
	if b.store == nil {
		d.Series, d.apart, repeated = b.heldSeries()
	} else {
		d.Series, d.apart, repeated = b.storedSeries()
	}
	for _, w := range d.apart {
		d.Warnings = append(d.Warnings, w)
	}
	d.Warnings = append(d.Warnings, repeated...)
	for i := range d.Series {
		s := &d.Series[i]
		if f := b.endings.index[failedAt{s.Config(), s.rowsWasm()}]; f != nil {
			s.markFailed(f.ids)
		}
		if _, ok := d.Events[s.Event]; !ok {
			d.Events[s.Event] = describe(s.Event, d.Headers)
		}
	}
	d.setClock()
	b.endLead()
	d.Configs, d.lead = b.configs, b.lead
	d.took = b.endings.took(d.Headers)
	d.cut = b.endings.cut && len(d.Headers) == 1
	d.warnOfOverhead()
	d.Warnings = append(d.Warnings, missingShares(d.Headers)...)
	d.Warnings = append(d.Warnings, d.emptyShares()...)
	d.Warnings = append(d.Warnings, sharesOfPrograms(d.Headers)...)
	d.Warnings = append(d.Warnings, namesOfMachines(d.Headers)...)
	if warning := manyMachines(&d, b.sources.hosts); warning != nil {
		d.Warnings = append(d.Warnings, warning)
	}
	d.Warnings = append(d.Warnings, manyVersions(d.Headers)...)
	for _, err := range d.Refused {
		if errors.Is(err, record.ErrDamaged) { // that rows are left out belongs to every result
			d.Warnings = append(d.Warnings, err)
		}
	}
	d.Warnings = append(d.Warnings, b.endings.warnings()...)
	*b = Builder{}
	return &d
}

// heldSeries returns the series of what is held, in the order of keys, and the warnings of
// values that occur more than once.
func (b *Builder) heldSeries() (list []Series, apart []*Incomparable, warnings []error) {
	groups, apart := b.sources.pool(b.groups, b.Despite)
	list = make([]Series, 0, len(groups))
	for i := range groups {
		s, warning := groups[i].finish(&b.sources)
		groups[i] = gatherer{} // its text may go
		list = append(list, s)
		if warning != nil {
			warnings = append(warnings, warning)
		}
	}
	return list, apart, warnings
}

// Snapshot returns what was added so far, and leaves it in the Builder, to
// which more may be added: a look at a recording while it is made. The values
// are held once: the Data shares them, and costs memory for processes alone.
func (b *Builder) Snapshot() *Data {
	c := *b
	c.configs = slices.Clone(b.configs)
	c.sources.rounds, c.sources.works, c.sources.workOf = nil, nil, nil
	c.groups = slices.Clone(b.groups)
	for i := range c.groups {
		g := &c.groups[i]
		g.counts, g.runs = slices.Clip(g.counts), slices.Clone(g.runs)
	}
	return c.Data()
}

// Len returns how many rows were added.
func (b *Builder) Len() int { return b.data.Rows }

// absorb adds what another Builder was given after it, and empties that.
func (b *Builder) absorb(o *Builder) {
	b.endLead()
	if o.endLead(); b.data.Rows == 0 {
		b.lead = o.lead
	}
	source, block := b.sources.absorb(&o.sources)
	for i := range o.groups {
		g := &o.groups[i]
		b.groups[b.find(groupKey{g.series.Key, source[g.source]})].absorb(g, block, b.data.Rows)
		*g = gatherer{} // no more is held than needed
	}
	b.stored.absorb(&o.stored, source, block, b.data.Rows)
	for _, c := range o.configs {
		b.saw(c)
	}
	b.data.Rows += o.data.Rows
	b.data.Headers = append(b.data.Headers, o.data.Headers...)
	b.data.Refused = append(b.data.Refused, o.data.Refused...)
	b.data.Refused = b.data.Refused[:min(len(b.data.Refused), maxRefused)]
	b.data.RefusedLines += o.data.RefusedLines
	b.data.headerless = b.data.headerless || o.data.headerless
	b.endings.absorb(&o.endings)
	*o = Builder{}
}

// describe is the event as the recordings declare it. Where they differ in its unit it has
// none, and where they contradict each other in the direction that is better it claims none.
func describe(name string, headers []record.Header) measure.Event {
	var found *measure.Event
	contradicted := false
	for _, h := range headers {
		for _, e := range h.Events {
			switch {
			case e.Name != name:
			case found == nil:
				found = &e
			case e.Unit != found.Unit:
				return measure.Event{Name: name}
			default:
				better, agreed := betterOf(found.Better, e.Better)
				found.Better, contradicted = better, contradicted || !agreed
			}
		}
	}
	if contradicted {
		found.Better = measure.Neither
	}
	if found != nil {
		return *found
	}
	if e, ok := measure.LookupEvent(name); ok {
		return e
	}
	return measure.Event{Name: name}
}

// betterOf is the direction that is better as far as two recordings say, one of which may say
// none; it is false if they contradict each other.
func betterOf(a, b measure.Better) (better measure.Better, agreed bool) {
	switch {
	case a == b || b == measure.Neither:
		return a, true
	case a == measure.Neither:
		return b, true
	}
	return measure.Neither, false
}

// firstError is failed, or err if that is the first and not just the end.
func firstError(failed error, r *record.Reader, err error) error {
	if failed != nil || err == io.EOF {
		return failed
	}
	return fmt.Errorf("read %s: %w", r.Name(), err)
}

var _ record.Sink = (*Builder)(nil)
