package gotest

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sightglass-go/sightglass/measure"
)

// output takes what a test binary prints, on both of its streams: it finds the
// results, and keeps the end of the rest for messages. Its memory is bounded.
type output struct {
	results []result
	failed  []string // names behind "--- FAIL:"
	units   map[string]measure.Better
	begun   string // the name printed last, whose result is yet to come
	last    string // the last line that is not empty
	all     []byte // the last maxKept bytes
	line    []byte // not ended yet, its last maxLine bytes
}

const (
	maxKept = 64 << 10
	maxLine = 64 << 10
)

// result is one line of results.
type result struct {
	name    string // as it was printed; "" if that is not known
	metrics []metric
}

var (
	// A name is followed by spaces and a tab. What the benchmark prints before its
	// last runs, or in them, comes before or behind that, with or without an end of
	// the line.
	nameAt = regexp.MustCompile(`(Benchmark\S*) *\t`)
	// The result ends a line: the number of iterations, and pairs of a value and a
	// unit, each behind a tab.
	resultAt = regexp.MustCompile(`(?:^|[^\d])(\d+)((?:\t *(?:-?\d+(?:\.\d+)?|NaN|[-+]Inf) \S+)+)$`)
	// A failure stands on a line of its own, or behind the name.
	failedAt = regexp.MustCompile(`--- FAIL: (Benchmark\S*)`)
)

// Write implements io.Writer.
func (o *output) Write(b []byte) (int, error) {
	n := len(b)
	o.all = keepEnd(append(o.all, b...), maxKept)
	for len(b) > 0 {
		i := bytes.IndexByte(b, '\n')
		if i < 0 {
			o.line = keepEnd(append(o.line, b...), maxLine)
			return n, nil
		}
		o.line = append(o.line, b[:i]...)
		o.endLine()
		b = b[i+1:]
	}
	return n, nil
}

func keepEnd(b []byte, most int) []byte {
	if len(b) > 2*most {
		b = append(b[:0], b[len(b)-most:]...)
	}
	return b
}

// close takes the last line, which may have no end.
func (o *output) close() {
	if len(o.line) > 0 {
		o.endLine()
	}
}

func (o *output) endLine() {
	line := strings.TrimRight(string(o.line), "\r")
	o.line = o.line[:0]
	if strings.TrimSpace(line) != "" {
		o.last = line
	}
	if m := failedAt.FindStringSubmatch(line); m != nil {
		o.failed = append(o.failed, m[1])
		o.begun = ""
		return
	}
	if m := nameAt.FindStringSubmatchIndex(line); m != nil && isBenchmark(line[m[2]:m[3]]) {
		o.begun, line = line[m[2]:m[3]], line[m[1]:]
	}
	if unit, better, ok := direction(line); ok {
		if o.units == nil {
			o.units = map[string]measure.Better{}
		}
		o.units[unit] = better
		return
	}
	if o.begun == "" {
		return // nothing that could have a result
	}
	m := resultAt.FindStringSubmatch(line)
	if m == nil {
		return
	}
	r := result{name: o.begun}
	for pair := range strings.SplitSeq(m[2][1:], "\t") {
		value, unit, _ := strings.Cut(strings.TrimLeft(pair, " "), " ")
		r.metrics = append(r.metrics, metric{value, unit})
	}
	o.results = append(o.results, r)
	o.begun = ""
}

// isBenchmark is whether go test takes a function of that name for a benchmark.
func isBenchmark(name string) bool {
	rest, ok := strings.CutPrefix(name, "Benchmark")
	first, _ := utf8.DecodeRuneInString(rest)
	return ok && (rest == "" || !unicode.IsLower(first))
}

// names are all benchmarks that began, in order, each once: those with a
// result and those that failed.
func (o *output) names() (list []string) {
	add := func(name string) {
		if !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	for _, r := range o.results {
		add(r.name)
	}
	for _, name := range o.failed {
		// One that has failed fails those around it, too.
		if !slices.ContainsFunc(append(o.failed, list...), func(other string) bool { return strings.HasPrefix(other, name+"/") }) {
			add(name)
		}
	}
	return list
}

// why is the part of what was printed that says why a process ended badly: from
// the line of a panic or a failure on, else the end.
func (o *output) why() string {
	const most = 2000
	text := strings.ToValidUTF8(string(o.all), "\ufffd")
	for _, mark := range []string{"panic: ", "fatal error: ", "--- FAIL: ", "flag provided but not defined: "} {
		if i := strings.Index(text, mark); i >= 0 {
			text = text[i:]
			return strings.TrimSpace(text[:min(most, len(text))])
		}
	}
	text = strings.TrimSpace(text)
	return text[max(0, len(text)-most):]
}
