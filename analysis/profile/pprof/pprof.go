// Package pprof writes profiles in the format of go tool pprof.
package pprof

import (
	"cmp"
	"fmt"
	"io"

	"github.com/google/pprof/profile"

	ours "github.com/sightglass-go/sightglass/analysis/profile"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/record"
)

// Write writes one profile, or two with their difference: each sample has then three
// values, of which -sample_index of go tool pprof chooses one by the arm's name, or
// "difference", which is shown without it. Counts are those of all windows.
//
// What a terminal would obey in names, as a guest may have them, is escaped.
//
// Arms of different numbers of windows are refused: their counts could not be
// subtracted.
func Write(w io.Writer, arms ...ours.Arm) error {
	if len(arms) == 0 || len(arms) > 2 {
		return fmt.Errorf("%w: they are %d, and one or two can be written", ours.ErrIncomparable, len(arms))
	}
	event := arms[0].Profile.Event
	unit := "count"
	if e, ok := measure.LookupEvent(event); ok && e.Unit != "" {
		unit = e.Unit
	}
	if unit == "ns" {
		unit = "nanoseconds"
	}
	b := builder{functions: map[[2]string]*profile.Function{}, locations: map[*profile.Function]*profile.Location{}}
	if len(arms) == 1 {
		b.p.SampleType = []*profile.ValueType{{Type: event, Unit: unit}}
	} else {
		if arms[0].Profile.Windows != arms[1].Profile.Windows {
			return fmt.Errorf("%w: %s has %d windows, and %s %d", ours.ErrIncomparable, arms[0].Name, arms[0].Profile.Windows, arms[1].Name, arms[1].Profile.Windows)
		}
		for _, name := range []string{arms[0].Name, arms[1].Name, "difference"} {
			b.p.SampleType = append(b.p.SampleType, &profile.ValueType{Type: quote.Line(name), Unit: unit})
		}
		b.p.DefaultSampleType = "difference"
		b.p.Comments = append(b.p.Comments, quote.Line(fmt.Sprintf("%s, compared with %s: %s", arms[1].Name, arms[0].Name, event)))
	}
	for i, a := range arms {
		for _, s := range a.Profile.Samples {
			values := make([]int64, len(b.p.SampleType))
			values[i] = int64(s.Count)
			if len(arms) == 2 {
				values[2] = int64(s.Count)
				if i == 0 {
					values[2] = -values[2]
				}
			}
			sample := &profile.Sample{Value: values}
			for _, frame := range s.Stack {
				sample.Location = append(sample.Location, b.location(ours.Label(arms, i, &a.Profile.Frames[frame]), &a.Profile.Frames[frame]))
			}
			b.p.Sample = append(b.p.Sample, sample)
		}
	}
	merged, err := profile.Merge([]*profile.Profile{&b.p}) // one sample for each stack
	if err != nil {
		return fmt.Errorf("as a pprof profile: %w", err)
	}
	merged.DefaultSampleType = b.p.DefaultSampleType
	if err := merged.CheckValid(); err != nil {
		return fmt.Errorf("BUG: as a pprof profile: %w", err)
	}
	return merged.Write(w)
}

type builder struct {
	p         profile.Profile
	functions map[[2]string]*profile.Function
	locations map[*profile.Function]*profile.Location
}

// location is that of a function by its label, a new one if there is none.
func (b *builder) location(name string, f *record.ProfileFrame) *profile.Location {
	key := [2]string{name, f.Object}
	function := b.functions[key]
	if function == nil {
		function = &profile.Function{ID: uint64(len(b.p.Function) + 1), Name: quote.Line(name), SystemName: quote.Line(f.Name), Filename: quote.Line(cmp.Or(f.File, f.Object)), StartLine: int64(f.Line)}
		b.functions[key] = function
		b.p.Function = append(b.p.Function, function)
		l := &profile.Location{ID: function.ID, Line: []profile.Line{{Function: function, Line: int64(f.Line)}}}
		b.locations[function] = l
		b.p.Location = append(b.p.Location, l)
	}
	return b.locations[function]
}
