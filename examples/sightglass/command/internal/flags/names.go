// Package flags is the flags that several commands have: groups of them, values
// and ranges that are checked when they are parsed, and what is said of those
// that are not known.
package flags

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// otherNames are further names of flags: those that the Rust original has, or
// had, and those that this program had.
var otherNames = map[string]string{
	"baseline-engine":            "baseline",
	"benchmark-phase":            "phase",
	"format":                     "output-format",
	"from":                       "file",
	"input-file":                 "file",
	"num-iterations-per-process": "iterations-per-process",
	"output":                     "output-file",
	"small-workload":             "small-workloads",
}

// Normalize is what a flag is called here.
func Normalize(_ *pflag.FlagSet, name string) pflag.NormalizedName {
	if here, ok := otherNames[name]; ok {
		name = here
	}
	return pflag.NormalizedName(name)
}

// Explain explains a flag that cannot be parsed: what was perhaps meant, and
// what to do about one that the original has and this program has not.
func Explain(cmd *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	var invalid *pflag.InvalidValueError
	switch {
	case errors.As(err, &unknown):
		name := unknown.GetSpecifiedName()
		if name == "k" {
			name = "keep-logs"
		}
		if hint, ok := replacedFlags[name]; ok && cmd.Name() == "benchmark" {
			return fmt.Errorf("--%s: %s", name, hint)
		}
		if unknown.GetSpecifiedShortnames() != "" { // one letter is like any other
			return fmt.Errorf("%w; see: %s --help", err, cmd.CommandPath())
		}
		var known []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if !f.Hidden {
				known = append(known, f.Name)
			}
		})
		if near := nearest(name, known); near != "" {
			return fmt.Errorf("%w; did you mean --%s?", err, near)
		}
		return fmt.Errorf("%w; see: %s --help", err, cmd.CommandPath())
	case errors.As(err, &invalid) && invalid.GetFlag().Name == "significance-level" && cmd.Flags().Lookup("small-workloads") != nil:
		return fmt.Errorf("%w (the small workloads are --small-workloads)", err)
	}
	return err
}

// nearest returns the one of the known names that was perhaps meant, "" if none
// is near. It is cobra that says what is near, as for commands.
func nearest(name string, known []string) string {
	word := func(s string) string { return strings.Join(strings.Fields(s), "_") } // a command's name ends at a space
	name = word(name)
	for _, whole := range []bool{true, false} { // then beginnings of them
		if len(name) < 3 || !whole && len(name) < 5 {
			return ""
		}
		menu := new(cobra.Command)
		for i, k := range known {
			if !whole {
				k = k[:min(len(k), len(name))]
			}
			if !mayBeNear(name, word(k)) {
				continue
			}
			menu.AddCommand(&cobra.Command{Use: word(k) + " " + known[i], Run: func(*cobra.Command, []string) {}})
		}
		for menu.SuggestionsMinimumDistance = 1; menu.SuggestionsMinimumDistance <= min(farthest, len(name)-2); menu.SuggestionsMinimumDistance++ {
			near := menu.SuggestionsFor(name)
			if i := slices.IndexFunc(menu.Commands(), func(c *cobra.Command) bool { return slices.Contains(near, c.Name()) }); i >= 0 {
				_, meant, _ := strings.Cut(menu.Commands()[i].Use, " ")
				return meant
			}
		}
	}
	return ""
}

// farthest is by how many letters a name may differ from one that was perhaps meant.
const farthest = 2

// mayBeNear reports whether a known name may be near by its length: to compare two takes
// time and memory by the product of their lengths, and arguments may be long. What begins
// with the name is near, too.
func mayBeNear(name, known string) bool {
	name, known = strings.ToLower(name), strings.ToLower(known)
	longer := len(name) - len(known)
	return max(longer, -longer) <= farthest || strings.HasPrefix(known, name)
}

// DidYouMean is the question that follows an unknown name, empty if no known
// one is near.
func DidYouMean(name string, known []string) string {
	if near := nearest(name, known); near != "" && near != name {
		return fmt.Sprintf(" (did you mean %s?)", near)
	}
	return ""
}
