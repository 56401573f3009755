package flags

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// OthersThan returns the flags that the user set beside those named.
func OthersThan(cmd *cobra.Command, names []string) (others []string) {
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if !slices.Contains(names, f.Name) {
			others = append(others, f.Name)
		}
	})
	return others
}

// mayBeEmpty are the flags of texts for which nothing is a text like others. A
// usage that names "" allows it, too.
var mayBeEmpty = []string{"arg", "args", "engine-flags", "engine-flags-common", "title"}

// NoneEmpty refuses flags that are given nothing, as by a shell variable that is
// not set: what was asked for is not known, and the default would be another
// question, or no gate.
func NoneEmpty(cmd *cobra.Command) (err error) {
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if err != nil || slices.Contains(mayBeEmpty, f.Name) || strings.Contains(f.Usage, `""`) {
			return
		}
		empty := f.Value.String() == ""
		if list, ok := f.Value.(pflag.SliceValue); ok {
			empty = len(list.GetSlice()) == 0 || slices.Contains(list.GetSlice(), "")
		}
		if empty {
			err = fmt.Errorf("--%s is empty: is a shell variable not set? Leave the flag out, or give it a value: %s", f.Name, strings.ReplaceAll(f.Usage, "\n", " "))
		}
	})
	return err
}
