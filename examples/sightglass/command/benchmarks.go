package command

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
)

// defaultSuite is recorded where nothing is named, as the Rust original does.
var defaultSuite = filepath.Join("benchmarks", "default.suite")

// benchmarksOf returns the benchmarks and suites that a command line names.
func benchmarksOf(cmd *cobra.Command, args []string) ([]string, error) {
	if len(args) == 0 {
		if _, err := os.Stat(defaultSuite); err != nil {
			return nil, fmt.Errorf("name a benchmark (.wasm) or a suite (.suite); without one it is %s, which is not here: %w", defaultSuite, errors.Unwrap(err))
		}
		return []string{defaultSuite}, nil
	}
	for _, arg := range args {
		if err := refuseValue(cmd, arg); err != nil {
			return nil, err
		}
	}
	return args, nil
}

// expand returns the benchmarks that are named, or listed in suites. One that
// there is not is refused before anything runs, unless that is elsewhere.
func expand(args []string, elsewhere bool) ([]string, error) {
	all, err := recorder.Expand(args)
	if err != nil || elsewhere {
		return all, err
	}
	var missing []error
	for _, name := range all {
		if err := record.CheckName(name); err != nil {
			return nil, err
		}
		if _, err := os.Stat(name); errors.Is(err, fs.ErrNotExist) {
			missing = append(missing, fmt.Errorf("%s: there is no such benchmark", quote.Name(name)))
		}
	}
	return all, errors.Join(missing...)
}

// refuseValue explains an argument that was meant as the value of a flag whose
// value may be left out, and so has to stand behind "=".
func refuseValue(cmd *cobra.Command, arg string) error {
	pin := cmd.Flags().Lookup("pin")
	if pin == nil || !pin.Changed || pin.Value.String() != pin.NoOptDefVal {
		return nil
	}
	if _, err := os.Stat(arg); err == nil {
		return nil
	}
	if _, err := strconv.Atoi(arg); err == nil || arg == pin.NoOptDefVal {
		return fmt.Errorf("%s: no such file; if it is the CPU of --pin, write --pin=%s", arg, arg)
	}
	return nil
}
