//go:build !linux && !sightglass_static

package library

// watchExit has nothing to watch: programs in Go end by C's exit here.
func watchExit() {}
