package measure

// Phased is implemented by a measure that does not count the same way in
// every phase: one that follows an engine's own threads while it compiles, and
// does not pay for that while a guest of one thread runs.
//
// Who measures phases calls [Enter] when the next window belongs to another
// phase than the last one. Before the first call, and with the zero Phase, the
// measure counts whatever it can.
type Phased interface {
	Measure
	// Enter says to which phase the windows from now on belong. It is called
	// between windows, never inside one, on the measure's thread. It is cheap
	// and does not fail; what goes wrong is told by Readings. Entry points
	// that were handed out before (Direct) stay valid and follow.
	Enter(Phase)
}

// Enter tells m that its next windows belong to phase p, if m wants to know.
func Enter(m Measure, p Phase) {
	if phased, ok := m.(Phased); ok {
		phased.Enter(p)
	}
}
