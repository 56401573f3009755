package command

import (
	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure/words"
)

// newDecider is the policy of --until decided: from 8 rounds on it looks at the
// rows after each, and continues with the benchmarks that are undecided.
func newDecider(options analysis.Options, most int, rows *analysis.Builder, benchmarks []string, say func(string, ...any)) (*analysis.Decider, error) {
	sequence, err := analysis.NewSequence(options, most)
	if err != nil {
		return nil, err
	}
	before := len(benchmarks)
	return &analysis.Decider{Sequence: sequence, Rows: rows, Benchmarks: benchmarks, OnLook: func(rounds int, s analysis.State) {
		if n := len(s.Undecided); n > 0 && s.NextRounds > 0 && (n < before || rounds == analysis.FirstLook) {
			say("after %d rounds %d of %s undecided", rounds, n, words.Count(len(benchmarks), "benchmark"))
			before = n
		}
	}}, nil
}
