package profile

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/ianlancetaylor/demangle"

	"github.com/sightglass-go/sightglass/measure/record"
)

// Arm is one of the profiles.
type Arm struct {
	// Name is what a reader calls it, such as its engine.
	Name string
	// Module is the hash of the module that was measured.
	Module  string
	Profile *record.Profile
	// Processes are the profiles that Profile was merged from. What samples say of a
	// difference takes several: see Result.Change.
	Processes []*record.Profile
}

// Compare puts one profile into lines, or two beside each other: the second is
// compared with the first. Functions of one module are the same if their index is, those
// of two modules if their name is, and one without a name is like none of the other
// module; if they have no name in common it is an error that wraps ErrIncomparable.
func Compare(arms ...Arm) (*Result, error) {
	if len(arms) == 0 || len(arms) > 2 {
		return nil, fmt.Errorf("%w: they are %d, and one or two can be shown", ErrIncomparable, len(arms))
	}
	r := &Result{Event: arms[0].Profile.Event, Period: arms[0].Profile.Period, Ratio: math.NaN()}
	r.ByName = len(arms) == 2 && arms[0].Module != arms[1].Module
	lines := map[key]*Line{}
	common := false
	for i, a := range arms {
		if err := check(a.Profile); err != nil {
			return nil, fmt.Errorf("%s: %w", a.Name, err)
		}
		if a.Profile.Event != r.Event {
			return nil, fmt.Errorf("%w: %s is of %s, and %s of %s", ErrIncomparable, arms[0].Name, r.Event, a.Name, a.Profile.Event)
		}
		if a.Profile.Period != r.Period {
			return nil, fmt.Errorf("%w: a sample of %s stands for %d, and one of %s for %d", ErrIncomparable, arms[0].Name, r.Period, a.Name, a.Profile.Period)
		}
		windows := float64(a.Profile.Windows)
		r.Arms, r.Windows = append(r.Arms, a.Name), append(r.Windows, a.Profile.Windows)
		r.Totals = append(r.Totals, float64(a.Profile.Total)/windows)
		for _, c := range counts(a.Profile, r.ByName) {
			if c.apart(i, r.ByName) {
				c.name += " of " + a.Name
			}
			line := lines[c.key]
			if line == nil {
				line = &Line{Kind: c.key.kind, Index: c.index, Name: c.name, File: c.file, Line: c.line, Counts: make([]float64, len(arms))}
				lines[c.key] = line
				if c.unnamed && c.count > 0 {
					r.Unnamed++
				}
			} else if common = common || c.key.kind == record.Guest; line.Index != c.index {
				line.Index = -1
			}
			if line.File == "" {
				line.File, line.Line = c.file, c.line
			}
			line.Counts[i] = float64(c.count) / windows
		}
	}
	err := r.eachProcess(arms, func(arm int, c *counted) *Line {
		c.apart(arm, r.ByName)
		return lines[c.key]
	})
	if err != nil {
		return nil, err
	}
	if r.ByName && !common && (!r.Sampled() || allUnnamed(lines, r.Unnamed)) {
		return nil, fmt.Errorf("%w: the modules of %s and %s are not the same, and no function has one name in both: build them with names of functions", ErrIncomparable, arms[0].Name, arms[1].Name)
	}
	if len(arms) == 2 && r.Totals[0] > 0 {
		r.Ratio = r.Totals[1] / r.Totals[0]
	}
	for _, line := range lines {
		r.Lines = append(r.Lines, *line)
	}
	r.sort()
	r.Guest = r.Own().Counts
	return r, nil
}

// allUnnamed is whether there are functions of the guest, and none has a name. Of what was
// sampled two profiles may have different functions for no other reason than chance.
func allUnnamed(lines map[key]*Line, unnamed int) bool {
	guests := 0
	for _, l := range lines {
		if l.Kind == record.Guest {
			guests++
		}
	}
	return unnamed > 0 && unnamed == guests
}

// key is what tells functions apart.
type key struct {
	kind  record.FrameKind
	index int64 // -1 where names are what counts
	name  string
	arm   int // of a function without a name, where names are what counts
}

type counted struct {
	key
	index   int64
	name    string
	unnamed bool
	file    string
	line    int
	count   uint64
}

// apart makes a function without a name one of its arm, where names are what counts, and
// reports whether it is.
func (c *counted) apart(arm int, byName bool) bool {
	if c.unnamed && byName {
		c.key.arm = arm
		return true
	}
	return false
}

// counts are those of the functions that were running, callers aside.
func counts(p *record.Profile, byName bool) map[key]*counted {
	all := map[key]*counted{}
	for _, s := range p.Samples {
		f := &p.Frames[s.Stack[0]]
		c := counted{index: -1, name: Name(f), file: f.File, line: f.Line}
		c.key = key{kind: f.Kind, index: -1, name: c.name}
		if f.Kind == record.Guest {
			c.index, c.unnamed = f.Index, f.Name == ""
			if !byName || c.unnamed {
				c.key.index, c.key.name = f.Index, ""
			}
		}
		was := all[c.key]
		if was == nil {
			was = &c
			all[c.key] = was
		} else if was.index != c.index {
			was.index = -1
		}
		was.count += s.Count
	}
	return all
}

// Name is what people call a function: demangled if it is C++'s or Rust's, without the
// hash that Rust adds; "function 5" if the file has no name for it.
func Name(f *record.ProfileFrame) string {
	switch {
	case f.Kind == record.Guest && f.Name == "":
		return "function " + strconv.FormatInt(f.Index, 10)
	case f.Kind == record.Guest:
		return demangle.Filter(f.Name)
	case f.Name != "":
		return f.Name
	case f.Kind == record.Unknown:
		return "unknown code"
	}
	return "code without a name"
}

// Label is what a function of the profile arms[arm] is called beside others: with its
// kind if it is not the guest's, and with the arm if nothing says that it is one of the
// other's.
func Label(arms []Arm, arm int, f *record.ProfileFrame) string {
	name := Name(f)
	switch {
	case f.Kind != record.Guest:
		name += " [" + string(f.Kind) + "]"
	case f.Name == "" && arms[0].Module != arms[len(arms)-1].Module:
		name += " of " + arms[arm].Name
	}
	return name
}

// Label is that of the function's frames: see the function Label.
func (l *Line) Label() string {
	if l.Kind == record.Guest {
		return l.Name
	}
	return l.Name + " [" + string(l.Kind) + "]"
}

// sort puts the functions of the guest first, and those with most of the difference, or
// of the count, before others.
func (r *Result) sort() {
	weight := func(l *Line) float64 {
		if d := l.Difference(); !math.IsNaN(d) {
			return math.Abs(d)
		}
		return l.Counts[0]
	}
	slices.SortFunc(r.Lines, func(a, b Line) int {
		return cmp.Or(
			cmp.Compare(rank(a.Kind), rank(b.Kind)),
			cmp.Compare(weight(&b), weight(&a)),
			cmp.Compare(slices.Max(b.Counts), slices.Max(a.Counts)),
			cmp.Compare(a.Index, b.Index), cmp.Compare(a.Name, b.Name))
	})
}

// rank is the place of a kind: what is known least comes last.
func rank(k record.FrameKind) int {
	kinds := []record.FrameKind{record.Guest, record.Glue, record.Host}
	if i := slices.Index(kinds, k); i >= 0 {
		return i
	}
	return len(kinds)
}
