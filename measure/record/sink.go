package record

import "errors"

// Sink receives rows as they are measured. A Sink that writes to a file has
// what it received on its way to the disk when Flush returns.
type Sink interface {
	// Begin receives what made the recording, once, before any row.
	Begin(Header) error
	Write(Row) error
	Flush() error
}

// MultiSink returns a Sink that passes everything on to all of the given
// ones, in their order. One that fails does not keep it from the others; the
// errors are joined.
func MultiSink(sinks ...Sink) Sink { return multiSink(append([]Sink(nil), sinks...)) }

type multiSink []Sink

func (m multiSink) Begin(h Header) error {
	return m.each(func(s Sink) error { return s.Begin(h) })
}

func (m multiSink) Write(row Row) error {
	return m.each(func(s Sink) error { return s.Write(row) })
}

func (m multiSink) Flush() error { return m.each(Sink.Flush) }

func (m multiSink) each(do func(Sink) error) error {
	var errs []error
	for _, s := range m {
		errs = append(errs, do(s))
	}
	return errors.Join(errs...)
}

// Collector is a Sink that keeps what it receives in memory. The zero value
// is ready to use.
type Collector struct {
	// Headers holds what Begin received; of one recording it is one.
	Headers []Header
	// Rows holds the rows in the order in which they came.
	Rows []Row
	// Marks holds what Mark received.
	Marks []Mark
}

// Mark appends to Marks.
func (c *Collector) Mark(m Mark) error {
	c.Marks = append(c.Marks, m)
	return nil
}

// Begin appends to Headers.
func (c *Collector) Begin(h Header) error {
	c.Headers = append(c.Headers, h)
	return nil
}

// Write appends to Rows.
func (c *Collector) Write(row Row) error {
	c.Rows = append(c.Rows, row)
	return nil
}

// Flush does nothing.
func (c *Collector) Flush() error { return nil }

var (
	_ Sink = (*Writer)(nil)
	_ Sink = (*Collector)(nil)
)
