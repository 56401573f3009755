package live

import (
	"fmt"
	"math"
	"time"

	"github.com/sightglass-go/sightglass/measure/words"
)

// Expected is what is known of how long a recording takes before it begins.
type Expected struct {
	// Processes is how many there are in a round, of all engines and benchmarks.
	Processes int
	// Least and Most are how many rounds there are in all. They differ where a
	// recording ends when it is decided, which it is not before Least.
	Least, Most int
	// Before is how many of them a recording that is resumed has already.
	Before int
	// Budget is how long it may take, 0 if there is no limit.
	Budget time.Duration
}

// briefly is how long a recording takes that is over before an estimate of it is read.
const briefly = 10 * time.Second

// Estimate says how long the recording takes if a round takes so long, as was found
// in some way: "estimated 3m20s (10 rounds of 20s, from the first round)". enough is
// whether the budget allows all rounds or, where there is something to decide, that.
func (e Expected) Estimate(round time.Duration, how string) (text string, took time.Duration, enough bool) {
	left := func(rounds int) int { return max(0, rounds-e.Before) }
	least, most := times(round, left(e.Least)), times(round, left(e.Most))
	of := words.Duration(round)
	if took = most; e.Budget > 0 {
		took = min(most, e.Budget)
	}
	if least > took {
		fit := "time for " + words.Count(int(took/round), "round")
		if took < round {
			fit = "no time for a whole round"
		}
		longer := words.Duration((least + least/10).Truncate(time.Second) + time.Second) // as no two rounds are alike
		if e.Least < e.Most {
			return fmt.Sprintf("a round takes %s (%s): in %s there is %s, and nothing is decided before %d; use --max-time %s or more, or fewer benchmarks",
				of, how, words.Duration(e.Budget), fit, e.Least, longer), took, false
		}
		return fmt.Sprintf("estimated %s (%s of %s, %s), and --max-time allows %s: %s",
			words.Duration(least), words.Count(left(e.Least), "round"), of, how, words.Duration(e.Budget), fit), took, false
	}
	if least == most {
		return fmt.Sprintf("estimated %s (%s of %s, %s)", words.Duration(took), words.Count(left(e.Most), "round"), of, how), took, true
	}
	if least == 0 { // it goes on
		return fmt.Sprintf("estimated up to %s (rounds of %s, %s)", words.Duration(took), of, how), took, true
	}
	return fmt.Sprintf("estimated %s to %s (%s or more of %s, %s)",
		words.Duration(least), words.Duration(took), words.Count(left(e.Least), "round"), of, how), took, true
}

// times is how long n rounds take, at most the longest time there is.
func times(round time.Duration, n int) time.Duration {
	if n <= 0 || round <= 0 {
		return 0
	}
	if round > math.MaxInt64/time.Duration(n) {
		return math.MaxInt64
	}
	return round * time.Duration(n)
}
