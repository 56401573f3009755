// Package history puts many recordings in the order of time and finds where the
// level of a benchmark changed, by how recordings differ from one another.
package history

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// Recording is one file of the past.
type Recording struct {
	// Name is the file's; it orders recordings that don't say when they were made,
	// and names those without a label.
	Name string
	Data *analysis.Data
}

// Options say how recordings are compared and named.
type Options struct {
	analysis.Options
	// By is the label that names a recording, such as "commit". Where it is empty
	// or a recording has no such label, the name of its file does.
	By string
	// Now is the time by which recordings from the future are known; the zero value
	// for none.
	Now time.Time
}

// History is what Build returns.
type History struct {
	// Ordered says by what: "started", the time in the headers, or "given",
	// that of Build's argument, when not all have a header.
	Ordered string  `json:"ordered_by"`
	Points  []Point `json:"points"`
	// Series are sorted by key.
	Series   []Series `json:"series"`
	Warnings []string `json:"warnings"`
	// Judged is how many series were searched for change points.
	Judged int `json:"judged"`
	// Least is how many recordings that takes, at Options.Alpha: 10 at 1%. Counts
	// that are exact take two.
	Least int `json:"least_recordings"`

	options    analysis.Options
	copies     []string // of one recording, in words
	future     []string // recordings that say they were made later than now
	unsorted   string   // why the order that was given is hardly that of time
	unfinished []string // what says that the newest recording stops before its end
}

// Point is a recording in its place.
type Point struct {
	// Label is what the recording is called: a label's value or the file's name.
	Label   string            `json:"label"`
	Name    string            `json:"name"`
	Started *time.Time        `json:"started,omitempty"` // nil without a header
	Labels  map[string]string `json:"labels,omitempty"`
	// Commit is the label of that name; without one, the revision of which the programs
	// that measured were built, if they were built of one and nothing had changed since.
	Commit string `json:"commit,omitempty"`
	// Machine is the fingerprint of the machine, empty if it is not known, with its name
	// behind it where machines of several names have that fingerprint; Host is what the
	// machine is.
	Machine string          `json:"machine,omitempty"`
	Host    *record.Machine `json:"host,omitempty"`
	// Versions are those of the engines, by name.
	Versions map[string]string `json:"versions,omitempty"`
}

// Series is one quantity over time.
type Series struct {
	Arch   string        `json:"arch"`
	Engine string        `json:"engine"`
	Flags  string        `json:"engine_flags,omitempty"`
	Wasm   string        `json:"wasm"`
	Phase  measure.Phase `json:"phase"`
	Event  measure.Event `json:"event"`
	Values []Value       `json:"values"`
	// Changes are its change points, in the order of time.
	Changes []Change `json:"changes"`
	// TooFew is set where it has fewer values than History.Least, and was not
	// searched.
	TooFew bool `json:"too_few,omitempty"`
	// Unseen is the ratio, above 1, by which the newest recording may differ from
	// those since the last change point and not be found to: 0 where it is not known.
	Unseen float64 `json:"unseen,omitempty"`

	last *analysis.Series
}

// Key returns the key of the series.
func (s *Series) Key() analysis.Key {
	return analysis.Key{Arch: s.Arch, Engine: s.Engine, EngineFlags: s.Flags, Wasm: s.Wasm, Phase: s.Phase, Event: s.Event.Name}
}

// Value is the series in one recording.
type Value struct {
	Point int `json:"point"` // in History.Points
	// Median is that of the medians of processes, as comparisons have it.
	Median    float64 `json:"median"`
	Processes int     `json:"processes"`
	// Interval is where the median of processes lies: see
	// analysis.Series.MedianInterval. It is nil for fewer than three.
	Interval *analysis.Interval `json:"interval"`

	exact bool // all counts are the same
}

// Build orders the recordings and searches each series for change points.
//
// The unit is the recording: recordings differ from one another by more than
// their processes do, so that what is said of time rests on the spread between
// them. See Change for how a point is found.
//
// Recordings that did not run the same (see record.Differences) are not
// compared: a benchmark has a series for each, unless Options.Despite allows it.
func Build(recordings []Recording, o Options) (*History, error) {
	if len(recordings) == 0 {
		return nil, fmt.Errorf("%w: there are no recordings", analysis.ErrOptions)
	}
	var all []*analysis.Data
	for _, r := range recordings {
		all = append(all, r.Data)
	}
	if err := analysis.CheckSelection(o.Options, all...); err != nil {
		return nil, err
	}
	h := &History{Warnings: []string{}, options: o.Options}
	recordings = h.order(recordings)
	for _, r := range recordings {
		h.Points = append(h.Points, point(r, o.By))
	}
	tellApart(h.Points, recordings)
	if err := h.labelled(o.By); err != nil {
		return nil, err
	}
	h.warn(recordings, o)

	index := map[analysis.Key][]int{} // in h.Series: more than one where not the same was run
	for at, r := range recordings {
		for i := range r.Data.Series {
			s := &r.Data.Series[i]
			if !wanted(s.Key, o.Options) {
				continue
			}
			k, name, err := h.follow(s, index[s.Key], o.Options)
			if err != nil {
				return nil, err
			}
			if k == len(h.Series) {
				index[s.Key] = append(index[s.Key], k)
				h.Series = append(h.Series, Series{Arch: s.Arch, Engine: s.Engine, Flags: s.EngineFlags, Wasm: name,
					Phase: s.Phase, Event: event(r.Data, s.Event), Changes: []Change{}})
			}
			if e := &h.Series[k].Event; !analysis.SameClock(*e, event(r.Data, s.Event)) {
				e.Hz = 0
			}
			h.Series[k].last = s
			h.Series[k].Values = append(h.Series[k].Values, value(at, s))
		}
	}
	slices.SortFunc(h.Series, func(a, b Series) int { return a.Key().Compare(b.Key()) })
	return h, h.search(o.Options)
}

func wanted(k analysis.Key, o analysis.Options) bool {
	return (o.Phase == 0 || o.Phase == k.Phase) &&
		(len(o.Events) == 0 || slices.Contains(o.Events, k.Event)) &&
		(len(o.Benchmarks) == 0 || slices.Contains(o.Benchmarks, k.Wasm))
}

func event(d *analysis.Data, name string) measure.Event {
	if e, ok := d.Events[name]; ok {
		return e
	}
	return measure.Event{Name: name}
}

func value(at int, s *analysis.Series) Value {
	sum := s.Summary()
	v := Value{Point: at, Median: s.ProcessMedian(), Processes: sum.Processes, exact: sum.Min == sum.Max}
	if i, ok := s.MedianInterval(0.01); ok {
		v.Interval = &i
	}
	return v
}

// follow finds the series that s continues, which ran the same. If there is none
// it is the next; its name says what it ran if others ran something else.
func (h *History) follow(s *analysis.Series, among []int, o analysis.Options) (k int, name string, err error) {
	name = s.Wasm
	for n, k := range among {
		err := analysis.Comparable(h.Series[k].last, s, o)
		var other *analysis.IncomparableError
		if err == nil {
			return k, "", nil
		}
		if !errors.As(err, &other) {
			return 0, "", err
		}
		if n > 0 {
			continue
		}
		var words []string
		for _, d := range other.Differences {
			words = append(words, d.Name+" "+d.B)
		}
		name = fmt.Sprintf("%s (%s)", s.Wasm, strings.Join(words, ", "))
		warning := "the recordings ran different work, which is kept apart: " + other.Texts[0]
		if !slices.Contains(h.Warnings, warning) {
			h.Warnings = append(h.Warnings, warning)
		}
	}
	return len(h.Series), name, nil
}

// Changes returns the change points that matter, as the indices of a series and
// of a change in it.
func (h *History) Changes() [][2]int {
	var out [][2]int
	for i := range h.Series {
		for k := range h.Series[i].Changes {
			if h.Series[i].Changes[k].Matters() {
				out = append(out, [2]int{i, k})
			}
		}
	}
	return out
}
