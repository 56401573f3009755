package report

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/sightglass-go/sightglass/analysis/profile"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/words"
)

// mostFunctions is how many of a guest's functions have a line of their own in the
// table for people.
const mostFunctions = 15

// Profile writes the answer of a profile, and a table of functions below it: those that
// differ or count most, and a line each for all that is not the guest's. The lines add
// up to the total, which follows them, and what of it
// is in the benchmark's own functions comes last. how is how it was measured.
func Profile(w io.Writer, screen Screen, r *profile.Result, how string) error {
	lines := ProfileLines(r, mostFunctions)
	var b strings.Builder
	b.WriteString(screen.Bold(screen.wrap(screen.Text(quote.Line(r.Sentence())+"."), screen.width())) + "\n\n")
	b.WriteString(Grid(screen, 1, ProfileColumns(r, lines), lines))
	for _, note := range ProfileNotes(r) {
		b.WriteString(screen.note("%s", note))
	}
	b.WriteString(screen.note("%s", how))
	_, err := io.WriteString(w, b.String())
	return err
}

// unnamed is what to do about functions without a name.
const unnamed = "It was stripped: build it with names (rustc: strip = false; C and C++: without -s and --strip-all; wasm-opt: with -g; Go: without -ldflags=-s)."

// ProfileLines are the lines of the table for people: so many functions, all if it is 0,
// and what adds up to the total, which follows them; last, where it is not all, what of it
// is in the benchmark's own.
func ProfileLines(r *profile.Result, functions int) []profile.Line {
	lines := append(r.Folded(functions), profile.Line{Kind: "", Index: -1, Name: "total", Counts: r.Totals})
	if !slices.Equal(r.Guest, r.Totals) {
		lines = append(lines, r.Own())
	}
	return lines
}

// ProfileNotes are what a reader of the table has to know.
func ProfileNotes(r *profile.Result) (notes []string) {
	if r.ByName {
		notes = append(notes, "The modules are not the same: functions of one name are taken for the same one.")
	}
	if r.Unnamed > 0 {
		notes = append(notes, words.Plural(r.Unnamed, "function has no name in the file", "functions have no name in the file")+". "+unnamed)
	}
	if r.OwnUnsure() {
		notes = append(notes, "The whole has changed, and whether the benchmark's own functions have is unsure: intervals of lines hold for all lines at once, and so are wider than that of the whole, and part of the difference may be the engine's.")
	}
	return notes
}

// ProfileColumns are those of a profile's lines.
func ProfileColumns(r *profile.Result, lines []profile.Line) []Column[profile.Line] {
	e := r.EventOf()
	var counts []float64
	for i := range lines {
		counts = append(counts, slices.Max(lines[i].Counts))
	}
	unit := words.UnitOf(e, counts...)
	columns := []Column[profile.Line]{
		{Key: "kind", Value: func(l profile.Line) any { return string(l.Kind) }},
		{Key: "index", Value: func(l profile.Line) any {
			if l.Index < 0 {
				return nil
			}
			return l.Index
		}},
		{Heading: "function", Text: func(l profile.Line) string { return l.Name }, Key: "function", Value: func(l profile.Line) any { return l.Name }},
	}
	if slices.ContainsFunc(lines, func(l profile.Line) bool { return l.File != "" }) {
		columns = append(columns,
			Column[profile.Line]{Heading: "source", Text: sourceOf, Key: "file", Value: func(l profile.Line) any { return l.File }},
			Column[profile.Line]{Key: "line", Value: func(l profile.Line) any {
				if l.Line == 0 {
					return nil
				}
				return l.Line
			}})
	}
	for i, arm := range r.Arms {
		columns = append(columns,
			Column[profile.Line]{Heading: arm, Text: func(l profile.Line) string { return unit.Text(l.Counts[i]) },
				Key: arm, Value: func(l profile.Line) any { return known(l.Counts[i]) }},
			Column[profile.Line]{Heading: "share", Hidden: len(r.Arms) > 1, Text: func(l profile.Line) string { return words.Share(l.Counts[i], r.Totals[i]) },
				Key: strings.TrimSpace(arm + " share"), Value: func(l profile.Line) any { return known(l.Counts[i] / r.Totals[i]) }})
		if r.Sampled() {
			columns = append(columns,
				Column[profile.Line]{Heading: words.Level(profile.Level), Hidden: len(r.Arms) > 1, Text: func(l profile.Line) string {
					if l.Kind == "" { // the total: of that it is all, for sure
						return ""
					}
					return profile.ShareText(r.Share(&l, i))
				},
					Key: strings.TrimSpace(arm + " share low"), Value: func(l profile.Line) any { return known(r.Share(&l, i).Low) }},
				Column[profile.Line]{Key: strings.TrimSpace(arm + " share high"), Value: func(l profile.Line) any { return known(r.Share(&l, i).High) }})
		}
	}
	if len(r.Arms) < 2 {
		return columns
	}
	columns = append(columns,
		Column[profile.Line]{Heading: "difference", Text: func(l profile.Line) string { return signed(l.Difference(), unit) },
			Key: "difference", Value: func(l profile.Line) any { return known(l.Difference()) }},
		Column[profile.Line]{Heading: "of it", Text: func(l profile.Line) string { return words.Share(r.Of(&l), 1) },
			Key: "share of difference", Value: func(l profile.Line) any { return known(r.Of(&l)) }})
	if !r.Sampled() {
		return columns
	}
	difference := func(l profile.Line) profile.Interval { i, _ := r.Change(&l); return i }
	return append(columns,
		Column[profile.Line]{Heading: "verdict", Text: func(l profile.Line) string {
			_, v := r.Change(&l)
			if l.Kind == "" { // the total
				_, v = r.Whole()
			}
			return string(v)
		}, Key: "verdict", Value: func(l profile.Line) any { _, v := r.Change(&l); return string(v) }},
		Column[profile.Line]{Key: "difference low", Value: func(l profile.Line) any { return known(difference(l).Low) }},
		Column[profile.Line]{Key: "difference high", Value: func(l profile.Line) any { return known(difference(l).High) }})
}

// sourceOf is where a function was written, for people: paths are of the machine that
// compiled it, and long.
func sourceOf(l profile.Line) string {
	if l.File == "" {
		return ""
	}
	return l.File[strings.LastIndexAny(l.File, `/\`)+1:] + ":" + strconv.Itoa(l.Line)
}

// signed is a difference in a unit.
func signed(d float64, unit words.Unit) string {
	switch {
	case d > 0:
		return "+" + unit.Text(d)
	case d < 0:
		return "-" + unit.Text(-d)
	}
	return unit.Text(d)
}

// ProfileCSV writes a line for each function, none of which is put together with others.
func ProfileCSV(w io.Writer, r *profile.Result) error {
	return writeCSV(w, ProfileColumns(r, r.Lines), true, r.Lines)
}

// ProfileJSON writes an object with the totals and an object for each function.
func ProfileJSON(w io.Writer, r *profile.Result) error {
	type line struct {
		profile.Line
		Shares     []any           `json:"shares"`
		Intervals  [][2]any        `json:"share_intervals,omitempty"`
		Difference any             `json:"difference,omitempty"`
		Within     *[2]any         `json:"difference_interval,omitempty"`
		Of         any             `json:"share_of_difference,omitempty"`
		Verdict    profile.Verdict `json:"verdict,omitempty"`
	}
	ends := func(i profile.Interval) [2]any { return [2]any{known(i.Low), known(i.High)} }
	out := struct {
		*profile.Result
		Sentence string          `json:"sentence"`
		Ratio    any             `json:"ratio,omitempty"`
		Within   *[2]any         `json:"ratio_interval,omitempty"`
		Verdict  profile.Verdict `json:"verdict,omitempty"`
		Lines    []line          `json:"lines"`
	}{Result: r, Sentence: r.Sentence(), Ratio: known(r.Ratio), Lines: []line{}}
	judged := r.Sampled() && len(r.Arms) > 1
	if judged {
		i, v := r.Whole()
		within := ends(i)
		out.Within, out.Verdict = &within, v
	}
	for i := range r.Lines {
		l := line{Line: r.Lines[i], Difference: known(r.Lines[i].Difference()), Of: known(r.Of(&r.Lines[i]))}
		for k, n := range l.Counts {
			l.Shares = append(l.Shares, known(n/r.Totals[k]))
			if r.Sampled() {
				l.Intervals = append(l.Intervals, ends(r.Share(&r.Lines[i], k)))
			}
		}
		if judged {
			within, v := r.Change(&r.Lines[i])
			both := ends(within)
			l.Within, l.Verdict = &both, v
		}
		out.Lines = append(out.Lines, l)
	}
	text, err := json.MarshalIndent(out, "", "  ")
	if err != nil {
		return fmt.Errorf("a profile as JSON: %w", err)
	}
	_, err = w.Write(append(text, '\n'))
	return err
}

// ProfileFolded writes a line for each stack, its functions from the outermost one, with
// semicolons between them, and its counts in each arm: what flamegraph.pl and its kin
// read, of two arms with --differential.
func ProfileFolded(w io.Writer, arms ...profile.Arm) error {
	counts := map[string][]uint64{}
	for i, a := range arms {
		for _, s := range a.Profile.Samples {
			var names []string
			for _, at := range slices.Backward(s.Stack) {
				name := profile.Label(arms, i, &a.Profile.Frames[at])
				names = append(names, strings.ReplaceAll(quote.Line(name), ";", ":"))
			}
			stack := strings.Join(names, ";")
			if counts[stack] == nil {
				counts[stack] = make([]uint64, len(arms))
			}
			counts[stack][i] += s.Count
		}
	}
	var b strings.Builder
	for _, stack := range slices.Sorted(maps.Keys(counts)) {
		b.WriteString(stack)
		for _, n := range counts[stack] {
			fmt.Fprintf(&b, " %d", n)
		}
		b.WriteByte('\n')
	}
	_, err := io.WriteString(w, b.String())
	return err
}
