//go:build !((linux || darwin) && (amd64 || arm64)) || sightglass_static

package foreign

func callbacks() (start, stop uintptr) { return 0, 0 }
