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

// allRounds is the policy of a plan without one: every benchmark in as many
// rounds as the plan says.
type allRounds struct{ plan *Plan }

func (a allRounds) Next(done int) (int, []string, error) {
	if done >= a.plan.Processes {
		return done, nil, nil
	}
	return a.plan.Processes, a.plan.Benchmarks, nil
}

// next asks the policy and checks what it says.
func (s *schedule) next(done int) (rounds int, run map[int]bool, err error) {
	policy := s.options.Policy
	if policy == nil {
		policy = allRounds{&s.plan}
	}
	rounds, names, err := policy.Next(done)
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
