package command

import (
	"time"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure/words"
)

// inTime is the policy of a recording until decided: it begins no round for which
// there is no time left, as a round that is cut off says nothing.
type inTime struct {
	*analysis.Decider
	budget time.Duration // 0: no limit
	clock  func() time.Time
	say    func(string, ...any)

	begun, asked time.Time // when recording began, and when it was last asked
	done, run    int       // rounds by then, and benchmarks in those that followed
}

// Next implements recorder.Policy.
func (p *inTime) Next(done int) (rounds int, benchmarks []string, err error) {
	now := p.clock()
	if p.begun.IsZero() {
		p.begun, p.asked = now, now
	}
	took, since, ran := now.Sub(p.asked), done-p.done, p.run
	rounds, benchmarks, err = p.Decider.Next(done)
	p.asked, p.done, p.run = now, done, len(benchmarks)
	if err != nil || len(benchmarks) == 0 || p.budget == 0 || since <= 0 || ran == 0 {
		return rounds, benchmarks, err
	}
	next := took / time.Duration(since) * time.Duration(rounds-done) / time.Duration(ran) * time.Duration(len(benchmarks))
	if left := p.budget - now.Sub(p.begun); next > left {
		p.say("recording ended after %d rounds, with %d of %s undecided: another takes %s, and %s of %s are left", done,
			len(benchmarks), words.Count(len(p.Benchmarks), "benchmark"), words.Duration(next), words.Duration(max(0, left)), words.Duration(p.budget))
		return done, nil, nil
	}
	return rounds, benchmarks, nil
}
