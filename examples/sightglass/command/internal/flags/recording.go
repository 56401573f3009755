package flags

import (
	"strings"

	"github.com/spf13/pflag"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/recorder"
)

// Processes adds --processes and --rounds, which are the same.
func Processes(fs *pflag.FlagSet, to *int, def int, usage string) {
	Number(fs, to, "processes", "p", def, usage, 1, recorder.MaxProcesses)
	Number(fs, to, "rounds", "", def, "the same as --processes", 1, recorder.MaxProcesses)
}

// Iterations adds --iterations-per-process.
func Iterations(fs *pflag.FlagSet, to *int, def int, usage string) {
	Number(fs, to, "iterations-per-process", "i", def, usage, 1, recorder.MaxIterations)
}

// Measures adds --measure; more is what else there is to say of it.
func Measures(fs *pflag.FlagSet, to *[]string, more string) {
	fs.StringSliceVarP(to, "measure", "m", []string{recorder.DefaultMeasure}, "what is measured, of "+strings.Join(measure.Default.Names(), ", ")+more)
}

// Pin adds --pin.
func Pin(fs *pflag.FlagSet, to *string) {
	fs.StringVar(to, "pin", "", `bind the measuring thread to a CPU: its number, or "auto"`)
	fs.Lookup("pin").NoOptDefVal = "auto"
}
