package analysis

import (
	"cmp"
	"math/bits"
	"slices"

	"github.com/sightglass-go/sightglass/measure/record"
)

// SuiteName is what SuiteTotals calls the sum over a suite in place of a
// benchmark's name, unless it is given another.
const SuiteName = "(suite total)"

// SuiteTotals adds up the benchmarks of a suite, sample by sample: for each
// architecture, engine, phase and event, and each process and iteration for
// which every benchmark has a value, the total is the sum of those values. A
// total is thus something that could have been measured, with a spread of its
// own, and is summarised like a benchmark; sums of means are not made.
//
// The benchmarks are those given, or else all that occur in the data. A
// sample for which one of them has no value - it failed there, the engine
// cannot run it, or the process numbers differ because the rows come from
// another tool - has no total: it is left out of all, and a
// *MissingBenchmark in the result's Warnings names the benchmark, unless it has others
// and was recorded until decided, when some benchmarks have fewer rounds, or lacks only the
// round in which a recording was ended on request. So is one
// whose sum overflows (*totalOverflow), and one for which a benchmark has
// more than one value (*DuplicateSample).
//
// The benchmarks must be those of one suite: totals over different sets of
// benchmarks are never mixed, so that one that no engine but the first can
// run leaves the others without totals.
//
// An overhead in the headers is left out: it is that of one benchmark. Where
// SubtractOverhead was at work before, the totals say what was subtracted in
// all.
func SuiteTotals(d *Data, name string, benchmarks ...string) *Data {
	name = cmp.Or(name, SuiteName)
	benchmarks = slices.Clone(benchmarks)
	if len(benchmarks) == 0 {
		for i := range d.Series {
			benchmarks = append(benchmarks, d.Series[i].Wasm)
		}
	}
	slices.Sort(benchmarks)
	benchmarks = slices.Compact(benchmarks)

	var b Builder
	var warnings []error
	done := make(map[Key]bool)
	for i := range d.Series {
		k := d.Series[i].Key
		if !slices.Contains(benchmarks, k.Wasm) {
			continue
		}
		k.Wasm = name
		if !done[k] {
			done[k] = true
			warnings = append(warnings, total(d, k, benchmarks, &b)...)
		}
	}
	out := b.Data()
	out.Configs, out.Headers = slices.Clone(d.Configs), slices.Clone(d.Headers)
	for i := range out.Headers {
		out.Headers[i].Overhead = nil // of one benchmark, not of all together
	}
	for i := range out.Series {
		out.Series[i].Subtracted = subtractedOf(d, out.Series[i].Key, benchmarks)
	}
	for name := range out.Events {
		out.Events[name] = d.Events[name]
	}
	out.Warnings = append(warnings, out.Warnings...)
	return out
}

// subtractedOf is what was subtracted from the totals of the group k.
func subtractedOf(d *Data, k Key, benchmarks []string) *Subtraction {
	var one *Subtraction
	clamped := 0
	for _, benchmark := range benchmarks {
		k.Wasm = benchmark
		if s := d.Find(k); s != nil && s.Subtracted != nil {
			one = s.Subtracted
			clamped += one.Clamped
		}
	}
	if one == nil {
		return nil
	}
	return one.times(len(benchmarks), clamped)
}

// A sampleID is one turn of one process.
type sampleID struct{ process, iteration uint64 }

// A partial is the sum over the benchmarks that were added so far.
type partial struct {
	sampleID
	sum  uint64
	have int // benchmarks
	over bool
	dup  bool
}

// total adds the totals of the group k to b.
func total(d *Data, k Key, benchmarks []string, b *Builder) (warnings []error) {
	index := make(map[sampleID]int)
	var partials []partial
	has := make([]int, len(benchmarks)) // distinct samples of each
	sequential := false
	for n, benchmark := range benchmarks {
		kb := k
		kb.Wasm = benchmark
		s := d.Find(kb)
		if s == nil {
			continue
		}
		sequential = sequential || s.sequential()
		dup := &DuplicateSample{Key: kb}
		processes := s.Processes()
		for pi := range processes {
			p := &processes[pi]
			for i, c := range p.Counts {
				id := sampleID{p.ID, p.Iteration(i)}
				at, ok := index[id]
				if !ok {
					at = len(partials)
					index[id] = at
					partials = append(partials, partial{sampleID: id})
				}
				if i > 0 && p.Iteration(i-1) == id.iteration {
					partials[at].dup = true
					if dup.Samples++; dup.Samples == 1 {
						dup.Process, dup.Iteration = id.process, id.iteration
					}
					continue
				}
				has[n]++
				partials[at].add(c)
			}
		}
		if dup.Samples > 0 {
			warnings = append(warnings, dup)
		}
	}
	over := 0
	for _, t := range partials {
		switch {
		case t.have < len(benchmarks) || t.dup:
		case t.over:
			over++
		default:
			b.add(&record.Row{Arch: k.Arch, Engine: k.Engine, EngineFlags: k.EngineFlags, Wasm: k.Wasm,
				Process: t.process, Iteration: t.iteration, Phase: k.Phase, Event: k.Event, Count: t.sum})
		}
	}
	var none *MissingBenchmark // the first benchmark that has no value at all
	for n, benchmark := range benchmarks {
		missing := len(partials) - has[n]
		switch {
		case missing == 0:
		case has[n] > 0 && sequential: // it was decided before the others
		case has[n] > 0 && d.cut && missing == lastRound(d, k, benchmark, partials): // its time was spent in that round
		case has[n] == 0 && none != nil:
			none.Others++
		default:
			kb := k
			kb.Wasm = benchmark
			w := &MissingBenchmark{Key: kb, Dropped: missing, Samples: len(partials)}
			if has[n] == 0 {
				none = w
			}
			warnings = append(warnings, w)
		}
	}
	if over > 0 {
		warnings = append(warnings, &totalOverflow{Key: k, Dropped: over})
	}
	return warnings
}

// lastRound is how many samples of the last round a benchmark lacks.
func lastRound(d *Data, k Key, benchmark string, partials []partial) (lacks int) {
	var last uint64
	for _, t := range partials {
		last = max(last, t.process)
	}
	for _, t := range partials {
		if t.process == last {
			lacks++
		}
	}
	k.Wasm = benchmark
	for _, p := range d.Find(k).Processes() {
		if p.ID == last {
			lacks -= len(p.Counts)
		}
	}
	return lacks
}

func (t *partial) add(c uint64) {
	sum, carry := bits.Add64(t.sum, c, 0)
	t.sum = sum
	t.over = t.over || carry != 0
	t.have++
}
