//go:build (linux || darwin || freebsd) && (amd64 || arm64) && !sightglass_noasm

package cycles

// OpenBSD is left out: it faults indirect calls to code without landing pads
// (IBT, BTI). Windows is left out: another calling convention.
const hasEntries = true

// startEntry returns the address of
//
//	void *start(struct state *env, ...)
//
// in the C calling convention of the platform. It does what Start does, uses
// no stack and only caller-saved registers, and returns NULL.
func startEntry() uintptr

// stopEntry returns the address of the same for Stop.
func stopEntry() uintptr
