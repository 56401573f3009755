package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/measure"
)

// compareFlags are the flags that say how engines are compared.
type compareFlags struct {
	options analysis.Options
	show    bool
	failOn  string
}

func (f *compareFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.options.Baseline, "baseline", "", "the engine that the others are compared with (default the first)")
	flags.Float64Var(&f.options.NoiseThreshold, "noise-threshold", 0.01, "the smallest relative difference that matters")
	flags.Float64Var(&f.options.Alpha, "significance-level", 0.01, "probability of calling changed what is the same")
	flags.BoolVar(&f.show, "show-insignificant", false, "also list what has not changed")
	flags.StringVar(&f.failOn, "fail-on", "", `"changed-worse": exit with code 1 if anything changed for the worse (Holm's correction at 5%)`)
}

// complete checks the flags and returns the options.
func (f *compareFlags) complete() (analysis.Options, error) {
	if f.options.NoiseThreshold == 0 {
		f.options.NoiseThreshold = -1 // every difference matters
	}
	switch {
	case f.failOn != "" && f.failOn != "changed-worse":
		return f.options, fmt.Errorf("--fail-on %s: use changed-worse", f.failOn)
	case f.options.Alpha <= 0 || f.options.Alpha >= 1:
		return f.options, fmt.Errorf("--significance-level %v: must lie between 0 and 1", f.options.Alpha)
	}
	return f.options, nil
}

// print writes the comparisons, and returns a *failedError if the gate is
// asked for and closed.
func (f *compareFlags) print(w io.Writer, r *analysis.Result, format report.CompareFormat, screen report.Screen) error {
	if err := report.Compare(w, r, format, report.CompareOptions{Screen: screen, ShowUnchanged: f.show}); err != nil {
		return err
	}
	if f.failOn == "" {
		return nil
	}
	if worse := analysis.Regressions(r.Comparisons, 0); len(worse) > 0 {
		first := worse[0]
		return &failedError{fmt.Errorf("%s changed for the worse; the first is %s on %v, %v, %s: %v",
			count(len(worse), "comparison"), first.Wasm, first.Candidate, first.Phase, first.Event.Name, first)}
	}
	return nil
}

// parsePhase returns the phase that a flag names, 0 for none.
func parsePhase(flag, name string) (measure.Phase, error) {
	if name == "" {
		return 0, nil
	}
	phase, err := measure.ParsePhase(name)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", flag, err)
	}
	return phase, nil
}
