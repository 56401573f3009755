package command

import (
	"math"
	"time"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis/profile"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/measure/callgrind"
	"github.com/sightglass-go/sightglass/measure/perfcounters"
)

// profileMeasure is a measure that says where it counted.
type profileMeasure struct {
	name    string // on the command line, and registered
	sampled bool
	how     string // for the reader of a table
}

// profileMeasures are those that there are, the default first.
var profileMeasures = []profileMeasure{
	{callgrind.Name, false, "Counted by Callgrind: one Execution on one thread. The functions of a benchmark that does the same work have the same counts in every run; the lines in parentheses vary a little, and by much if the engine collects garbage. Instructions are not time: a function that waits for memory takes longer than they say."},
	{perfcounters.NameSamples, true, "Sampled in 5 processes: time in user space of the thread that runs the benchmark, the mean of one Execution. Intervals are at 95%. A function has changed if its difference is more than chance explains, in all functions together, and has not if it is less than 1% of Execution."},
}

func profileMeasureCases() (cases []flags.Case[profileMeasure]) {
	for _, m := range profileMeasures {
		cases = append(cases, flags.Case[profileMeasure]{Name: m.name, Is: m})
	}
	return cases
}

const (
	// sampledProcesses is how many tell what varies between processes.
	sampledProcesses = 5
	// sampledTime is how long all Executions of the slower arm may take, however few
	// samples the faster has by then, and mostIterations how many a process may have.
	sampledTime    = 2 * time.Minute
	mostIterations = 5000
)

// repeat runs each arm once and makes the plan as long as it takes for the samples that
// are wanted of the one that has fewer.
func (p *profileCommand) repeat(cmd *cobra.Command) error {
	p.plan.Iterations = trialIterations
	arms, err := p.record(cmd, true)
	if err != nil {
		return err
	}
	p.plan.Processes, p.plan.Iterations = sampledProcesses, iterationsFor(p.samples, arms)
	return nil
}

// iterationsFor is how many iterations each process has for so many samples of each arm,
// by a trial of these. One that is too short for a sample is taken to be half as long as
// the time between two.
func iterationsFor(samples int, arms []profile.Arm) int {
	fewest, slowest := math.Inf(1), 0.0 // samples in an iteration
	for _, a := range arms {
		each := max(0.5, float64(a.Profile.Total)/float64(a.Profile.Period)) / float64(a.Profile.Windows)
		fewest, slowest = min(fewest, each), max(slowest, each*float64(a.Profile.Period))
	}
	wanted := math.Ceil(float64(samples) / sampledProcesses / fewest)
	most := float64(sampledTime) / sampledProcesses / slowest
	return int(max(1, min(wanted, most, mostIterations)))
}
