package flags

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/measure"
)

// What the command line of the Rust original has and this one has not is
// refused in words that say what there is in its place.

// replacedFlags are flags of its benchmark command.
var replacedFlags = map[string]string{
	"keep-logs":  "what benchmarks print is checked against NAME.stdout.expected beside them, and kept only where that fails",
	"stop-after": "use --phase to record one phase alone: compilation, instantiation or execution",
}

// replacedMeasures are its measures.
var replacedMeasures = map[string]string{
	"wall-cycles": "it is called cycles now",
	"vtune":       "VTune's collector is a library, and this program loads none: import measure/vtune in package main",
}

// counting are the measures of events that are called otherwise, which a reader of rows
// may type.
var counting = map[string]string{
	measure.PeakMemory.Name: "memory", measure.MemoryGrowth.Name: "memory", measure.WasmOperators.Name: "operators",
	measure.Nanoseconds.Name: "time", measure.CPUNanoseconds.Name: "time", measure.Instructions.Name: "insts-retired",
	measure.CPUCycles.Name: "perf-counters", measure.CacheAccesses.Name: "perf-counters", measure.CacheMisses.Name: "perf-counters", measure.TaskClock.Name: "perf-counters",
	measure.DataReads.Name: "callgrind", measure.DataWrites.Name: "callgrind", measure.VirtualCycles.Name: "callgrind-sim",
}

// CheckMeasures explains measures that are the original's, and refuses those that
// there are not; if another program measures, which may have others, those that are
// nearly one of ours. It returns all that is wrong.
func CheckMeasures(names []string, otherProgram bool) error {
	known := measure.Default.Names()
	var wrong []error
	for _, name := range names {
		if slices.Contains(known, name) {
			continue
		}
		if hint, ok := replacedMeasures[name]; ok {
			wrong = append(wrong, fmt.Errorf("--measure %s: %s", name, hint))
		} else if by, ok := counting[name]; ok && !otherProgram {
			wrong = append(wrong, fmt.Errorf("%w %q: it is an event, which --measure %s counts", measure.ErrUnknown, name, by))
		} else if hint := DidYouMean(name, known); hint != "" || !otherProgram {
			wrong = append(wrong, fmt.Errorf("%w %.100q%s: known are %s", measure.ErrUnknown, name, hint, strings.Join(known, ", ")))
		}
	}
	return errors.Join(wrong...)
}
