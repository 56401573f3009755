package command

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis"
)

// sidesFlags are the flags of commands that compare recordings.
type sidesFlags struct {
	inputFlags
	beforeAfter bool
}

func (f *sidesFlags) register(cmd *cobra.Command) {
	f.inputFlags.register(cmd)
	cmd.Flags().BoolVar(&f.beforeAfter, "before-after", false, `compare each engine of the first of two recordings with itself in the second
(default if they share an engine; --before-after=false pools them)`)
}

// sides is what is compared: the engines of data or, if two is not nil, one
// recording with another, and data is both beside each other.
type sides struct {
	data *analysis.Data
	two  *analysis.BeforeAfter
}

func (s *sides) compare(o analysis.Options) (*analysis.Result, error) {
	if s.two != nil {
		return s.two.Compare(o)
	}
	return analysis.Compare(s.data, o)
}

// read reads the recordings with the given names. Two that share an engine are
// before and after, unless --before-after says otherwise. The error is that of
// inputFlags.read; without rows to compare the sides are nil.
func (f *sidesFlags) read(cmd *cobra.Command, names []string, baseline string) (*sides, error) {
	asked := cmd.Flags().Changed("before-after")
	if err := twice(names); err != nil {
		return nil, err
	}
	readers, done, err := f.open(cmd, names)
	if err != nil {
		return nil, err
	}
	defer done()
	f.readers = readers
	recordings, readErr := analysis.ReadWithin(budget, readers...)
	if lost := (*analysis.StoreError)(nil); errors.As(readErr, &lost) {
		return nil, lost
	}
	recordings.Despite = f.despite
	if !asked || f.beforeAfter {
		two, err := recordings.BeforeAfter()
		switch {
		case err == nil:
			return f.both(cmd, two, baseline, readErr)
		case two == nil && !asked && errors.Is(err, analysis.ErrNotTwo):
		case two != nil:
			return nil, errors.Join(withoutResults(f.report(cmd, two.Joined(), readErr)), err)
		default:
			return nil, errors.Join(withoutResults(f.report(cmd, recordings.Pool(), readErr)), err)
		}
	}
	data, err := f.pooled(cmd, recordings, readErr)
	if data == nil || data.Rows == 0 {
		return nil, err
	}
	return &sides{data: data}, err
}

func (f *sidesFlags) both(cmd *cobra.Command, two *analysis.BeforeAfter, baseline string, readErr error) (*sides, error) {
	if err := two.Choose(baseline); err != nil {
		return nil, err
	}
	if f.subtract {
		if err := two.Subtract(); err != nil {
			return nil, err
		}
		subtracted(cmd)
	}
	s := &sides{two.Joined(), two}
	return s, f.report(cmd, s.data, readErr)
}

// withoutResults is an error after which there is nothing to show, for a script, too.
func withoutResults(err error) error {
	if failed, ok := err.(*failedError); ok {
		return failed.error
	}
	return err
}

func twice(names []string) error {
	var seen []os.FileInfo
	stdin := 0
	for _, name := range names {
		if name == "-" {
			if stdin++; stdin > 1 {
				return errors.New("standard input (-) is named twice")
			}
			continue
		}
		info, err := os.Stat(name)
		if err != nil || !info.Mode().IsRegular() {
			continue // to be met again when it is opened
		}
		for _, other := range seen {
			if os.SameFile(info, other) {
				return fmt.Errorf("%s is named twice: name another file in place of one", name)
			}
		}
		seen = append(seen, info)
	}
	return nil
}
