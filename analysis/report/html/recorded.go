package html

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/measure/registry"
)

// recorded is what made a recording, in words.
type recorded struct {
	Facts    []fact
	Plan     preformatted
	Warnings []string
	Findings []string
	Overhead []string
}

// preformatted is text whose line ends are shown.
type preformatted string

type fact struct{ Name, Value string }

func recordedIn(d *analysis.Data, h *record.Header) recorded {
	r := recorded{Warnings: slices.Clone(h.Warnings), Plan: indented(h.Plan)}
	add := func(name, format string, args ...any) {
		if text := fmt.Sprintf(format, args...); strings.Trim(text, " ,") != "" {
			r.Facts = append(r.Facts, fact{name, text})
		}
	}
	if !h.Started.IsZero() {
		add("Started", "%s", h.Started.Format(time.RFC3339))
	}
	add("Labels", "%s", sortedPairs(h.Labels, "="))
	for _, e := range h.Engines {
		add("Engine "+e.Name, "%s %s", registry.Typed(e.Engine, e.Flags), e.Version)
	}
	if len(h.Programs) > 1 {
		for i := range h.Engines {
			for _, p := range h.ProgramsOf(&h.Engines[i]) {
				add("Program of "+h.Engines[i].Name, "%v", p)
			}
		}
	}
	for _, m := range h.Measures {
		text := cmp.Or(m.Clock, "as its documentation says")
		if m.FrequencyHz > 0 {
			text += fmt.Sprintf(", %.4g MHz", float64(m.FrequencyHz)/1e6)
		}
		add("Measure "+m.Name, "%s", text)
		r.Warnings = append(r.Warnings[:len(r.Warnings):len(r.Warnings)], m.Warnings...)
	}
	m := h.Machine
	add("Machine", "%s", report.Machine(m.CPU, m.CPUs, memory(m.MemoryKB), m.Arch))
	add("System", "%s %s", m.OS, m.Kernel)
	add("Built with", "%s", m.Go)
	add("Fingerprint", "%s", m.Fingerprint)
	add("Seed", "%d", h.Seed)
	add("First round", "%d", h.FirstProcess)
	add("Notes", "%s", strings.Join(h.Notes, "; "))
	for _, f := range h.Findings {
		if f.State != "fine" {
			r.Findings = append(r.Findings, fmt.Sprintf("%s: %s (%s)", f.Name, f.Value, f.State))
		}
	}
	if h.Overhead == nil {
		r.Overhead = []string{"not calibrated: what measuring itself costs is not known (benchmark --calibrate)"}
		return r
	}
	r.Overhead = windows(d)
	return r
}

// windows says what measuring costs, once for each quantity.
func windows(d *analysis.Data) []string {
	var out []string
	for i := range d.Series {
		k := d.Series[i].Key
		if w, ok := d.Overhead(k); ok {
			s := fmt.Sprintf("%v on %v: %v %s, from %d to %d", k.Phase, k.Config(), w.Median, k.Event, w.Min, w.Max)
			if !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	return out
}

func memory(kb uint64) string {
	if kb == 0 {
		return ""
	}
	return fmt.Sprintf("%.1f GiB", float64(kb)/(1<<20))
}

func indented(raw json.RawMessage) preformatted {
	if len(raw) == 0 {
		return ""
	}
	var b bytes.Buffer
	if json.Indent(&b, raw, "", " ") != nil {
		b.Reset()
		b.Write(raw)
	}
	return preformatted(quote.Clip(b.String(), maxPlan))
}
