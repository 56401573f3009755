package command

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
)

// defaultSuite is recorded where nothing is named, as the Rust original does.
var defaultSuite = filepath.Join("benchmarks", "default.suite")

// benchmarksOf returns the benchmarks that a command line names, in suites, folders
// and patterns, too, and says what came of these. The error has all that is wrong,
// before anything runs; where they run elsewhere they are not looked at.
func benchmarksOf(cmd *cobra.Command, args []string, call record.Call, elsewhere bool) ([]string, error) {
	if len(args) == 0 {
		if _, err := os.Stat(defaultSuite); err != nil {
			return nil, fmt.Errorf("name a benchmark (.wasm), a suite (.suite) or a folder; without one it is %s, which is not here: %w", defaultSuite, errors.Unwrap(err))
		}
		args = []string{defaultSuite}
	}
	for _, arg := range args {
		if err := refuseValue(cmd, arg); err != nil {
			return nil, err
		}
	}
	if elsewhere {
		return recorder.Expand(args)
	}
	found, notes, err := find(args, call)
	for _, note := range notes {
		fmt.Fprintf(cmd.ErrOrStderr(), "note: %s\n", note)
	}
	return found, err
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
