//go:build (amd64 || arm64) && !sightglass_noasm

package perfcounters

const hasEntries = true

// start counts a start, reads the group into s.begin and enables the leader;
// the last thing is the system call that enables.
//
//go:noescape
func start(s *state)

// stop disables the leader, first thing, and counts a stop.
//
//go:noescape
func stop(s *state)

// startEntry returns the address of
//
//	void *start(struct state *env, ...)
//
// in the C calling convention of the platform. It does what start does, uses
// no stack and only caller-saved registers, and returns NULL.
func startEntry() uintptr

// stopEntry returns the address of the same for stop.
func stopEntry() uintptr
