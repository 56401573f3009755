package report

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/words"
)

// PullRequest is what a pull request is told: a comparison of its base with it.
type PullRequest struct {
	// Name tells comments of several jobs in one pull request apart: see Mark. It is
	// ValidName.
	Name string
	// Base and Head say what was compared, such as "3f2a1b0cd4e5, where it left main".
	Base, Head string
	// First is the comparison, nil if there is none, and Again that of what seemed
	// worse, recorded once more; Twice is whether that was wanted.
	First, Again *analysis.Result
	Twice        bool
	// Gate judges both; Verdict is what it comes to, or why nothing was compared.
	Gate    analysis.Gate
	Verdict string
	// Link is the address of the job, "" for none.
	Link string
}

// mostNameOfMark is how long a name may be.
const mostNameOfMark = 100

// ErrMark is the error of a name that cannot be in a mark.
var ErrMark = fmt.Errorf("use 1 to %d letters, digits, spaces and the characters . _ / , ( ) and single dashes", mostNameOfMark)

// Mark is the hidden line that Markdown begins with, by which a comment of the same
// name is found again: "<!-- sightglass:NAME -->".
func Mark(name string) string { return "<!-- sightglass:" + name + " -->" }

// FileMark is the hidden line that a file of Markdown begins with: recorders do not take
// the file for one that a benchmark beside it reads.
const FileMark = "<!-- sightglass -->"

// ValidName returns the error of a name that would end the comment that the mark is,
// or be changed where it is stored.
func ValidName(name string) error {
	odd := func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune(" ._/,()-", r))
	}
	if name == "" || len(name) > mostNameOfMark || strings.ContainsFunc(name, odd) || strings.Contains(name, "--") || strings.TrimSpace(name) != name {
		return ErrMark
	}
	return nil
}

// prForm is how much of it there is: rows of each group, and all numbers.
type prForm struct {
	rows    int
	details bool
}

// Markdown is the comment, of at most limit bytes: first what matters, in groups of
// worse, perhaps worse, better and unsure; then, folded, what is the same and all
// numbers. Where there is no room it leaves out first these and then rows, and says
// so; a limit below some thousand may be exceeded.
func (p *PullRequest) Markdown(limit int) (string, error) {
	var text string
	var err error
	for _, form := range []prForm{{1 << 30, true}, {1 << 30, false}, {100, false}, {30, false}, {10, false}, {3, false}} {
		if text, err = p.draw(form); err != nil || len(text) <= limit {
			break
		}
	}
	return text, err
}

func (p *PullRequest) draw(form prForm) (string, error) {
	var b strings.Builder
	groups := p.groups()
	fmt.Fprintf(&b, "%s\n### Benchmarks, %s: %s\n\n", Mark(p.Name), quote.Markdown(p.Name), p.title(groups))
	if p.First != nil && len(p.First.Comparisons) > 0 {
		parts := strings.Split(headline(p.First), "; ")
		for i := range parts {
			parts[i] = quote.Markdown(parts[i])
		}
		fmt.Fprintf(&b, "%s.\n\n", strings.Join(parts, "; "))
	}
	fmt.Fprintf(&b, "Base: %s. Head: %s.\n\n", quote.Markdown(p.Base), quote.Markdown(p.Head))
	if strings.Contains(p.Verdict, "\n") {
		b.WriteString(output(p.Verdict) + "\n")
	} else {
		fmt.Fprintf(&b, "%s\n\n", quote.Markdown(p.Verdict))
	}
	for _, g := range groups {
		table := p.table(g.lines, form)
		if g.fold {
			fmt.Fprintf(&b, "<details><summary>%s: %s</summary>\n\n%s\n</details>\n\n", g.name, g.count(""), table)
		} else {
			fmt.Fprintf(&b, "**%s: %s**\n\n%s\n", g.name, g.count(""), table)
		}
	}
	if p.First != nil {
		p.notes(&b)
		if err := p.details(&b, form); err != nil {
			return "", err
		}
	}
	if p.Link != "" {
		fmt.Fprintf(&b, "[The job and its log](<%s>)\n", strings.NewReplacer("<", "%3C", ">", "%3E", "\n", "", "\r", "", "\\", "%5C").Replace(quote.Line(p.Link)))
	}
	return b.String(), nil
}

// title is the answer in a line.
func (p *PullRequest) title(groups []prGroup) string {
	if p.First == nil || len(groups) == 0 {
		return "nothing was compared"
	}
	var parts []string
	for _, g := range groups {
		parts = append(parts, g.count(" "+g.title))
	}
	return strings.Join(parts, ", ")
}

// A prGroup is the comparisons that mean the same for who reads it.
type prGroup struct {
	name, title string
	fold        bool
	lines       []analysis.Comparison
}

// count is how many benchmarks are in the group, and whether means of suites are,
// which reports do not count: "3 worse and the mean worse".
func (g *prGroup) count(title string) string {
	means := 0
	for i := range g.lines {
		if len(g.lines[i].Benchmarks) > 0 {
			means++
		}
	}
	n := len(g.lines) - means
	mean := words.Plural(means, "mean", "means")
	if means == 1 {
		mean = "the mean"
	}
	switch {
	case means == 0:
		return fmt.Sprintf("%d%s", n, title)
	case n == 0:
		return mean + title
	}
	return fmt.Sprintf("%d%s and %s%s", n, title, mean, title)
}

// groups are those that have lines, what matters first.
func (p *PullRequest) groups() (list []prGroup) {
	if p.First == nil {
		return nil
	}
	all := slices.Concat(p.First.Comparisons, p.First.Suites)
	slices.SortStableFunc(all, func(a, b analysis.Comparison) int { return Urgency(&a, &b) })
	worse, perhaps, refuted := p.Judged()
	in := func(list []analysis.Comparison, c *analysis.Comparison) bool {
		return slices.ContainsFunc(list, func(o analysis.Comparison) bool { return likewise(c, &o) && c.Candidate == o.Candidate })
	}
	const (
		isWorse = iota
		isPerhaps
		isRefuted
		isBetter
		isChanged
		isUnsure
		isSame
	)
	groups := []prGroup{
		isWorse:   {name: "Worse", title: "worse"},
		isPerhaps: {name: "Seems worse, but not surely enough to fail for it", title: "perhaps worse"},
		isRefuted: {name: "Seemed worse, and did not when it was recorded again", title: "not confirmed", fold: true},
		isBetter:  {name: "Better", title: "better"},
		isChanged: {name: "Changed, neither better nor worse", title: "changed", fold: true},
		isUnsure:  {name: "Unsure", title: "unsure"},
		isSame:    {name: "Not changed", title: "not changed", fold: true},
	}
	for i := range all {
		c, at := &all[i], isSame
		switch {
		case in(worse, c):
			at = isWorse
		case in(perhaps, c):
			at = isPerhaps
		case in(refuted, c):
			at = isRefuted
		case c.Better():
			at = isBetter
		case c.Worse():
			at = isPerhaps
		case c.Verdict == analysis.Changed:
			at = isChanged
		case c.Verdict == analysis.Unsure:
			at = isUnsure
		}
		groups[at].lines = append(groups[at].lines, *c)
	}
	return slices.DeleteFunc(groups, func(g prGroup) bool { return len(g.lines) == 0 })
}

// Judged is what closes the gate, what it may not be closed for, and what another
// recording refuted. It is empty where nothing was compared.
func (p *PullRequest) Judged() (worse, perhaps, refuted []analysis.Comparison) {
	if p.First == nil {
		return nil, nil, nil
	}
	out, err := p.Gate.Judge(p.First)
	switch {
	case err != nil: // it says nothing
		return nil, append(out.Worse, out.Doubtful...), nil
	case !p.Twice:
		return out.Worse, out.Doubtful, nil
	case p.Again == nil:
		return nil, append(out.Worse, out.Doubtful...), nil
	}
	again, err := p.Gate.Judge(p.Again)
	if err != nil {
		return nil, append(out.Worse, out.Doubtful...), nil
	}
	worse, perhaps, refuted = out.Confirm(p.Again, &again)
	return worse, append(perhaps, out.Doubtful...), refuted
}

// likewise is whether two comparisons are of the same quantity.
func likewise(c, d *analysis.Comparison) bool {
	return c.Arch == d.Arch && c.Wasm == d.Wasm && c.Phase == d.Phase && c.Event.Name == d.Event.Name
}

// notes are the warnings and the gravest caveat.
func (p *PullRequest) notes(b *strings.Builder) {
	warnings := p.First.AllWarnings()
	for i, warning := range warnings {
		if left := len(warnings) - i; i >= mostWarnings && left > 1 {
			fmt.Fprintf(b, "- %s\n", words.Count(left, "other warning"))
			break
		}
		fmt.Fprintf(b, "- warning: %s\n", quote.Markdown(warning.Error()))
	}
	if worst, lines, others := Gravest(p.First); worst.Code != "" {
		more := ""
		if others > 0 {
			more = "; " + words.Count(others, "other note")
		}
		fmt.Fprintf(b, "- note: %s (%d of %s)%s\n", quote.Markdown(worst.Text), lines, words.Count(len(p.First.Comparisons)+len(p.First.Suites), "line"), more)
	}
	b.WriteString("\n")
}

func (p *PullRequest) details(b *strings.Builder, form prForm) error {
	if !form.details {
		b.WriteString("There was no room here for the tables with all numbers.\n\n")
		return nil
	}
	for i, r := range []*analysis.Result{p.First, p.Again} {
		if r == nil {
			continue
		}
		var text bytes.Buffer
		if err := Compare(&text, r, CompareMarkdown, CompareOptions{ShowUnchanged: true}); err != nil {
			return err
		}
		fmt.Fprintf(b, "<details><summary>%s</summary>\n\n%s\n</details>\n\n", []string{"All numbers", "All numbers of what was recorded again"}[i], &text)
	}
	return nil
}

// mostShown is how much is shown of what a compiler says.
const mostShown = 4000

// output is what a program wrote, in a block of code.
func output(text string) string {
	var b strings.Builder
	for line := range strings.Lines(quote.Clip(text, mostShown)) {
		b.WriteString(quote.Line(strings.TrimRight(line, "\r\n")) + "\n")
	}
	return fenced("", b.String())
}
