package analysis

import (
	"cmp"
	"fmt"

	"github.com/sightglass-go/sightglass/analysis/internal/stat"
	"github.com/sightglass-go/sightglass/measure/words"
)

// largeWindow is the share of a median from which the window is worth a
// warning.
const largeWindow = 0.01

// LargeWindow is the warning that measuring itself is more than 1% of what was
// measured. It is among the warnings of Data whose recordings were
// calibrated, and comparisons have a caveat with the code WindowLarge.
type LargeWindow struct {
	Key
	// Window is the median window, Median that of the series.
	Window, Median float64
	Unit           string
}

func (w *LargeWindow) Error() string {
	return fmt.Sprintf("%v: measuring itself takes %s, %s of the median: give the benchmark more work, or subtract the overhead",
		w.Key, amountOf(w.Window, w.Unit), words.Percent(w.Window/w.Median))
}

// isLarge says whether a window is a large share of a median. Of a median of
// 0 everything is.
func isLarge(window, median float64) bool { return window > 0 && window > largeWindow*median }

// warnOfOverhead adds what is to be said about the overhead of the data.
func (d *Data) warnOfOverhead() {
	o := d.overheads()
	d.Warnings = append(d.Warnings, o.broken...)
	if len(o.calibrations) == 0 {
		return
	}
	var counts []uint64
	for i := range d.Series {
		s := &d.Series[i]
		w, ok := o.lookup(s.Key)
		if !ok {
			continue
		}
		counts = s.Counts(counts[:0])
		if median := stat.MedianOfCounts(counts); isLarge(w.Median, median) && median > 0 {
			d.Warnings = append(d.Warnings, &LargeWindow{s.Key, w.Median, median, d.event(s.Event).Unit})
		}
	}
}

// warnOfWindows adds the caveat to comparisons whose window is large, and was
// not subtracted.
func warnOfWindows(comparisons []Comparison, base, candidate overheads) {
	if len(base.calibrations)+len(candidate.calibrations) == 0 {
		return
	}
	for i := range comparisons {
		c := &comparisons[i]
		for _, side := range []struct {
			arm *Arm
			o   overheads
		}{{&c.Baseline, base}, {&c.Candidate, candidate}} {
			k := Key{Arch: c.Arch, Engine: side.arm.Engine, EngineFlags: side.arm.Flags,
				Wasm: c.Wasm, Phase: c.Phase, Event: c.Event.Name}
			w, ok := side.o.lookup(k)
			if ok && side.arm.Subtracted == nil && side.arm.Processes > 0 && isLarge(w.Median, side.arm.Median) {
				c.caveat(windowLarge, "measuring itself, %s on %v, is more than %s of the median: give the benchmark more work, or subtract the overhead",
					amountOf(w.Median, c.Event.Unit), side.arm, words.Level(largeWindow))
			}
		}
	}
}

// amountOf is a number of counts with their unit.
func amountOf(x float64, unit string) string {
	return fmt.Sprintf("%.10g %s", x, cmp.Or(unit, "counts"))
}
