package analysis

import (
	"fmt"
	"strings"

	"github.com/sightglass-go/sightglass/measure/words"
)

// DuplicateSample is the warning that one process has more than one value for
// the same iteration of a series: a file was given twice, or the process
// numbers of two recordings coincide. All values are kept.
type DuplicateSample struct {
	Key
	// Samples is how many values too many there are; Process and Iteration
	// are those of the first. Conflicting is how many of them are no copies:
	// several processes have one number.
	Samples            int
	Conflicting        int
	Process, Iteration uint64
}

func (w *DuplicateSample) Error() string {
	if w.Conflicting > 0 {
		return fmt.Sprintf("%v: iteration %d of process %d has several counts that differ (%s too many in all): give every process a number of its own, as several have one now",
			w.Key, w.Iteration, w.Process, words.Count(w.Samples, "value"))
	}
	return fmt.Sprintf("%v: iteration %d of process %d occurs more than once (%s in all): was a file given twice?",
		w.Key, w.Iteration, w.Process, words.Count(w.Samples, "value"))
}

// MissingBenchmark is the warning that samples are not in the totals of a
// suite because a benchmark has no value for them.
type MissingBenchmark struct {
	Key // Wasm is the benchmark that is lacking
	// Dropped of Samples have no total for the lack of this benchmark.
	Dropped, Samples int
	// Others is how many more benchmarks have none of these values.
	Others int
}

func (w *MissingBenchmark) Error() string {
	text := fmt.Sprintf("no total for %d of %s of %s of %v on %v (%s): %s has no value there",
		w.Dropped, words.Count(w.Samples, "sample"), w.Event, w.Phase, w.Config(), w.Arch, w.Wasm)
	if w.Others > 0 {
		text += ", and " + words.Plural(w.Others, "other has none", "others have none")
	}
	return text
}

// totalOverflow is the warning that samples are not in the totals of a suite
// because their sum does not fit in 64 bits.
type totalOverflow struct {
	Key     // Wasm is the name of the totals
	Dropped int
}

func (w *totalOverflow) Error() string {
	return fmt.Sprintf("no total for %s of %v: the sum does not fit in 64 bits", words.Count(w.Dropped, "sample"), w.Key)
}

// hiddenFlags is the warning that several summaries differ in the engine's
// flags alone, which the nine columns of analyze do not show.
type hiddenFlags struct {
	Engine string
	Flags  []string // sorted
}

func (w *hiddenFlags) Error() string {
	var quoted []string
	for _, f := range w.Flags {
		quoted = append(quoted, fmt.Sprintf("%q", f))
	}
	return fmt.Sprintf("%s was recorded with the flags %s, which have a line each and no column here: use summarize to tell them apart",
		w.Engine, strings.Join(quoted, " and "))
}
