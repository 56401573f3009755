package command

import (
	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure/words"
)

// newDecider is the policy of --until decided: after 10, 20 and 40 rounds it
// looks at the rows, and continues only undecided benchmarks.
func newDecider(options analysis.Options, rows *analysis.Builder, benchmarks []string, say func(string, ...any)) (*analysis.Decider, error) {
	sequence, err := analysis.NewSequence(analysis.DefaultLooks(), options)
	if err != nil {
		return nil, err
	}
	return &analysis.Decider{Sequence: sequence, Rows: rows, Benchmarks: benchmarks, OnLook: func(rounds int, s analysis.State) {
		if n := len(s.Undecided); n > 0 && s.NextRounds > 0 {
			say("after %d rounds %d of %s undecided: going on to %d rounds", rounds, n, words.Count(len(benchmarks), "benchmark"), s.NextRounds)
		}
	}}, nil
}
