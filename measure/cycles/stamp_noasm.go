//go:build (!amd64 && !arm64) || sightglass_noasm

package cycles

import "github.com/sightglass-go/sightglass/measure/clock"

func start(s *state) {
	s.starts++
	s.start = clock.Now()
}

func stop(s *state) {
	s.stop = clock.Now()
	s.stops++
}
