package html

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/measure/words"
)

// A side is one of the engines that are compared, with what tells it from the others.
type side struct {
	Role, Name string
	Facts      []string // version, build, commit
}

// sidesOf says what was compared with what: the baselines first.
func sidesOf(d *analysis.Data, r *analysis.Result) []side {
	role := map[analysis.Config]string{}
	var order []analysis.Config
	add := func(a analysis.Arm, as string) {
		c := analysis.Config{Engine: a.Engine, Flags: a.Flags, Label: a.Label}
		if role[c] == "" {
			order = append(order, c)
			role[c] = as
		}
	}
	for i := range r.Comparisons {
		add(r.Comparisons[i].Baseline, "Baseline")
	}
	for i := range r.Comparisons {
		add(r.Comparisons[i].Candidate, "Compared")
	}
	for _, c := range d.Configs {
		add(analysis.Arm{Engine: c.Engine, Flags: c.Flags, Label: c.Label}, "Recorded")
	}
	facts := make([][]string, len(order))
	for i, c := range order {
		facts[i] = madeOf(headersOf(d, c), c)
	}
	var out []side
	for i, c := range order {
		s := side{Role: role[c], Name: c.String()}
		for _, f := range facts[i] {
			// What all have does not tell them apart, but for their versions.
			common := len(order) > 1 && !strings.HasPrefix(f, "version ")
			for _, other := range facts {
				common = common && slices.Contains(other, f)
			}
			if !common {
				s.Facts = append(s.Facts, f)
			}
		}
		out = append(out, s)
	}
	return out
}

// headersOf returns the headers of the recordings in which an engine was recorded.
func headersOf(d *analysis.Data, c analysis.Config) []*record.Header {
	var out []*record.Header
	for i := range d.Series {
		if d.Series[i].Config() != c {
			continue
		}
		for _, h := range d.Series[i].Headers() {
			if !slices.Contains(out, h) {
				out = append(out, h)
			}
		}
	}
	return out
}

// madeOf says what an engine was made of, in the recordings with these headers.
func madeOf(headers []*record.Header, c analysis.Config) []string {
	var out []string
	add := func(format string, args ...any) {
		if text := strings.TrimSpace(fmt.Sprintf(format, args...)); !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	for _, h := range headers {
		for i := range h.Engines {
			e := &h.Engines[i]
			if e.Name != c.Engine || e.Flags != c.Flags {
				continue
			}
			if e.Version != "" {
				add("version %s", strings.TrimPrefix(e.Version, "v"))
			}
			if e.Library != nil {
				add("library %s", record.ShortHash(e.Library.SHA256))
			}
			for _, p := range h.ProgramsOf(e) {
				add("built as %v", p)
			}
		}
		if labels := sortedPairs(h.Labels, "="); labels != "" {
			add("%s", labels)
		}
		if !h.Started.IsZero() {
			add("recorded %s", h.Started.Format("2006-01-02 15:04 MST"))
		}
	}
	return out
}

// conditions says how it was recorded: when, on what, how often, and what could have
// been seen.
func conditions(d *analysis.Data, r *analysis.Result) []fact {
	var out []fact
	add := func(name, text string) {
		if text != "" {
			out = append(out, fact{name, text})
		}
	}
	add("Recorded", recordedAt(d))
	add("How often", often(d, r))
	if seen := report.CanSee(r.Comparisons); seen > 1 {
		text := fmt.Sprintf("changes of %s and more, in half of the comparisons", words.Difference(seen))
		if len(r.Comparisons) == 1 {
			text = fmt.Sprintf("a change of %s or more", words.Difference(seen))
		}
		add("Can see", text)
	}
	return out
}

func recordedAt(d *analysis.Data) string {
	if len(d.Headers) == 0 {
		return "when, where and with which versions is not known: the rows have no header"
	}
	var times, machines []string
	for i := range d.Headers {
		h := &d.Headers[i]
		if s := h.Started.Format("2006-01-02 15:04 MST"); !h.Started.IsZero() && !slices.Contains(times, s) {
			times = append(times, s)
		}
		if s := report.Machine(h.Machine.CPU, h.Machine.CPUs, h.Machine.Arch); s != "" && !slices.Contains(machines, s) {
			machines = append(machines, s)
		}
	}
	text := strings.Join(times, " and ")
	if len(times) > 2 {
		text = fmt.Sprintf("%d times, from %s to %s", len(times), times[0], times[len(times)-1])
	}
	if len(machines) > 0 {
		text += " on " + strings.Join(machines, "; and on ")
	}
	return strings.TrimSpace(text)
}

// often is how many rounds, processes and iterations there were, and how long it took.
func often(d *analysis.Data, r *analysis.Result) string {
	var parts []string
	if len(r.Comparisons) > 0 {
		least, most := r.Comparisons[0].Rounds, 0
		for i := range r.Comparisons {
			least, most = min(least, r.Comparisons[i].Rounds), max(most, r.Comparisons[i].Rounds)
		}
		text := words.Count(most, "round")
		if least < most {
			text = fmt.Sprintf("%d to %s", least, text)
		}
		parts = append(parts, text)
	} else {
		processes := 0
		for i := range d.Series {
			processes = max(processes, len(d.Series[i].Processes()))
		}
		parts = append(parts, words.Count(processes, "process"))
	}
	iterations := 0
	for i := range d.Series {
		for _, p := range d.Series[i].Processes() {
			iterations = max(iterations, len(p.Counts))
		}
	}
	parts = append(parts, "up to "+words.Count(iterations, "iteration")+" in each process")
	if took := r.Took.Round(time.Second); took > 0 {
		parts = append(parts, took.String()+" in all")
	}
	return strings.Join(parts, ", ")
}
