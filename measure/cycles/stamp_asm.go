//go:build (amd64 || arm64) && !sightglass_noasm

package cycles

// start counts a start and stores the start stamp, in that order. It keeps no
// pointer, so that noescape is sound.
//
//go:noescape
func start(s *state)

// stop stores the stop stamp and counts a stop, in that order: sound as start.
//
//go:noescape
func stop(s *state)
