package analysis

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/measure/record"
)

// IncomparableError says why recordings are not compared.
type IncomparableError struct {
	// Texts say what differs, benchmark by benchmark.
	Texts []string
	// Names are those of the differences, each once, for Options.Despite.
	Names []string
	// Differences are those of the first text.
	Differences []record.Difference
}

// Error names the first three benchmarks.
func (e *IncomparableError) Error() string {
	text := strings.Join(e.Texts[:min(3, len(e.Texts))], "; ")
	if n := len(e.Texts) - 3; n > 0 {
		text += fmt.Sprintf("; and %d more", n)
	}
	return "not comparable: " + text
}

func (e *IncomparableError) add(wasm string, differences []record.Difference) {
	var words []string
	for _, d := range differences {
		words = append(words, d.String())
		if !slices.Contains(e.Names, d.Name) {
			e.Names = append(e.Names, d.Name)
		}
	}
	if len(e.Texts) == 0 {
		e.Differences = differences
	}
	if text := wasm + ": " + strings.Join(words, ", "); !slices.Contains(e.Texts, text) {
		e.Texts = append(e.Texts, text)
	}
}

// orNil is the error, nil if nothing was added.
func (e *IncomparableError) orNil() error {
	if len(e.Texts) == 0 {
		return nil
	}
	return e
}

// unknownWork is the warning that recordings were compared of which one at
// least has no header to say what ran. A Gate that lets in confounded
// comparisons lets it pass.
type unknownWork struct{}

func (*unknownWork) Error() string {
	return "it is not known whether the same ran: rows without a header (CSV, JSON) do not say which module, workload, arguments and input they are of"
}

// differences returns in what the recordings of a and b did not run the same,
// each difference once.
func differences(a, b *Series) (list []record.Difference) {
	names := map[string]bool{}
	for _, h := range a.works {
		for _, g := range b.works {
			if g == h { // whatever it was, it was the same
				continue
			}
			for _, d := range record.Differences(h, g, a.rowsWasm()) {
				if !names[d.String()] {
					names[d.String()] = true
					list = append(list, d)
				}
			}
		}
	}
	return list
}

// rowsWasm is the benchmark as the rows call it.
func (s *Series) rowsWasm() string {
	if s.wasm != "" {
		return s.wasm
	}
	return s.Wasm
}

// Comparable returns an error that wraps ErrIncomparable where the recordings of
// two series did not run the same, but for what the options allow.
func Comparable(a, b *Series, o Options) error {
	e := new(IncomparableError)
	notComparable(a, b, o.Despite, e)
	return e.orNil()
}

// notComparable adds to e why a and b must not be compared.
func notComparable(a, b *Series, despite []string, e *IncomparableError) {
	var list []record.Difference
	for _, d := range differences(a, b) {
		if !d.Unknown && !slices.Contains(despite, d.Name) {
			list = append(list, d)
		}
	}
	if len(list) > 0 {
		e.add(a.rowsWasm(), list)
	}
}

// compareDespite adds caveats of what differs all the same, and of what cannot
// be told.
func (c *Comparison) compareDespite(a, b *Series) {
	var differ, unknown []string
	for _, d := range append(differences(a, b), append(differences(a, a), differences(b, b)...)...) {
		switch text := d.String(); {
		case d.Unknown && !slices.Contains(unknown, text):
			unknown = append(unknown, text)
		case !d.Unknown && !slices.Contains(differ, text):
			differ = append(differ, text)
		}
	}
	if len(differ) > 0 {
		c.caveat(comparedDespite, "compared although the recordings ran different work: %s", strings.Join(differ, ", "))
	}
	if len(unknown) > 0 {
		c.caveat(workUnknown, "perhaps the recordings ran different work: %s", strings.Join(unknown, ", "))
	}
}

// across returns an error if a comparison with the baseline would be one of
// different work: a benchmark that is kept apart has the baseline under one
// name, and others under another.
func (d *Data) across(base Config, o Options) error {
	e := new(IncomparableError)
	for _, w := range d.apart {
		type place struct{ base, other bool }
		have := map[Key]map[string]*place{} // by quantity without the name, and name
		for i := range d.Series {
			s := &d.Series[i]
			if s.wasm != w.Wasm || !o.wants(s.Key) {
				continue
			}
			q := s.quantity()
			q.Wasm = ""
			if have[q] == nil {
				have[q] = map[string]*place{}
			}
			p := have[q][s.Wasm]
			if p == nil {
				p = new(place)
				have[q][s.Wasm] = p
			}
			if s.Config() == base {
				p.base = true
			} else {
				p.other = true
			}
		}
		for _, places := range have {
			var all place
			lacking := false
			for _, p := range places {
				all.base, all.other = all.base || p.base, all.other || p.other
				lacking = lacking || !p.base || !p.other
			}
			if all.base && all.other && lacking {
				e.add(w.Wasm, w.Differences)
			}
		}
	}
	return e.orNil()
}
