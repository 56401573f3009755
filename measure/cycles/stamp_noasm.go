//go:build (!amd64 && !arm64) || sightglass_noasm

package cycles

func start(s *state) {
	s.starts++
	s.start = monotonic()
}

func stop(s *state) {
	s.stop = monotonic()
	s.stops++
}
