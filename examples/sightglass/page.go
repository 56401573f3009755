package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
)

// writeFile writes a file of the given name, standard output for "-". A file
// that could not be written to its end is removed.
func writeFile(cmd *cobra.Command, name string, write func(io.Writer) error) error {
	if name == "-" {
		return write(cmd.OutOrStdout())
	}
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	b := bufio.NewWriterSize(f, 1<<16)
	if err := errors.Join(write(b), b.Flush(), f.Close()); err != nil {
		if info, statErr := os.Lstat(name); statErr == nil && info.Mode().IsRegular() {
			os.Remove(name)
		}
		return fmt.Errorf("write %s: %w", name, err)
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "wrote %s\n", name)
	return nil
}
