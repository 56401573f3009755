package calibrate

import (
	"strconv"

	"github.com/sightglass-go/sightglass/measure/record"
)

// Table returns the overhead as cells, the first row being the names of the
// columns: first the floor, then what brackets compilation and instantiation,
// then the windows of the engines, and those of components beside them. A cell of what is not known is empty.
//
// times_floor is the median of the warm windows over that of the floor, which is none of
// an engine that reads a clock of its own.
func Table(o *record.Overhead) [][]string {
	table := [][]string{{"kind", "engine", "engine_flags", "phase", "event", "unit",
		"cold", "n", "min", "median", "mean", "mean_deviation", "p99", "max", "times_floor"}}
	for _, part := range []struct {
		kind    string
		windows []record.Window
	}{{"floor", o.Floor}, {"bracket", o.Brackets}, {"window", o.Windows}, {"component", o.Components}} {
		for i := range part.windows {
			table = append(table, cells(o, part.kind, &part.windows[i]))
		}
	}
	return table
}

func cells(o *record.Overhead, kind string, w *record.Window) []string {
	cells := []string{kind, w.Engine, w.Flags, w.Phase.String(), w.Event, w.Unit, ""}
	if w.Cold != nil {
		cells[6] = number(w.Cold.Median)
	}
	s := w.Warm
	if s == nil {
		return append(cells, "", "", "", "", "", "", "", "")
	}
	deviation, p99, times := "", "", ""
	if s.MeanDeviation != nil {
		deviation = number(*s.MeanDeviation)
	}
	if s.P99 != nil {
		p99 = count(*s.P99)
	}
	if floor, ok := o.LookupFloor(w.Event); ok && floor.Warm != nil && floor.Warm.Median > 0 && !w.Remote {
		times = strconv.FormatFloat(s.Median/floor.Warm.Median, 'f', 2, 64)
	}
	return append(cells, strconv.Itoa(s.N), count(s.Min), number(s.Median), number(s.Mean), deviation, p99, count(s.Max), times)
}

func count(n uint64) string { return strconv.FormatUint(n, 10) }

// number shows one decimal: the second would be noise.
func number(x float64) string { return strconv.FormatFloat(x, 'f', 1, 64) }
