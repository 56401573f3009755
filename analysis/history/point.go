package history

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/measure/words"
)

// order returns the recordings in the order of time or, if that of one is not
// known, as they are.
func (h *History) order(recordings []Recording) []Recording {
	out := slices.Clone(recordings)
	h.Ordered = "started"
	var lacking []string
	for _, r := range out {
		if started(r).IsZero() {
			lacking = append(lacking, r.Name)
		}
	}
	if len(lacking) > 0 {
		h.Ordered = "given"
		h.Warnings = append(h.Warnings, fmt.Sprintf("the order is that in which the files were given: %s not say when recording began (CSV and JSON have no header): %s",
			words.Plural(len(lacking), "file does", "files do"), listed(lacking)))
		return out
	}
	slices.SortStableFunc(out, func(a, b Recording) int { return cmp.Or(started(a).Compare(started(b)), cmp.Compare(a.Name, b.Name)) })
	return out
}

func started(r Recording) time.Time {
	for _, h := range r.Data.Headers {
		if !h.Started.IsZero() {
			return h.Started
		}
	}
	return time.Time{}
}

func point(r Recording, by string) Point {
	p := Point{Label: r.Name, Name: r.Name}
	if at := started(r); !at.IsZero() {
		p.Started = &at
	}
	for _, h := range r.Data.Headers {
		p.add(h)
		p.Machine, p.Host = h.Machine.Fingerprint, &h.Machine
	}
	if ofSeveral(r.Data.Headers) {
		p.Machine, p.Host = "", nil // not known for a row
	}
	p.Commit = p.Labels["commit"]
	if p.Commit == "" {
		p.Commit = revision(r.Data.Headers)
	}
	if v := p.Labels[by]; by != "" && v != "" {
		p.Label = v
	}
	return p
}

// labelled refuses a label that no recording has: points would have other names than
// those that were asked for.
func (h *History) labelled(by string) error {
	has := map[string]bool{}
	for _, p := range h.Points {
		if by == "" || p.Labels[by] != "" {
			return nil
		}
		for label := range p.Labels {
			has[label] = true
		}
	}
	return &analysis.NotInInput{What: "label", Name: by, Has: slices.Sorted(maps.Keys(has))}
}

func (p *Point) add(h record.Header) {
	for k, v := range h.Labels {
		if p.Labels == nil {
			p.Labels = map[string]string{}
		}
		if _, ok := p.Labels[k]; !ok {
			p.Labels[k] = v
		}
	}
	for _, e := range h.Engines {
		if p.Versions == nil {
			p.Versions = map[string]string{}
		}
		if _, ok := p.Versions[e.Name]; !ok {
			p.Versions[e.Name] = e.Version
		}
	}
}

// revision is the one of which all programs were built, "" if they differ, it is not
// known, or it is this project's own and not that of what was measured.
func revision(headers []record.Header) (found string) {
	for _, h := range headers {
		for _, p := range h.Programs {
			if p.Revision == "" || strings.HasPrefix(p.Main, "github.com/sightglass-go/sightglass/") || p.Modified || strings.ContainsAny(p.Revision, ", ") || found != "" && found != p.Revision {
				return ""
			}
			found = p.Revision
		}
	}
	return found
}

// tolerance is how far the clocks of two machines may differ.
const tolerance = 10 * time.Minute

// mostOfKind is how many warnings of one kind a point has.
const mostOfKind = 3

func (h *History) warn(recordings []Recording, o Options) {
	by := o.By
	unlabelled, machines, unknown := 0, map[string]bool{}, 0
	for i, p := range h.Points {
		if by != "" && p.Labels[by] == "" {
			unlabelled++
		}
		if p.Machine == "" {
			unknown++
		} else {
			machines[p.Machine] = true
		}
		if p.Started != nil && !o.Now.IsZero() && p.Started.After(o.Now.Add(tolerance)) {
			h.future = append(h.future, fmt.Sprintf("%s says that it was made at %s, which is in the future", p.Name, p.Started.UTC().Format("2006-01-02 15:04 MST")))
		}
		if n := len(recordings[i].Data.Headers); n > 1 && !onePlan(recordings[i].Data.Headers) {
			h.Warnings = append(h.Warnings, fmt.Sprintf("%s holds %d recordings, which stand for one point", p.Name, n))
		}
		for _, err := range analysis.FoldWarnings(recordings[i].Data.AllWarnings(), mostOfKind) {
			text := err.Error()
			if !strings.Contains(text, p.Name) {
				text = p.Name + ": " + text
			}
			h.Warnings = append(h.Warnings, text)
		}
		for _, err := range recordings[i].Data.Unfinished() {
			if i == len(h.Points)-1 {
				h.unfinished = append(h.unfinished, err.Error())
			}
		}
	}
	for i, r := range recordings {
		for k, earlier := range recordings[:i] {
			if r.Data.SameRecording(earlier.Data) {
				h.copies = append(h.copies, fmt.Sprintf("%s and %s are of one recording, which is given twice", h.Points[k].Name, h.Points[i].Name))
				break
			}
		}
	}
	if h.Ordered == "given" {
		h.unsorted = unsorted(h.Points)
		if h.unsorted != "" {
			h.Warnings = append(h.Warnings, h.unsorted)
		}
	}
	h.Warnings = append(h.Warnings, h.future...)
	h.Warnings = append(h.Warnings, h.copies...)
	if unlabelled > 0 {
		h.Warnings = append(h.Warnings, fmt.Sprintf("%s without the label %q, called by the file's name", words.Count(unlabelled, "recording"), by))
	}
	if len(machines) > 1 {
		h.Warnings = append(h.Warnings, fmt.Sprintf("the recordings are of %d machines: a change from one to another may be the machine's", len(machines)))
	}
	if unknown > 0 {
		h.Warnings = append(h.Warnings, fmt.Sprintf("of %s the machine is not known: changes there may be the machine's", words.Count(unknown, "recording")))
	}
}

// unsorted says why names given in alphabetical order, as a shell expands a pattern, are
// not in the order of time: 10.csv comes before 2.csv. It is "" if nothing speaks against it.
func unsorted(points []Point) string {
	alphabetical := slices.IsSortedFunc(points, func(a, b Point) int { return cmp.Compare(a.Name, b.Name) })
	for i := 1; alphabetical && i < len(points); i++ {
		a, b := points[i-1].Name, points[i].Name
		k := 0
		for k < min(len(a), len(b)) && a[k] == b[k] {
			k++
		}
		for k > 0 && isDigit(a[k-1]) { // the whole number
			k--
		}
		if m, n := digits(a[k:]), digits(b[k:]); n > 0 && m > n && a[k] != '0' && b[k] != '0' {
			return fmt.Sprintf("the order that was given is alphabetical, which puts %s before %s: name the recordings in the order of time", a, b)
		}
	}
	return ""
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// digits is how many digits s begins with.
func digits(s string) (n int) {
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	return n
}

// onePlan is whether recordings are shares of one plan, which are one recording.
func onePlan(headers []record.Header) bool {
	return !slices.ContainsFunc(headers, func(h record.Header) bool { return h.Share == nil || h.Share.Plan != headers[0].Share.Plan })
}
