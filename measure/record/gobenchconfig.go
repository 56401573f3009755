package record

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/registry"
)

// header appends what a header says. The machine and the user's labels are
// configuration, "key: value", by which benchstat keeps results apart unless
// it is told otherwise. What differs between any two recordings, such as the
// seed, or is what one compares them for, such as an engine's version, would
// keep it from comparing them at all: that is in comments, "# key: value",
// which it passes over.
func (g *goBench) header(b []byte, h Header) ([]byte, error) {
	b = g.flush(g.release(b))
	g.order.begin(h.Engines)
	config := machineConfig(h.Machine)
	for _, key := range slices.Sorted(maps.Keys(h.Labels)) {
		config = append(config, [2]string{labelKey(key), h.Labels[key]})
	}
	var keys []string
	for _, c := range config {
		if c[1] = oneLine(c[1]); c[1] != "" {
			keys = append(keys, c[0])
		}
	}
	for _, old := range g.keys { // of the recording before in this file
		if !slices.Contains(keys, old) {
			b = appendConfig(b, old, "")
		}
	}
	g.keys = keys
	b = g.config(b, "arch", &g.arch, h.Machine.Arch)
	for _, c := range config {
		if slices.Contains(keys, c[0]) {
			b = appendConfig(b, c[0], c[1])
		}
	}
	b = appendComments(b, &h)
	g.events = map[string]measure.Event{}
	for _, e := range h.Events {
		g.events[e.Name] = e
	}
	for _, e := range h.Events {
		b = g.declare(b, GoBenchUnit(e), e)
	}
	return b, nil
}

// machineConfig is what keeps recordings of two machines apart. Memory is
// rounded, for a new kernel leaves a little more or less of it.
func machineConfig(m Machine) [][2]string {
	config := [][2]string{{"goos", m.OS}, {"cpu", m.CPU}, {"cpus", ""}, {"kernel", m.Kernel}, {"memory", ""}}
	if m.CPUs > 0 {
		config[2][1] = fmt.Sprint(m.CPUs)
	}
	if m.MemoryKB > 0 {
		config[4][1] = fmt.Sprintf("%.1f GiB", float64(m.MemoryKB)/(1<<20))
	}
	return config
}

// labelKey makes a key of a label's: it begins with a lower-case letter, has
// neither space nor upper-case letters nor a colon, and is none that is taken.
func labelKey(label string) string {
	key := strings.Map(func(r rune) rune {
		switch r = unicode.ToLower(r); {
		case unicode.IsSpace(r), unicode.IsUpper(r), !unicode.IsPrint(r), r == ':', r == unicode.ReplacementChar:
			return '-'
		}
		return r
	}, oneLine(label))
	first := []rune(key + "-")[0]
	if !unicode.IsLower(first) || slices.Contains([]string{"arch", "pkg", "goos", "cpu", "cpus", "kernel", "memory"}, key) {
		key = "label-" + key
	}
	return key
}

func appendComments(b []byte, h *Header) []byte {
	comment := func(key, format string, args ...any) {
		b = appendConfig(append(b, "# "...), key, oneLine(fmt.Sprintf(format, args...)))
	}
	if !h.Started.IsZero() {
		comment("started", "%s", h.Started.Format(time.RFC3339))
	}
	comment("seed", "%d", h.Seed)
	if h.Machine.Go != "" {
		comment("go", "%s", h.Machine.Go)
	}
	for _, e := range h.Engines {
		comment("engine "+oneLine(e.Name), "%s %s", registry.Typed(e.Engine, e.Flags), e.Version)
	}
	for _, m := range h.Measures {
		rate := ""
		if m.FrequencyHz > 0 {
			rate = fmt.Sprintf(", %.0f Hz", m.FrequencyHz)
		}
		comment("measure "+oneLine(m.Name), "%s%s", m.Clock, rate)
	}
	for _, n := range h.Notes {
		comment("note", "%s", n)
	}
	for _, w := range h.Warnings {
		comment("warning", "%s", w)
	}
	return b
}

// appendConfig appends a configuration line. Without a value it takes the key
// back.
func appendConfig(b []byte, key, value string) []byte {
	b = append(append(b, key...), ':')
	if value = oneLine(value); value != "" {
		b = append(append(b, ' '), value...)
	}
	return append(b, '\n')
}

// oneLine makes one line of any text, of a length that can be read.
func oneLine(text string) string {
	const most = 1000
	text = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(text, "\ufffd"), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	}), " ")
	return quote.Line(quote.Clip(text, most))
}
