package recorder

import (
	"fmt"
	"slices"
)

// Policy decides, while a plan is recorded, how long it goes on and with what.
// It may look at the rows that the sink has received so far, which are all of
// those recorded. Package analysis knows when enough has been recorded to
// decide; joined to a Policy, that is recording until something is known.
type Policy interface {
	// Next is called before the first round and again whenever the rounds are
	// done that it asked for. It returns how many rounds there shall be in
	// all, which must be more than done, and which of the plan's benchmarks
	// run in them. No benchmarks end the recording, an error ends it with
	// that error.
	Next(done int) (rounds int, benchmarks []string, err error)
}

// next asks the policy and checks what it says. Without one, every benchmark runs in as
// many rounds as the plan says.
func (s *schedule) next(done int) (rounds int, run map[int]bool, err error) {
	rounds, names := s.plan.Processes, s.plan.Benchmarks
	if policy := s.options.Policy; policy != nil {
		rounds, names, err = policy.Next(done)
	} else if done >= rounds {
		return done, nil, nil
	}
	if err != nil || len(names) == 0 {
		return done, nil, err
	}
	if rounds <= done {
		return done, nil, fmt.Errorf("BUG: recording policy asks for %d rounds after %d", rounds, done)
	}
	run = map[int]bool{}
	for _, name := range names {
		i := slices.Index(s.plan.Benchmarks, name)
		if i < 0 {
			return done, nil, fmt.Errorf("BUG: recording policy asks for %s, which is not in the plan", name)
		}
		run[i] = true
	}
	s.total = s.done + s.between(done, rounds)*len(run)*len(s.plan.Engines)
	return rounds, run, nil
}
