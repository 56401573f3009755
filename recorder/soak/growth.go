package soak

import (
	"fmt"
	"math"
)

// resource is one of the things that a Sample holds.
type resource struct {
	name  string
	bytes bool
	// may is the growth over the second half that is none.
	may int64
	of  func(*Sample) int64
}

// MaxBytes is the growth of memory over the second half of a soak, in bytes,
// from which on the process is growing: a leak of ten bytes a step shows in
// 200,000 steps, one of a kilobyte in 2,000.
const MaxBytes = 1_000_000

// RATIONALE.md says why threads and mappings may come.
var resources = []resource{
	{"resident memory", true, MaxBytes - 1, func(s *Sample) int64 { return s.Resident }},
	{"heap", true, MaxBytes - 1, func(s *Sample) int64 { return s.Heap }},
	{"goroutines", false, 0, func(s *Sample) int64 { return s.Goroutines }},
	{"descriptors", false, 0, func(s *Sample) int64 { return s.Descriptors }},
	{"threads", false, 2, func(s *Sample) int64 { return s.Threads }},
	{"mappings", false, 24, func(s *Sample) int64 { return s.Mappings }},
	{"children", false, 0, func(s *Sample) int64 { return s.Children }},
	{"temporary files", false, 0, func(s *Sample) int64 { return s.TempFiles }},
}

// Growth is what became of one resource in the second half of a soak.
type Growth struct {
	// Resource names it, in the plural.
	Resource string
	// Bytes is set if it is memory, counted in bytes.
	Bytes bool
	// Middle and End are the values at the middle and at the end; either is
	// Unknown if it could not be looked at.
	Middle, End int64
	// PerStep is the slope of the line of least squares through the samples of
	// the second half: how much each step adds. It is NaN where values are
	// Unknown.
	PerStep float64
	// Allowed is the largest growth that is taken for none.
	Allowed int64
}

// Known is whether the resource could be looked at.
func (g Growth) Known() bool { return g.Middle != Unknown && g.End != Unknown }

// over is the growth over the second half, negative if it shrank. It is 0 if
// it is not Known.
func (g Growth) over() int64 {
	if !g.Known() {
		return 0
	}
	return g.End - g.Middle
}

// Growing is whether that is more than is allowed.
func (g Growth) Growing() bool { return g.over() > g.Allowed }

// String says by how much, and how much that is for each step.
func (g Growth) String() string {
	switch {
	case !g.Known():
		return g.Resource + " unknown"
	case g.Bytes:
		return fmt.Sprintf("%s %+d bytes (%+.1f a step)", g.Resource, g.over(), g.PerStep)
	}
	return fmt.Sprintf("%s %+d (%+.4f a step)", g.Resource, g.over(), g.PerStep)
}

// Growth returns what became of each resource, or nothing if the soak did not
// come to its end.
func (r *Result) Growth() []Growth {
	n := len(r.Samples)
	if n < 3 || r.Samples[n-1].Done != r.Steps {
		return nil
	}
	half := r.Samples[n/2:] // the number of parts is even
	var all []Growth
	for _, of := range resources {
		g := Growth{Resource: of.name, Bytes: of.bytes, Allowed: of.may,
			Middle: of.of(&half[0]), End: of.of(&half[len(half)-1])}
		g.PerStep = slope(half, of.of)
		all = append(all, g)
	}
	return all
}

// Growing returns those resources that go on growing.
func (r *Result) Growing() []Growth {
	var growing []Growth
	for _, g := range r.Growth() {
		if g.Growing() {
			growing = append(growing, g)
		}
	}
	return growing
}

// slope is that of the line of least squares: the sum of (x-mx)(y-my) over
// that of (x-mx)^2. It is NaN if a value is Unknown, and for fewer than two
// samples.
func slope(samples []Sample, of func(*Sample) int64) float64 {
	var mx, my float64
	for i := range samples {
		y := of(&samples[i])
		if y == Unknown {
			return math.NaN()
		}
		mx += float64(samples[i].Done) / float64(len(samples))
		my += float64(y) / float64(len(samples))
	}
	var xy, xx float64
	for i := range samples {
		dx := float64(samples[i].Done) - mx
		xy += dx * (float64(of(&samples[i])) - my)
		xx += dx * dx
	}
	return xy / xx
}
