package measure

import "errors"

// Multi nests measures: they start in the order given and stop in reverse, so
// that the last one is innermost and sees nothing of the others, while the
// first sees the start and stop of all. One measure is returned as it is.
// Multi() is Noop.
func Multi(measures ...Measure) Measure {
	switch len(measures) {
	case 0:
		return Noop()
	case 1:
		return measures[0]
	}
	m := &multi{measures: append([]Measure(nil), measures...)}
	for _, each := range m.measures {
		m.events = append(m.events, each.Events()...)
	}
	return m
}

type multi struct {
	measures []Measure
	events   []Event
}

func (m *multi) Events() []Event { return m.events }

func (m *multi) Start() {
	for _, each := range m.measures {
		each.Start()
	}
}

func (m *multi) Stop() {
	for i := len(m.measures) - 1; i >= 0; i-- {
		m.measures[i].Stop()
	}
}

// Readings reads every measure, also after one failed, so that one broken
// counter costs its own events only.
func (m *multi) Readings(dst []Reading) ([]Reading, error) {
	var errs []error
	for _, each := range m.measures {
		var err error
		if dst, err = each.Readings(dst); err != nil {
			errs = append(errs, err)
		}
	}
	return dst, errors.Join(errs...)
}

func (m *multi) Close() error {
	var errs []error
	for i := len(m.measures) - 1; i >= 0; i-- {
		errs = append(errs, m.measures[i].Close())
	}
	return errors.Join(errs...)
}

// Enter passes p on to those that want to know.
func (m *multi) Enter(p Phase) {
	for _, each := range m.measures {
		Enter(each, p)
	}
}

// Describe joins the descriptions: the parts are found with Parts.
func (m *multi) Describe() Description {
	var d Description
	for _, each := range m.measures {
		d.Warnings = append(d.Warnings, Describe(each).Warnings...)
	}
	return d
}

// Parts returns the measures that m was nested from, m itself if it is a
// single one.
func Parts(m Measure) []Measure {
	if multi, ok := m.(*multi); ok {
		return append([]Measure(nil), multi.measures...)
	}
	return []Measure{m}
}
