//go:build (!linux || race) && !sightglass_static

package library

// watchExit has nothing to watch: programs in Go end by C's exit here, and under the
// race detector.
func watchExit() {}
