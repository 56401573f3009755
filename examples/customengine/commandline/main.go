// Command commandline is the whole command line of sightglass with an engine of
// its own, beside wazero: ADAPTER.md, in the folder above, shows it.
package main

import (
	"os"

	"github.com/sightglass-go/sightglass/engines"
	_ "github.com/sightglass-go/sightglass/engines/wazero"
	"github.com/sightglass-go/sightglass/examples/customengine/minimal"
	"github.com/sightglass-go/sightglass/examples/sightglass/command"
)

func init() { engines.Register("minimal", minimal.Open) }

func main() { os.Exit(command.Main()) }
