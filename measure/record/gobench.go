package record

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/words"
)

var goBenchCodec = codec{name: GoBench, labels: true, encoder: func() encoder { return new(goBench) }}

// goBench writes rows as Go benchmark lines: see golang.org/x/perf/benchfmt.
//
//	BenchmarkWasm/dir=corpus/wasm=noop.wasm/phase=Execution/engine=wazero 10 130 cycles/op 57 ns/op
//
// A line is a process: the medians of what all events of one phase counted in its
// iterations, of which the number is the first one. Its rows are gathered, and
// written when it has ended or one of another comes. The name is made of the row
// alone, so that a benchmark has the same name in every recording; RATIONALE.md
// says why it is what it is.
type goBench struct {
	rowsOnly
	order  baselineFirst
	of     Row           // the first row of the process that is gathered
	counts []benchCounts // its, in the order in which they came

	pkg      string                   // the pkg line that is in force
	arch     string                   // the arch line
	keys     []string                 // of the configuration lines in force, these two aside
	declared map[string]bool          // units that have their Unit line
	events   map[string]measure.Event // as the last header describes them
}

// benchCounts are what one event counted in one phase of a process.
type benchCounts struct {
	phase  measure.Phase
	event  measure.Event
	counts []uint64
	last   uint64 // iteration
}

// maxBenchLine is how long a line may be: benchstat gives a file up at a line
// of 64 KiB.
const maxBenchLine = 60 << 10

// maxBenchValue is how long a number may be.
const maxBenchValue = 32

// row takes one row, and appends to b what is complete. A row that is refused
// leaves everything as it was.
func (g *goBench) row(b []byte, row *Row) ([]byte, error) {
	if err := checkPhase(row.Phase); err != nil {
		return b, err
	}
	event := g.event(row.Event)
	_, name := benchName(row)
	if len(name)+len(GoBenchUnit(event))+2*maxBenchValue > maxBenchLine || len(row.Arch)+len(row.Wasm) > maxBenchLine {
		return b, fmt.Errorf("its names are too long (at most %d bytes a line)", maxBenchLine)
	}
	if !g.order.done(row) {
		g.order.hold(row)
		return b, nil
	}
	return g.gather(g.release(b), row), nil
}

// release appends what was held back.
func (g *goBench) release(b []byte) []byte {
	for _, row := range g.order.take() {
		b = g.gather(b, &row)
	}
	return b
}

// gather takes a row that can be written.
func (g *goBench) gather(b []byte, row *Row) []byte {
	event := g.event(row.Event)
	if len(g.counts) > 0 && !sameProcess(&g.of, row) {
		b = g.flush(b)
	}
	at := slices.IndexFunc(g.counts, func(c benchCounts) bool { return c.phase == row.Phase && c.event.Name == row.Event })
	if at >= 0 && row.Iteration <= g.counts[at].last { // of another process that has the same number
		b, at = g.flush(b), -1
	}
	if len(g.counts) == 0 {
		g.of = *row
	}
	if at < 0 {
		at = len(g.counts)
		g.counts = append(g.counts, benchCounts{phase: row.Phase, event: event})
	}
	c := &g.counts[at]
	c.counts, c.last = append(c.counts, row.Count), row.Iteration
	return b
}

func (g *goBench) close(b []byte) []byte { return g.release(b) }

// flush appends the process that was gathered: a line for each of its phases, and
// for each of several numbers of iterations.
func (g *goBench) flush(b []byte) []byte {
	of := g.of
	var line []byte
	var units []string
	n := 0
	for left := g.counts; len(left) > 0; {
		c := left[0]
		left = left[1:]
		unit := GoBenchUnit(c.event)
		if len(line) == 0 || of.Phase != c.phase || n != len(c.counts) || slices.Contains(units, unit) || len(line)+len(unit)+maxBenchValue > maxBenchLine {
			if len(line) > 0 {
				b = append(append(b, line...), '\n')
			}
			of.Phase, n, units = c.phase, len(c.counts), nil
			pkg, name := benchName(&of)
			b = g.config(b, "arch", &g.arch, of.Arch)
			b = g.config(b, "pkg", &g.pkg, pkg)
			line = strconv.AppendInt(append([]byte(name), ' '), int64(n), 10)
		}
		b = g.declare(b, unit, c.event)
		units = append(units, unit)
		line = append(append(line, ' '), benchValue(c.counts, c.event)...)
		line = append(append(line, ' '), unit...)
	}
	if len(line) > 0 {
		b = append(append(b, line...), '\n')
	}
	g.counts = g.counts[:0]
	return b
}

// config appends a configuration line if another value is in force.
func (g *goBench) config(b []byte, key string, now *string, value string) []byte {
	if *now == value {
		return b
	}
	*now = value
	return appendConfig(b, key, value)
}

func sameProcess(a, b *Row) bool {
	return a.Process == b.Process && a.Engine == b.Engine && a.EngineFlags == b.EngineFlags && a.Wasm == b.Wasm && a.Arch == b.Arch
}

// benchValue is the median of counts in the unit that is printed, to its last
// digit.
func benchValue(counts []uint64, e measure.Event) string {
	slices.Sort(counts)
	low, high := counts[(len(counts)-1)/2], counts[len(counts)/2]
	median := new(big.Rat).SetUint64(low)
	median.Add(median, new(big.Rat).SetUint64(high))
	_, divisor := words.PrintedUnit(e.Unit)
	median.Quo(median, new(big.Rat).SetInt64(2*int64(divisor)))
	text := median.FloatString(7) // halves of millionths
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

// event describes an event of a row: the recording's header knows best.
func (g *goBench) event(name string) measure.Event {
	if e, ok := g.events[name]; ok {
		return e
	}
	if e, ok := measure.LookupEvent(name); ok {
		return e
	}
	return measure.Event{Name: name}
}

// declare appends the Unit line of a unit that has none yet. benchstat takes
// a second that says something else for a mistake, so the first one holds for
// the file.
func (g *goBench) declare(b []byte, unit string, e measure.Event) []byte {
	if g.declared[unit] {
		return b
	}
	if g.declared == nil {
		g.declared = map[string]bool{}
	}
	g.declared[unit] = true
	if e.Better == measure.Neither && !e.Exact {
		return b
	}
	b = append(append(b, "Unit "...), unit...)
	if e.Better != measure.Neither {
		b = append(append(b, " better="...), e.Better.String()...)
	}
	if e.Exact {
		b = append(b, " assume=exact"...)
	}
	return append(b, '\n')
}
