package command

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/help"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/live"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/measure/words"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

type validateCommand struct {
	engines flags.Engines
	call    flags.Call
	plan    recorder.Plan
}

func newValidate() *cobra.Command {
	v := new(validateCommand)
	cmd := &cobra.Command{
		Use:     "validate [flags] BENCHMARK.wasm|SUITE.suite...",
		GroupID: help.Check,
		Short:   "Check that files are well-formed benchmarks",
		Long: `Checks that each file is a core WebAssembly module that imports bench.start and
bench.end, both without parameters and results, and exports _start, or a component
that imports an instance bench with functions start and end, and exports
wasi:cli/run of WASI 0.2; and, by running it once, that it calls each of the two once
and in that order, exits with code 0, and prints what is expected of it. With --entry it checks that the module
exports that function, and that the call returns what is expected of it.`,
		Args: takes(1, -1, "a benchmark (.wasm) or a suite"),
		RunE: func(cmd *cobra.Command, args []string) error { return v.run(cmd, args) },
	}
	v.engines.Register(cmd)
	flags.Number(cmd.Flags(), &v.plan.Timeout, "timeout", "", time.Minute, "how long one process may take", time.Nanosecond, recorder.MaxTime)
	v.call.Register(cmd, &v.plan)
	return cmd
}

func (v *validateCommand) run(cmd *cobra.Command, args []string) (err error) {
	v.plan.Measures = []string{"noop"}
	v.plan.Processes, v.plan.Iterations = 1, 1
	v.plan.Benchmarks, err = benchmarksOf(cmd, args, v.plan.Call, false)
	if err := errors.Join(err, v.engines.Check(cmd), v.call.Complete(cmd, &v.plan), flags.OneCall(v.plan.Call)); err != nil {
		return err
	}
	if v.plan.Engines, err = v.engines.Plan(cmd); err != nil {
		return err
	}
	bar := live.NewProgress(cmd.ErrOrStderr())
	report, err := worker.Recorder{Options: recorder.Options{Progress: bar.Update}}.Record(cmd.Context(), v.plan, new(record.Collector))
	bar.Done()
	if err != nil {
		return err
	}
	bad := map[string]bool{}
	for _, f := range report.Failures {
		bad[f.Benchmark] = true
	}
	good := "a well-formed benchmark"
	if entry := v.plan.Call.Entry; entry != "" {
		good = fmt.Sprintf("%q can be called and measured", entry)
	} else if v.plan.Call.Whole {
		good = "can be measured as a whole"
	}
	for _, b := range v.plan.Benchmarks {
		if !bad[b] {
			fmt.Fprintf(cmd.OutOrStdout(), "%s: %s\n", quote.Name(b), good)
		}
	}
	if len(bad) > 0 {
		return &failedError{fmt.Errorf("%s not well-formed", words.Count(len(bad), "file"))}
	}
	return nil
}
