package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure/record"
)

// inputFlags are the flags of commands that read recordings.
type inputFlags struct {
	format string
}

func (f *inputFlags) register(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.format, "input-format", "auto", "format of the recordings: csv, json, jsonl, or auto to see for itself")
}

// read reads the recordings with the given names, standard input if there are
// none or for "-". Lines that are refused are named on standard error, and are
// the *failedError beside what could be read; any other error means that
// nothing was.
func (f *inputFlags) read(cmd *cobra.Command, names []string) (*analysis.Data, error) {
	format, err := record.ParseFormat(f.format)
	if err != nil {
		return nil, fmt.Errorf("--input-format: %w", err)
	}
	if len(names) == 0 {
		names = []string{"-"}
	}
	var readers []*record.Reader
	for _, name := range names {
		var r io.Reader = cmd.InOrStdin()
		if name == "-" {
			name = "standard input"
		} else {
			file, err := os.Open(name)
			if err != nil {
				return nil, err
			}
			defer file.Close()
			r = file
		}
		readers = append(readers, record.NewReader(r, name, format))
	}
	data, err := analysis.Read(readers...)
	for _, r := range readers {
		if r.Unterminated() {
			fmt.Fprintf(cmd.ErrOrStderr(), "warning: %s: the last line has no end; its count may have been cut off\n", r.Name())
		}
	}
	for _, refused := range data.Refused {
		fmt.Fprintf(cmd.ErrOrStderr(), "error: %v\n", refused)
	}
	if more := data.RefusedLines - len(data.Refused); more > 0 {
		fmt.Fprintf(cmd.ErrOrStderr(), "error: and %s more\n", count(more, "line"))
	}
	for _, warning := range data.Warnings {
		fmt.Fprintf(cmd.ErrOrStderr(), "warning: %v\n", warning)
	}
	switch {
	case err != nil:
		err = &failedError{err}
	case data.RefusedLines > 0:
		err = &failedError{fmt.Errorf("%s refused", count(data.RefusedLines, "line"))}
	case data.Rows == 0:
		err = errors.New("there are no rows in it")
	}
	return data, err
}
