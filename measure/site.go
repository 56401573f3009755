package measure

// Site is a place in the code of the process that is measured, and its part of a
// window's count.
type Site struct {
	// Address is where the instruction lies in memory, 0 where a measure knows the
	// Symbol alone.
	Address uint64
	// Symbol is the function by the symbols of Object, the file that it came from;
	// both are empty for code that was made at run time, such as a compiled guest's.
	Symbol, Object string
	// Count is in the unit of the first of the measure's events.
	Count uint64
	// Callers are the return addresses of the calls that led there, innermost first, as
	// far as the measure knows them. What follows a place in the code of a file may be
	// no addresses of calls.
	Callers []uint64
}

// Sited is implemented by a measure that can say where in the code it counted.
type Sited interface {
	Measure
	// Sites returns the places of the window that Readings read last. Their counts
	// add up to the first reading of it exactly: what belongs to no known place is a
	// Site without an address and a symbol. It is an error that wraps ErrUnavailable
	// if the process was not started for it (Launch.Sites).
	Sites() ([]Site, error)
}

// Sampled is implemented by a measure that looks now and then at where a thread is,
// and so knows of a window what a sample tells.
type Sampled interface {
	Sited
	// Period is the count that each sample stands for, at least 1. All counts are
	// multiples of it.
	Period() uint64
}
