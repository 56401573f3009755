package main

import (
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// othersThan returns the flags that the user set beside those named.
func othersThan(cmd *cobra.Command, names []string) (others []string) {
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if !slices.Contains(names, f.Name) {
			others = append(others, f.Name)
		}
	})
	return others
}
