package record

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/sightglass-go/sightglass/measure"
)

var goBenchCodec = codec{name: GoBench, labels: true, encoder: func() encoder { return new(goBench) }}

// goBench writes rows as Go benchmark lines: see golang.org/x/perf/benchfmt.
//
//	BenchmarkWasm/dir=corpus/wasm=noop.wasm/phase=Execution/engine=wazero 1 130 cycles/op 57 ns/op
//
// A line is a sample: what all events of one phase of one iteration counted.
// It is gathered while rows of that sample come, and written when one of
// another comes. The name is made of the row alone, so that a benchmark has
// the same name in every recording; RATIONALE.md says why it is what it is.
type goBench struct {
	rowsOnly
	line  []byte   // the sample that is gathered, empty if there is none
	of    Row      // its first row
	units []string // on it

	arch     string                   // the arch line that is in force
	keys     []string                 // of the configuration lines in force, arch aside
	declared map[string]bool          // units that have their Unit line
	events   map[string]measure.Event // as the last header describes them
}

// maxBenchLine is how long a line may be: benchstat gives a file up at a line
// of 64 KiB.
const maxBenchLine = 60 << 10

// row takes one row, and appends to b what is complete. A row that is refused
// leaves everything as it was.
func (g *goBench) row(b []byte, row *Row) ([]byte, error) {
	if err := checkPhase(row.Phase); err != nil {
		return b, err
	}
	event := g.event(row.Event)
	unit := GoBenchUnit(event)
	var value [24]byte
	count := strconv.AppendUint(value[:0], row.Count, 10)
	more := 2 + len(count) + len(unit)
	if len(g.line) == 0 || !sameSample(&g.of, row) || slices.Contains(g.units, unit) || len(g.line)+more > maxBenchLine {
		line := append(appendBenchName(nil, row), " 1"...)
		if len(line)+more > maxBenchLine || len(row.Arch) > maxBenchLine {
			return b, fmt.Errorf("its names are too long (at most %d bytes a line)", maxBenchLine)
		}
		b = g.flush(b)
		if row.Arch != g.arch {
			g.arch = row.Arch
			b = appendConfig(b, "arch", g.arch)
		}
		g.of, g.line = *row, line
	}
	b = g.declare(b, unit, event)
	g.units = append(g.units, unit)
	g.line = append(append(g.line, ' '), count...)
	g.line = append(append(g.line, ' '), unit...)
	return b, nil
}

func (g *goBench) flush(b []byte) []byte {
	if len(g.line) == 0 {
		return b
	}
	b = append(append(b, g.line...), '\n')
	g.line, g.units = g.line[:0], g.units[:0]
	return b
}

func sameSample(a, b *Row) bool {
	return a.Iteration == b.Iteration && a.Phase == b.Phase && a.Process == b.Process &&
		a.Engine == b.Engine && a.EngineFlags == b.EngineFlags && a.Wasm == b.Wasm && a.Arch == b.Arch
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
