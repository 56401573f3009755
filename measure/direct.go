package measure

import "unsafe"

// Direct is implemented by a measure whose stamps an engine's generated code
// can enter without passing through Go. An engine adapter that can call C
// functions registers the entry points as bench.start and bench.end; every
// other adapter ignores the interface and calls Start and Stop.
//
// A window opened and closed through the entry points is read with Readings
// exactly like one that was opened and closed through Start and Stop.
type Direct interface {
	Measure
	// Entries returns the entry points, and false where this machine or
	// build has none. They stay valid until Close.
	Entries() (Entries, bool)
}

// Entries are two functions in the C calling convention of the platform,
//
//	void *entry(void *env, ...)
//
// which take a stamp, store it through env and return NULL. They use no
// stack, no Go state and only caller-saved registers, so that they may be
// called on any thread and any stack.
type Entries struct {
	// Start and Stop are code addresses.
	Start, Stop uintptr
	// Env is passed as the first argument. It points outside the Go heap, so
	// that C code may keep it.
	Env unsafe.Pointer
}
