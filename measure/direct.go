package measure

import (
	"math/bits"
	"unsafe"
)

// Direct is implemented by a measure whose stamps an engine's generated code
// can enter without passing through Go. An engine adapter that can call C
// functions registers the entry points as bench.start and bench.end; every
// other adapter ignores the interface and calls Start and Stop.
//
// A window opened and closed through the entry points is read with Readings
// exactly like one that was opened and closed through Start and Stop. An
// adapter may enter both once before the guest does, so that their code is
// there when it counts; Readings is of the last window.
type Direct interface {
	Measure
	// Entries returns the entry points, and false where this machine or
	// build has none. They stay valid until Close.
	Entries() (Entries, bool)
	// Calls returns how the entry points were called since the last call of
	// Calls, so that a guest that breaks the protocol is found out after the
	// run. Start and Stop do not count.
	Calls() Calls
}

// Entries are two functions in the C calling convention of the platform,
//
//	void *entry(void *env, ...)
//
// which take a stamp, store it through env and return NULL. They use no
// stack, no Go state and only caller-saved registers, so that they may be
// called on any stack. A measure whose counters belong to a thread wants them
// called on that one.
type Entries struct {
	// Start and Stop are code addresses.
	Start, Stop uintptr
	// Env is passed as the first argument. That C code may keep it is sound
	// because it points outside the Go heap.
	Env unsafe.Pointer
}

// Calls is in which order two entry points were called: two bits a call,
// CallStart or CallStop, the latest call in the lowest bits. An entry point
// appends itself by a shift and an addition, a start before it takes its stamp
// and a stop after, so that the window holds neither. Of more than 32 calls
// the latest 32 are known; no such value equals that of fewer.
type Calls uint64

// What a guest that keeps to the protocol leaves is OneWindow.
const (
	CallStart Calls = 1
	CallStop  Calls = 2
	OneWindow       = CallStart<<2 | CallStop
)

// Len returns the number of calls, at most 32.
func (c Calls) Len() int { return (bits.Len64(uint64(c)) + 1) / 2 }

// At returns the i-th call, the first being 0.
func (c Calls) At(i int) Calls { return c >> (2 * (c.Len() - 1 - i)) & 3 }

// Then returns the calls of c followed by those of d.
func (c Calls) Then(d Calls) Calls { return c<<(2*d.Len()) | d }
