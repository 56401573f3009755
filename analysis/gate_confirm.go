package analysis

import "slices"

// Confirm sorts what closed a gate by what another recording of the same two found,
// and its gate: confirmed is worse there, too; refuted is not; open is neither, as it
// is unsure there or was not compared.
func (o *Outcome) Confirm(again *Result, gate *Outcome) (confirmed, open, refuted []Comparison) {
	for _, c := range o.Worse {
		in := func(list []Comparison) bool { return slices.ContainsFunc(list, c.same) }
		switch {
		case in(gate.Worse):
			confirmed = append(confirmed, c)
		case in(gate.Unsure) || in(gate.Doubtful) || !in(again.Comparisons) && !in(again.Suites):
			open = append(open, c)
		default:
			refuted = append(refuted, c)
		}
	}
	return confirmed, open, refuted
}

// same is whether another comparison is of the same benchmark or suite, phase and
// event, whatever was found.
func (c *Comparison) same(d Comparison) bool {
	return c.Wasm == d.Wasm && c.Phase == d.Phase && c.Event.Name == d.Event.Name
}
