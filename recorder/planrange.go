package recorder

import (
	"fmt"
	"github.com/sightglass-go/sightglass/recorder/job"
	"math"
	"time"
)

// Ranges of a Plan. They are far beyond what is sensible, and near enough that
// no product or sum of them overflows.
const (
	MaxProcesses  = 1_000_000
	MaxIterations = 1_000_000_000
	MaxRetries    = 1000
	// maxTotal is how many processes a recording may have: rounds times
	// engines times benchmarks.
	maxTotal = 1_000_000_000
	// MaxTime is ten years, for Timeout and Options.Budget.
	MaxTime = 10 * 365 * 24 * time.Hour
	// MaxLimit is 1 EiB, for MemoryLimit and OutputLimit.
	MaxLimit = 1 << 60
	// maxFirstProcess leaves room for the rounds behind it.
	maxFirstProcess = math.MaxUint64 / 2
)

// inRange returns an error that wraps job.ErrPlan if a number of the plan, whose
// defaults are filled in, is out of its range.
func (p *Plan) inRange() error {
	for _, n := range []struct {
		what            string
		is, least, most int64
	}{
		{"processes (rounds)", int64(p.Processes), 1, MaxProcesses},
		{"iterations in each process", int64(p.Iterations), 1, MaxIterations},
		{"retries", int64(p.Retries), 0, MaxRetries},
		{"bytes of padding", int64(p.Padding), 0, MaxPadding},
		{"bytes of memory", p.MemoryLimit, math.MinInt64, MaxLimit},
		{"bytes of output", p.OutputLimit, math.MinInt64, MaxLimit},
	} {
		if n.is < n.least || n.is > n.most {
			least := n.least
			if least == math.MinInt64 {
				least = 0 // less is no limit, as documented
			}
			return fmt.Errorf("%w: %d %s: must be %d to %d", job.ErrPlan, n.is, n.what, least, n.most)
		}
	}
	switch total := float64(p.Processes) * float64(len(p.Engines)) * float64(len(p.Benchmarks)); {
	case p.Timeout > MaxTime:
		return fmt.Errorf("%w: a timeout of %v: must be at most %v", job.ErrPlan, p.Timeout, MaxTime)
	case p.FirstProcess > maxFirstProcess:
		return fmt.Errorf("%w: the first round is numbered %d: must be at most %d", job.ErrPlan, p.FirstProcess, uint64(maxFirstProcess))
	case total > maxTotal:
		return fmt.Errorf("%w: %d rounds of %d engines and %d benchmarks are %.3g processes: at most %d can be recorded",
			job.ErrPlan, p.Processes, len(p.Engines), len(p.Benchmarks), total, maxTotal)
	}
	return nil
}
