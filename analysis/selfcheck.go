package analysis

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/sightglass-go/sightglass/analysis/internal/stat"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/measure/words"
)

// Selfcheck is what a recording shows in which one engine ran under two names,
// round by round: nothing differs but the name, so that whatever is found is the
// fault of the machine, or of the way to measure.
type Selfcheck struct {
	record.Selfcheck
	// Pairs are the names under which an engine ran, two for each.
	Pairs [][2]string `json:"pairs"`
	Alpha float64     `json:"significance_level"`
	// Comparisons is how many comparisons there were of an engine with itself, and
	// Significant how many of them had a p value of no more than Alpha.
	Comparisons int `json:"comparisons"`
	Significant int `json:"significant"`
	// Names is what exchanging the two names shows, of all comparisons together.
	Names stat.SignFlips `json:"names"`
	// Phases are the findings by phase and event, in their order.
	Phases []SelfcheckPhase `json:"phases"`
	// LeftOut says which comparisons could not be used, and how many.
	LeftOut []string `json:"left_out,omitempty"`
}

// SelfcheckPhase is what a self-check found in one phase and event.
type SelfcheckPhase struct {
	Phase       measure.Phase `json:"phase"`
	Event       string        `json:"event"`
	Comparisons int           `json:"comparisons"`
	Significant int           `json:"significant"`
	// Position is the ratio of what ran second in its round to what ran first, over
	// the benchmarks of which that is known, nil if there are none, and PositionP
	// the p value of there being no difference. The order is random, so that it is
	// noise and no bias.
	Position  *float64 `json:"position,omitempty"`
	PositionP *float64 `json:"position_p,omitempty"`
	// Smallest and Worst are those of record.SmallestChange; nil if it is not known.
	Smallest *float64 `json:"smallest_change,omitempty"`
	Worst    *float64 `json:"worst_smallest_change,omitempty"`

	event measure.Event
}

// Second is Position in words: "3.1% more time (p 0.02)"; "-" if it is not known.
func (f SelfcheckPhase) Second() string {
	if f.Position == nil {
		return "-"
	}
	return fmt.Sprintf("%s (p %.2g)", words.Change(*f.Position, f.event), *f.PositionP)
}

// selfcheckLevel is the p value below which a self-check fails, for each of the
// three things that it looks at: a sound machine passes in 97% of cases at least.
const selfcheckLevel = 0.01

// How often names are exchanged by chance, and about how many differences are in
// all of these together.
const (
	fewestNamings = 199
	mostNamings   = 399
	namingWork    = 20_000_000
)

var (
	// ErrNotTwice: no engine was recorded under two names.
	ErrNotTwice = errors.New("no engine was recorded under two names, so that there is nothing to compare with itself")
	// ErrSelfcheck is wrapped by the error of a self-check that did not pass.
	ErrSelfcheck = errors.New("the self-check did not pass")
)

// CheckSelf checks a machine by a recording of an engine, or of several, under two
// names each. Engines are the same if the recording's header says so: their
// adapter, version, flags and programs. Without a header that is not known, and
// the error wraps ErrNotTwice.
//
// It fails if one of these has a p value below 1%:
//
//   - the p values of all comparisons are smaller than they should be, by stat.TestSignFlips:
//     one of the names is slower, or rounds vary less than they should;
//   - differences of rounds depend on those before, by the same;
//   - what ran second in a round differs from what ran first, by signed ranks over
//     rounds of the mean over benchmarks, corrected for phases and events by Holm,
//     and by more than the noise threshold.
//
// Fewer than GateRounds rounds are too little data. Recordings of several machines are
// refused with ErrSeveralMachines.
//
// planned is how long a recording like this may take, for the smallest change that
// can be seen in it: see stat.ForeseenChange. The round's time follows from the
// recording's beginning and end; without these, or with 0, it is about as many
// rounds as there were. A change below the noise threshold is never called one, so
// that none is smaller than that.
//
// The seed decides which namings are tried.
func CheckSelf(d *Data, o Options, planned time.Duration, seed uint64) (*Selfcheck, error) {
	o, err := o.Resolve()
	if err == nil && planned < 0 {
		err = fmt.Errorf("%w: planned for %v: must be 0 or more", ErrOptions, planned)
	}
	if err != nil {
		return nil, err
	}
	if machines := checkedMachines(d.Headers); len(machines) > 1 {
		var names []*record.Machine
		for _, m := range machines {
			names = append(names, m.machine)
		}
		return nil, fmt.Errorf("%w, and these recordings are of several: %s; check each alone", ErrSeveralMachines, namedMachines(names))
	}
	c := &Selfcheck{Alpha: o.Alpha}
	pairs, err := d.twice()
	if err != nil {
		return nil, err
	}
	all := d.selfSeries(pairs, o, c)
	for _, p := range pairs {
		c.Pairs = append(c.Pairs, [2]string{p[0].String(), p[1].String()})
	}
	c.when(d, planned, all)
	z, block, most := dense(all)
	for _, s := range all {
		if p, ok := stat.Locate(s.z, o.Alpha).P(); ok {
			c.P = append(c.P, p)
			c.Comparisons++
			if p <= o.Alpha {
				c.Significant++
			}
		}
	}
	n := min(max(namingWork/max(1, len(z)*most), fewestNamings), mostNamings)
	c.Names = stat.TestSignFlips(z, block, n, rand.New(rand.NewPCG(seed, 0)))
	c.byPhase(all, o, d.Events)
	c.judge(o)
	return c, nil
}

// judge reaches the verdict.
func (c *Selfcheck) judge(o Options) {
	if c.Comparisons == 0 || c.Rounds < GateRounds {
		c.Verdict = record.SelfcheckLittle
		c.Why = []string{fmt.Sprintf("%s of %s: it takes %d rounds", words.Count(c.Rounds, "round"), words.Count(c.Comparisons, "comparison"), GateRounds)}
		if c.Comparisons == 0 {
			c.Why = []string{"nothing could be compared"}
		}
		return
	}
	c.Verdict = record.SelfcheckPassed
	fail := func(format string, args ...any) {
		c.Verdict = record.SelfcheckFailed
		c.Why = append(c.Why, fmt.Sprintf(format, args...))
	}
	if c.Names.Uniform < selfcheckLevel {
		fail("the engine differs from itself: %d of %s significant at %s (p %.2g)",
			c.Significant, words.Count(c.Comparisons, "comparison"), words.Level(c.Alpha), c.Names.Uniform)
	}
	if c.Names.Lag1P < selfcheckLevel {
		fail("rounds depend on those before them, so that intervals are too narrow (correlation %.2f, p %.2g)", c.Names.Lag1, c.Names.Lag1P)
	}
	var p []float64
	var at []int
	for i := range c.Phases {
		if q := c.Phases[i].PositionP; q != nil {
			p, at = append(p, *q), append(at, i)
		}
	}
	for k, q := range stat.Holm(p) {
		f := &c.Phases[at[k]]
		if r := *f.Position; q < selfcheckLevel && (r > 1+o.NoiseThreshold || r*(1+o.NoiseThreshold) < 1) {
			fail("second in a round against first: %s in %v (%s, p %.2g): something carries over from one process to the next",
				words.Change(r, f.event), f.Phase, f.Event, q)
		}
	}
}

// Err is nil if the check passed, and else an error that wraps ErrSelfcheck and
// says why not; one that could not be decided wraps ErrGate, too.
func (c *Selfcheck) Err() error {
	switch c.Verdict {
	case record.SelfcheckPassed:
		return nil
	case record.SelfcheckLittle:
		return fmt.Errorf("%w: %w: %s", ErrSelfcheck, ErrGate, c.Why[0])
	}
	return fmt.Errorf("%w: %s", ErrSelfcheck, c.Why[0])
}
