// Command simulate holds package analysis to its figures: it makes recordings
// in which the truth is known, compares them through the package's public
// functions, and prints how often the answer was right beside the bound that
// was promised.
//
//	go run ./analysis/simulate -replications 10000 -seed 1
//	go run ./analysis/simulate -cells stopping
//
// It exits with 1 if a figure misses its bound. With fewer than 4,000
// replications bounds are loosened, see Figure.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
)

func main() {
	ok, err := run(os.Args[1:], os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	if !ok {
		os.Exit(1)
	}
}

// run is the program. It says whether all figures keep their bounds.
func run(args []string, out io.Writer) (bool, error) {
	flags := flag.NewFlagSet("simulate", flag.ContinueOnError)
	flags.SetOutput(out)
	replications := flags.Int("replications", fullReplications, "how often to simulate each cell")
	seed := flags.Uint64("seed", 1, "seed; the same seed gives the same table on any number of processors")
	cells := flags.String("cells", "", "simulate only the cells with one of these words in their names, separated by commas")
	if err := flags.Parse(args); err != nil {
		return false, err
	}
	if *replications < 1 {
		return false, fmt.Errorf("-replications is %d: at least 1 is needed", *replications)
	}
	ok, any := true, false
	_, _ = fmt.Fprintf(out, "%-52s %10s %10s  %s\n", "figure", "value", "bound", "")
	for i, c := range allCells() {
		if !selected(c.name, *cells) {
			continue
		}
		any = true
		for _, f := range c.run(*replications, *seed+uint64(i)<<32) {
			if f.Replications == 0 {
				f.Replications = *replications
			}
			ok = ok && f.Pass()
			if _, err := fmt.Fprintln(out, f); err != nil {
				return false, err
			}
		}
	}
	if !any {
		return false, fmt.Errorf("no cell has one of %q in its name", *cells)
	}
	return ok, nil
}

func selected(name, words string) bool {
	if words == "" {
		return true
	}
	for _, w := range strings.Split(words, ",") {
		if w != "" && strings.Contains(name, w) {
			return true
		}
	}
	return false
}
