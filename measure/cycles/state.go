package cycles

// state is what the stamps write to. It fits one cache line, so that the
// counting that precedes the start stamp has fetched the line, the TLB entry
// and, the first time, the page itself: otherwise that would be measured.
// Assembly finds the fields through go_asm.h.
type state struct {
	start, stop   uint64 // the last stamps, in ticks
	starts, stops uint64 // counted before the start stamp and after the stop stamp
	calls         uint64 // of the entry points, a measure.Calls; written where starts and stops are
}
