//go:build (amd64 || arm64) && !sightglass_noasm

package perfcounters

const hasEntries = true

// start counts a start, reads the group into s.begin and enables the leader;
// the last thing is the system call that enables. Of the four stamps here none
// keeps the pointer, nor does the kernel after its calls: noescape is sound.
//
//go:noescape
func start(s *state)

// stop disables the leader, first thing, and counts a stop. Sound as start.
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

// startUser does what start does, and then, last thing, reads the counters:
// it goes on at s.user.startGo. Sound as start.
//
//go:noescape
func startUser(s *state)

// stopUser reads the counters, first thing, and then does what stop does: it
// goes on at s.user.stopGo. Sound as start.
//
//go:noescape
func stopUser(s *state)

// userStamps returns the addresses of the stamps that read as many counters
// in user space as the index says. Those for Go are for startUser and
// stopUser only; those for C are like startEntry and stopEntry. Number 0 reads
// none and has none for C.
func userStamps() *[maxUser + 1]userStamp

func plainStamps() (startGo, stopGo uint64) {
	s := &userStamps()[0]
	return s.startGo, s.stopGo
}
