package flags

import (
	"strings"

	"github.com/spf13/pflag"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/recorder"
)

// Processes adds --processes and --rounds, which are the same.
func Processes(fs *pflag.FlagSet, to *int, def int) {
	Number(fs, to, "processes", "p", def, "rounds: in each, every benchmark runs in a process of its own on every engine, or in every build", 1, recorder.MaxProcesses)
	Number(fs, to, "rounds", "", def, "the same as --processes", 1, recorder.MaxProcesses)
}

// Iterations adds --iterations-per-process.
func Iterations(fs *pflag.FlagSet, to *int, def int) {
	Number(fs, to, "iterations-per-process", "i", def, "iterations in each process", 1, recorder.MaxIterations)
}

// Measures adds --measure.
func Measures(fs *pflag.FlagSet, to *[]string) {
	fs.StringSliceVarP(to, "measure", "m", []string{recorder.DefaultMeasure}, "what is measured, of "+strings.Join(measure.Default.Names(), ", ")+"; repeat it to nest, outermost first; fuel adds a flag")
}

// Pin adds --pin.
func Pin(fs *pflag.FlagSet, to *string) {
	fs.StringVar(to, "pin", "", `bind the measuring thread to a CPU: its number, or "auto"`)
	fs.Lookup("pin").NoOptDefVal = "auto"
}
