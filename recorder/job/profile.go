package job

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"
	"sort"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/inspect"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// profiler makes a profile of what a measure counted in several windows.
type profiler struct {
	measure measure.Sited
	names   map[uint32]string // of the module's functions
	sources map[uint32]inspect.Source
	profile record.Profile
	frames  map[record.ProfileFrame]int
	samples map[string]int // places in the profile's samples, by their stacks
	ranges  []engines.CodeRange
	stack   []int
	key     []byte
}

// newProfiler is about the functions of a module. The error says that the measure
// cannot say where it counts.
func newProfiler(m measure.Measure, wasm []byte, of *loaded) (*profiler, error) {
	if of.component != nil {
		return nil, fmt.Errorf("%w: a component is not profiled, as engines do not say where its code lies: profile its core module", inspect.ErrComponent)
	}
	sited, ok := m.(measure.Sited)
	if !ok {
		return nil, fmt.Errorf("%w: this measure does not say where in the code it counts: use callgrind or perf-samples", measure.ErrUnavailable)
	}
	sources, _ := of.module.FunctionSources(wasm) // what is damaged says less
	p := &profiler{
		measure: sited, names: of.module.FunctionNames(wasm), sources: sources,
		profile: record.Profile{Event: m.Events()[0].Name},
		frames:  map[record.ProfileFrame]int{}, samples: map[string]int{},
	}
	if sampled, ok := m.(measure.Sampled); ok {
		p.profile.Period = sampled.Period()
	}
	return p, nil
}

// locate finds the code of a module, before its window.
func (p *profiler) locate(m engines.Module) (err error) {
	if p.ranges, err = engines.CodeOf(m); err == nil {
		slices.SortFunc(p.ranges, func(a, b engines.CodeRange) int { return cmp.Compare(a.Start, b.Start) })
	}
	return err
}

// add adds the window that was read last, whose count is this.
func (p *profiler) add(total uint64) error {
	sites, err := p.measure.Sites()
	if err != nil {
		return err
	}
	p.profile.Windows++
	p.profile.Total += total
	for i := range sites {
		s := &sites[i]
		total -= s.Count
		f := p.siteFrame(s)
		p.stack = append(p.stack[:0], p.frame(f))
		for _, caller := range s.Callers {
			if f.Kind != record.Guest && f.Kind != record.Glue { // files' code may have no frame pointers
				break
			}
			// A return address may be the first one behind its function.
			if f = p.siteFrame(&measure.Site{Address: caller - 1}); f.Kind == record.Guest || f.Kind == record.Glue {
				p.stack = append(p.stack, p.frame(f))
			}
		}
		p.count(s.Count)
	}
	if total != 0 {
		return fmt.Errorf("%w: the places of a window do not add up to its count", ErrAdapter)
	}
	return nil
}

// count adds to the sample of the stack.
func (p *profiler) count(n uint64) {
	p.key = p.key[:0]
	for _, frame := range p.stack {
		p.key = binary.AppendUvarint(p.key, uint64(frame))
	}
	at, ok := p.samples[string(p.key)]
	if !ok {
		at = len(p.profile.Samples)
		p.samples[string(p.key)] = at
		p.profile.Samples = append(p.profile.Samples, record.ProfileSample{Stack: slices.Clone(p.stack)})
	}
	p.profile.Samples[at].Count += n
}

// frame is the place of a frame, a new one if there is none.
func (p *profiler) frame(f record.ProfileFrame) int {
	at, ok := p.frames[f]
	if !ok {
		at = len(p.profile.Frames)
		p.frames[f] = at
		p.profile.Frames = append(p.profile.Frames, f)
	}
	return at
}

// siteFrame is the function of a site.
func (p *profiler) siteFrame(s *measure.Site) record.ProfileFrame {
	// The first range that begins behind the address; the one before may hold it.
	i := sort.Search(len(p.ranges), func(i int) bool { return uint64(p.ranges[i].Start) > s.Address })
	switch {
	case i > 0 && s.Address < uint64(p.ranges[i-1].End): // an engine may map its code from a file
	case s.Object != "":
		return record.ProfileFrame{Kind: record.Host, Name: s.Symbol, Object: s.Object}
	default:
		return record.ProfileFrame{Kind: record.Unknown}
	}
	r := &p.ranges[i-1]
	if r.Function == engines.NoFunction {
		return record.ProfileFrame{Kind: record.Glue, Name: r.Name}
	}
	index := uint32(r.Function)
	source := p.sources[index]
	return record.ProfileFrame{Kind: record.Guest, Index: r.Function, Name: cmp.Or(p.names[index], source.Name), File: source.File, Line: source.Line}
}
