package flags

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/sightglass-go/sightglass/recorder"
)

// Limits is the flags that bound what a process may take.
type Limits struct {
	memory, output string
}

// Register adds the flags.
func (f *Limits) Register(cmd *cobra.Command, plan *recorder.Plan, options *recorder.Options) {
	flags := cmd.Flags()
	Times(flags, plan, options)
	flags.StringVar(&f.memory, "memory-limit", "", "how much memory of its own one process may have, such as 2GiB; 0 means any amount\n(Linux and Windows; default three quarters of what the machine has or the control group allows)")
	flags.StringVar(&f.output, "output-limit", "1GiB", "how much a benchmark may print to each of its streams in one iteration; 0 means any amount")
}

// Times adds the flags that bound how long a recording and its processes may take.
func Times(fs *pflag.FlagSet, plan *recorder.Plan, options *recorder.Options) {
	Number(fs, &plan.Timeout, "timeout", "", recorder.DefaultTimeout, "how long one process may take; 0 means no limit", 0, recorder.MaxTime)
	Number(fs, &options.Budget, "max-time", "", 0, "how long the whole recording may take; 0 means no limit", 0, recorder.MaxTime)
	Number(fs, &plan.Retries, "retries", "", 0, "how often a process that died or timed out is tried again, with those it is compared with", 0, recorder.MaxRetries)
}

// Complete puts the limits into the plan.
func (f *Limits) Complete(plan *recorder.Plan) error {
	if plan.Timeout == 0 {
		plan.Timeout = -1
	}
	var err error
	if f.memory != "" {
		if plan.MemoryLimit, err = parseSize("--memory-limit", f.memory); err != nil {
			return err
		}
		if plan.MemoryLimit == 0 {
			plan.MemoryLimit = -1
		}
	}
	if plan.OutputLimit, err = parseSize("--output-limit", f.output); err != nil {
		return err
	}
	if plan.OutputLimit == 0 {
		plan.OutputLimit = -1
	}
	return nil
}
