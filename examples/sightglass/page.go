package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
)

// writeFile writes a file of the given name, standard output for "-". The file
// is there whole or, if it could not be written to its end, as it was before.
func writeFile(cmd *cobra.Command, name string, write func(io.Writer) error) error {
	if name == "-" {
		return write(cmd.OutOrStdout())
	}
	to := name + ".new" // beside it, so that it can be renamed
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		to = name // a pipe, a device: there is nothing to keep
	} else {
		_ = os.Remove(to) // of a run that was killed
	}
	f, err := os.Create(to)
	if err != nil {
		return err
	}
	b := bufio.NewWriterSize(f, 1<<16)
	err = errors.Join(write(b), b.Flush())
	if to != name {
		err = errors.Join(err, f.Sync())
	}
	err = errors.Join(err, f.Close())
	if to != name && err == nil {
		err = os.Rename(to, name)
	}
	if err != nil {
		if to != name {
			os.Remove(to)
		}
		return fmt.Errorf("write %s: %w", name, err)
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "wrote %s\n", name)
	return nil
}
