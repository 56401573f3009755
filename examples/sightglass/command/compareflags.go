package command

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/measure/quote"
)

type compareFlags struct {
	options analysis.Options
	show    bool
	verbose bool
	failOn  string
	gate    analysis.Gate
}

func (f *compareFlags) register(cmd *cobra.Command) {
	registerOptions(cmd, &f.options)
	f.registerGate(cmd)
}

// registerGate adds all flags but those of what is compared, and how.
func (f *compareFlags) registerGate(cmd *cobra.Command) {
	fs := cmd.Flags()
	fs.BoolVarP(&f.verbose, "verbose", "v", false, "tables with all numbers and notes, not the compact form")
	fs.BoolVar(&f.show, "show-insignificant", false, "also list what has not changed")
	flags.Choose(fs, &f.failOn, "fail-on", "", "", `"changed-worse": exit with code 1 if anything, or the geometric mean, changed for the worse (Holm's correction at 5%);
"unsure": that, or if anything is unsure; with code 2 if it cannot decide; "never": judge nothing`, flags.Names(failOnWorse, failOnUnsure, failOnNever)...)
	fs.BoolVar(&f.gate.Confounded, "allow-confounded", false, "let --fail-on judge what did not run in the same rounds, such as two recordings")
	fs.BoolVar(&f.gate.Incomplete, "allow-incomplete", false, "let --fail-on judge although benchmarks, rounds or rows are missing")
}

func registerOptions(cmd *cobra.Command, o *analysis.Options) {
	cmd.Flags().StringVarP(&o.Baseline, "baseline", "b", "", "the engine that the others are compared with (default the first of the first recording)")
	registerLimits(cmd, o)
}

func registerLimits(cmd *cobra.Command, o *analysis.Options) {
	fs := cmd.Flags()
	flags.Noise(fs, &o.NoiseThreshold)
	flags.Alpha(fs, &o.Alpha)
}

func (f *compareFlags) complete() analysis.Options {
	f.options.Gate = f.failOn != ""
	return completed(f.options)
}

// completed are options that registerLimits has added to, for the library.
func completed(o analysis.Options) analysis.Options {
	if o.NoiseThreshold == 0 {
		o.NoiseThreshold = -1 // every difference matters
	}
	return o
}

// judgeNever makes a gate that a project's file asks for one that nothing asks for.
func (f *compareFlags) judgeNever() {
	if f.failOn == failOnNever {
		f.failOn = ""
	}
}

// The values of --fail-on.
const (
	failOnWorse  = "changed-worse"
	failOnUnsure = "unsure" // or worse, surely enough for a gate or not
	failOnNever  = "never"  // whatever a default or a project's file says
)

// print writes the comparisons and, on stderr, what a gate that was asked for
// says if it is open. It returns a *failedError if that is closed.
func (f *compareFlags) print(w, stderr io.Writer, r *analysis.Result, format report.CompareFormat, screen report.Screen) error {
	if err := report.Compare(w, r, f.in(format), f.withGate(r, screen)); err != nil {
		return err
	}
	_, err := f.judge(stderr, r)
	return err
}

// in is the format, or what --verbose makes of it.
func (f *compareFlags) in(format report.CompareFormat) report.CompareFormat {
	if f.verbose && format == report.CompareCompact {
		return report.CompareTable
	}
	return format
}

// explain is how to record what explains a change.
const explain = "record both in one recording, and once more with -m callgrind; then compare the two recordings"

func (f *compareFlags) shown(screen report.Screen) report.CompareOptions {
	return report.CompareOptions{Screen: screen, ShowUnchanged: f.show, More: "-v shows all", Explain: explain}
}

// withGate is shown, with what a gate that was asked for says of the result.
func (f *compareFlags) withGate(r *analysis.Result, screen report.Screen) report.CompareOptions {
	o := f.shown(screen)
	var open bytes.Buffer
	if _, err := f.judge(&open, r); err != nil {
		o.Gate = quote.Error(err)
	} else {
		o.Gate = strings.TrimSpace(open.String())
	}
	return o
}

// judge says, on stderr, what a gate that was asked for says if it is open. It
// returns a *failedError if that is closed.
func (f *compareFlags) judge(stderr io.Writer, r *analysis.Result) (out analysis.Outcome, err error) {
	if f.failOn == "" {
		return out, nil
	}
	if out, err = f.gate.Judge(r); err != nil {
		return out, cannotDecide("--fail-on", err)
	}
	unsure := len(out.Doubtful)+len(out.Unsure) > 0
	return out, judged(stderr, f.failOn, out, len(out.Worse) > 0 || f.failOn == failOnUnsure && unsure, unsure)
}

// errClosed is wrapped by the error of a gate that is closed.
var errClosed = errors.New("closed")

// judged is what a gate comes to: a line on stderr if it is open, which says how to have it
// closed by what is unsure, and else a *failedError.
func judged(stderr io.Writer, failOn string, out fmt.Stringer, closed, unsure bool) error {
	if closed {
		return &failedError{fmt.Errorf("gate --fail-on %s: %w: %v", failOn, errClosed, out)}
	}
	stricter := ""
	if unsure {
		stricter = fmt.Sprintf(" (--fail-on %s fails for that)", failOnUnsure)
	}
	fmt.Fprintf(stderr, "gate --fail-on %s: open: %v%s\n", failOn, out, stricter)
	return nil
}

// cannotDecide says why the gate of a flag cannot decide, and by which flag it may.
func cannotDecide(asked string, err error) error {
	var gate *analysis.GateError
	if !errors.As(err, &gate) {
		return err
	}
	var flags []string
	if gate.Confounded {
		flags = append(flags, "--allow-confounded")
	}
	if gate.Incomplete {
		flags = append(flags, "--allow-incomplete")
	}
	if gate.Unnamed {
		flags = append(flags, "--baseline NAME")
	}
	if len(flags) == 0 {
		return fmt.Errorf("%s: %w", asked, err)
	}
	return fmt.Errorf("%s: %w (%s lets it decide all the same)", asked, err, strings.Join(flags, " "))
}

// undecided adds to an error that a gate was asked for and has nothing to
// decide.
func (f *compareFlags) undecided(err error) error {
	if f.failOn == "" || err == nil {
		return err
	}
	return fmt.Errorf("--fail-on: %w: nothing was compared: %w", analysis.ErrGate, err)
}
