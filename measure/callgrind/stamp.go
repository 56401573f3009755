//go:build linux && (amd64 || arm64)

package callgrind

// ask makes a client request. The answer is 0 outside Valgrind. Not escaping is sound:
// the words are read, and the pointer is not kept.
//
//go:noescape
func ask(words *request) uint64

// start opens the window: counting begins, and what was counted before is
// forgotten last. Not escaping is sound: the pointer is not kept.
//
//go:noescape
func start(s *state)

// stop closes the window: the dump is the first thing it asks for. Not escaping is
// sound: the pointer is not kept.
//
//go:noescape
func stop(s *state)

// startEntry returns the address of
//
//	void *start(struct state *env, ...)
//
// in the C calling convention of the platform. It does what start does, uses no
// stack and only caller-saved registers, and returns NULL.
func startEntry() uintptr

// stopEntry returns the address of the same for stop.
func stopEntry() uintptr
