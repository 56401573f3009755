package analysis

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/analysis/internal/stat"
	"github.com/sightglass-go/sightglass/measure/words"
)

// Machines is what several machines say together. The machine is then the unit:
// rounds of one are not independent of each other where it is about others. Ratio,
// Interval and verdict are those of the mean over machines, each counting alike (see
// stat.Groups), and there is a verdict for three machines or more.
type Machines struct {
	// Each is what each says alone, in the order in which they first came.
	Each []OfMachine `json:"each"`
	// Next is where the ratio of a machine lies that was not measured, and is of
	// the kind of these, at the level of Comparison.Interval; nil for fewer than
	// three machines.
	Next *Interval `json:"next"`
	// Spread is by how much machines differ beyond what their rounds explain: a
	// ratio, 1 if they don't; nil where it is not known.
	Spread *float64 `json:"spread"`
	// Text is on how many of them it is what: "slower on 2 of 3 machines (n1 1.10x slower,
	// n2 1.12x slower), not changed on 1 (n3)".
	Text string `json:"text"`
}

// OfMachine is the comparison on one machine.
type OfMachine struct {
	// Machine is its name, or its fingerprint.
	Machine string `json:"machine"`
	// Rounds are those of that machine, as Comparison.Rounds counts them.
	Rounds   int       `json:"rounds"`
	Ratio    *float64  `json:"ratio"`
	Interval *Interval `json:"interval"` // nil for fewer than three rounds
	// Verdict is Unsure for fewer than three rounds. It is not corrected for being
	// one of many.
	Verdict   Verdict `json:"verdict"`
	Direction string  `json:"direction,omitempty"`
	Effect    string  `json:"effect,omitempty"`
}

const (
	leastMachines = 3 // it takes until something is said of machines
	mostNames     = 4 // of machines, behind which nobody reads on
)

// sayMachines says what each machine says, and whether they agree.
func (c *Comparison) sayMachines() {
	over, ok := c.loc.(stat.Groups)
	if !ok {
		return
	}
	m := &Machines{}
	if i, ok := over.Next(c.limits.Alpha); ok {
		offLow, offHigh := c.windows.shift(c.limits.Alpha)
		m.Next = ratios(&stat.Interval{Level: i.Level, Low: i.Low + offLow - c.tick, High: i.High + offHigh + c.tick})
	}
	if tau := over.Between(); !math.IsNaN(tau) {
		m.Spread = ratio(tau)
	}
	on, names := map[string][]string{}, machineLabels(machinesOfGroups(c.groups))
	for i, g := range c.groups {
		loc := g.median.loc
		e := OfMachine{Machine: names[i], Rounds: g.rounds, Ratio: ratio(loc.Value()), Verdict: Unsure}
		e.Direction, e.Effect = direction(loc.Value(), c.Event)
		if e.Rounds >= 3 {
			j := c.limits.Judge(c.located(loc))
			e.Interval, e.Verdict = ratios(j.Interval), verdictOf(j)
		}
		m.Each = append(m.Each, e)
		what, says := string(e.Verdict), e.Machine
		if e.Verdict == Changed {
			what, says = e.Direction, says+" "+words.Change(*e.Ratio, c.Event)
		}
		on[what] = append(on[what], says)
	}
	c.Machines = m
	m.Text = onMachines(on, len(m.Each))
	code := severalMachines
	less, more := words.Directions(c.Event)
	if sure := len(on[less]) + len(on[more]) + len(on[string(NotChanged)]); sure > max(len(on[less]), len(on[more]), len(on[string(NotChanged)])) {
		code = machinesDisagree
	}
	text := m.Text
	if code == machinesDisagree {
		text = "machines disagree: " + text
	}
	if m.Next != nil && c.Verdict != Unsure {
		text += fmt.Sprintf("; on another machine of their kind %s (%s)", m.Next.words(c.Ratio, c.Event), words.Level(m.Next.Level))
	}
	c.caveat(code, "%s", text)
}

// onMachines puts in words on how many machines it is what, the most first.
func onMachines(on map[string][]string, of int) string {
	var order []string
	for what := range on {
		order = append(order, what)
	}
	slices.SortFunc(order, func(a, b string) int {
		if n := len(on[b]) - len(on[a]); n != 0 {
			return n
		}
		return strings.Compare(a, b)
	})
	var parts []string
	for i, what := range order {
		names := on[what]
		count := fmt.Sprint(len(names))
		if of == 1 {
			count = "one machine"
		} else if i == 0 && len(order) == 1 && of == 2 {
			count = "both machines"
		} else if i == 0 && len(order) == 1 {
			count = fmt.Sprintf("all %d machines", of)
		} else if i == 0 {
			count += fmt.Sprintf(" of %d machines", of)
		}
		if len(names) > mostNames {
			names = append(slices.Clone(names[:mostNames]), "...")
		}
		parts = append(parts, fmt.Sprintf("%s on %s (%s)", what, count, strings.Join(names, ", ")))
	}
	return strings.Join(parts, ", ")
}
