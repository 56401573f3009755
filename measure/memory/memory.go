// Package memory measures how much memory the process has resident, by window:
//
//	peak-memory    the most that it had at any time in the window, in bytes
//	memory-growth  by how much that is more than what it had when the window was
//	               opened; never less than 0
//
// It is the whole process that is measured: the engine with its code and tables, the
// guest's memory as far as it was touched, Go's heap and stacks, the
// recorder's own buffers, the program's pages that were used. Of wazero, which keeps its
// compiled code's tables and the guest's memory in Go's heap, a window also holds garbage
// that nobody has collected yet. A benchmark that does nothing has a peak-memory of some
// tens of MiB, which is the floor, and a memory-growth of 0 or some pages.
//
// Linux counts pages (4096 bytes on most machines, 2 MiB where it uses huge ones),
// for each processor apart, so that a count may be off by some hundred KiB. It forgets the
// peak of before when the window is opened. Where it cannot, as in a container whose /proc is
// read-only, and on other systems, which know but one peak of a process's life, the measure
// does not open: see RATIONALE.md.
//
// Opening and closing a window takes some tens of microseconds, so it is always the
// outermost measure (measure.Intrusive): windows of others, inside, hold nothing of it.
//
// Importing this package registers the measure "memory". It uses no cgo.
package memory

import "github.com/sightglass-go/sightglass/measure"

// Name is the name under which the measure is registered.
const Name = "memory"

func init() { measure.Register(Name, open) }
