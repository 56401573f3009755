package flags

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// Call is the flags that say what is called in a benchmark, and with
// what.
type Call struct {
	args  []string // each as it is
	split []string // each to be split at white space
}

// Register adds the flags.
func (f *Call) Register(cmd *cobra.Command, plan *recorder.Plan) {
	flags := cmd.Flags()
	flags.BoolVar(&plan.Call.Whole, "whole", false, "measure the whole call of _start; the benchmark need not call bench.start and bench.end")
	SmallWorkloads(flags, plan)
	flags.StringVar(&plan.Call.Entry, "entry", "", "call this exported function instead of _start, with --arg for each of its parameters, and measure the whole call")
	flags.StringArrayVar(&f.args, "arg", nil, "an argument for the program, or for --entry, taken literally: spaces and commas are kept, and it may be empty; may be repeated")
	flags.StringArrayVar(&f.split, "args", nil, "arguments, separated by spaces")
	_ = flags.MarkHidden("args") // fails for unknown flags only
	flags.StringArrayVar(&plan.Results, "expect-result", nil, `what --entry must return, such as 6765, -0.5 or "nan"; repeat it for each result`)
	flags.StringVar(&plan.Stdin, "stdin", "", `what benchmarks read as their standard input: a file, or "-" or another stream, of which each gets a copy`)
	flags.StringVarP(&plan.Dir, "working-dir", "d", "", "the folder that benchmarks see as theirs (default that of each benchmark)")
}

// SmallWorkloads adds --small-workloads, whose default is what the plan has.
func SmallWorkloads(fs *pflag.FlagSet, plan *recorder.Plan) {
	fs.BoolVar(&plan.SmallWorkload, "small-workloads", plan.SmallWorkload, "set "+job.SmallWorkloadVariable+" for the benchmarks, which makes them shorter")
}

// OneCall refuses a call that is of _start and of another function.
func OneCall(call record.Call) error {
	if call.Whole && call.Entry != "" {
		return errors.New("--whole and --entry cannot be combined")
	}
	return nil
}

// Given sets the arguments, as --arg does.
func (f *Call) Given(args []string) { f.args = args }

// Complete puts them into the plan.
func (f *Call) Complete(cmd *cobra.Command, plan *recorder.Plan) error {
	if len(f.args) > 0 && len(f.split) > 0 {
		return errors.New("--arg and --args cannot be combined: use --arg, once for each argument")
	}
	plan.Args = f.args
	if len(f.split) > 0 {
		fmt.Fprintln(cmd.ErrOrStderr(), "note: --args splits at spaces and will go: use --arg, once for each argument")
	}
	for _, text := range f.split {
		plan.Args = append(plan.Args, strings.Fields(text)...)
	}
	if plan.Call.Entry == "" {
		if len(plan.Results) > 0 {
			return errors.New("--expect-result needs --entry: it is about what that function returns")
		}
		return nil
	}
	plan.Args, plan.Call.Args = nil, plan.Args
	return nil
}
