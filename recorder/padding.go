package recorder

import (
	"cmp"
	"math/rand/v2"

	"github.com/sightglass-go/sightglass/measure/record"
)

const (
	// DefaultPadding is a page: where a stack begins within it decides which of its
	// lines share sets of a cache, and which of its accesses alias. Mytkowicz et al.
	// (2009) went through as much.
	DefaultPadding = 4096
	// MaxPadding is less than a variable may have anywhere: Windows takes 32,767.
	MaxPadding = 16384
)

// paddingStream keeps what is drawn for padding apart from the order of processes.
const paddingStream = 0x7061_6464_696e_6731

// padding is by how many bytes the environment of a process is padded. It is drawn
// from the seed, so that it is the same whenever that process is run.
func (p *Plan) padding(round int, which pair) int {
	if p.Padding <= 0 {
		return 0
	}
	slot := (uint64(round)*uint64(len(p.Benchmarks))+uint64(which.benchmark))*uint64(len(p.Engines)) + uint64(which.engine)
	return rand.New(rand.NewPCG(p.Seed^paddingStream, slot)).IntN(p.Padding)
}

// keepPadding leaves a recording that is resumed as it began, if nobody asks for
// anything else: those of older versions have no padding.
func (p *Plan) keepPadding(h *record.Header) {
	if was, err := PlanOf(h); err == nil && p.Padding == 0 {
		p.Padding = cmp.Or(was.Padding, -1)
	}
}
