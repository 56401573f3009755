package command

import (
	"errors"
	"fmt"
	"math"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure/record"
)

// allDiffer refuses files of which two are of one recording, or have rounds of one plan
// in common: what is made of them would have these twice, and no reader could tell.
func (f *inputFlags) allDiffer(cmd *cobra.Command, names []string) error {
	if err := twice(names); err != nil || len(names) < 2 {
		return err
	}
	names = slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		info, err := os.Stat(name)
		return err != nil || !info.Mode().IsRegular() // standard input, a pipe, or an error to be met again
	})
	of := map[string][]record.Header{}
	for i, name := range names {
		headers, all, err := f.headersOf(cmd, name)
		if err != nil {
			return err
		}
		if !all {
			return f.rowsDiffer(cmd, names)
		}
		of[name] = headers
		for _, other := range names[:i] {
			for _, h := range headers {
				if slices.ContainsFunc(of[other], func(o record.Header) bool { return o.SameRecording(&h) }) {
					return sameRecording(other, name)
				}
				if i := slices.IndexFunc(of[other], func(o record.Header) bool { return h.Share != nil && o.Share != nil && h.Share.Overlaps(o.Share) }); i >= 0 {
					return fmt.Errorf("%s and %s have rounds of one plan in common, as shares %v and %v of it: name one of them", other, name, of[other][i].Share, h.Share)
				}
			}
		}
	}
	return nil
}

// headersOf returns the headers of a file, and whether each of its rows is known by one:
// then it is not needed to tell recordings apart, however many there are.
func (f *inputFlags) headersOf(cmd *cobra.Command, name string) (headers []record.Header, all bool, err error) {
	readers, done, err := f.open(cmd, []string{name})
	if err != nil {
		return nil, false, err
	}
	defer done()
	for _, r := range readers {
		first := uint64(math.MaxUint64) // of the numbers of processes, under the header
		r.OnHeader = func(h record.Header) {
			headers = append(headers, h)
			if first = h.FirstProcess; first == 0 {
				first = math.MaxUint64
			}
		}
		for row, err := range r.All() { // an error is met again
			if err == nil && row.Process < first {
				return nil, false, nil
			}
		}
	}
	return headers, true, nil
}

func sameRecording(one, other string) error {
	return fmt.Errorf("%s and %s are of one recording: its rows would be written twice; name one of them", one, other)
}

// rowsDiffer is allDiffer where rows have to tell.
func (f *inputFlags) rowsDiffer(cmd *cobra.Command, names []string) error {
	read := map[string]*analysis.Data{}
	for i, name := range names {
		readers, done, err := f.open(cmd, []string{name})
		if err != nil {
			return err
		}
		read[name], err = analysis.Read(readers...) // others than this are met again
		done()
		if lost := (*analysis.StoreError)(nil); errors.As(err, &lost) {
			return lost
		}
		for _, other := range names[:i] {
			if earlier := read[other]; earlier != nil && read[name].SameRecording(earlier) {
				return sameRecording(other, name)
			}
		}
	}
	return nil
}
