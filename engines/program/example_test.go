package program_test

import (
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/enginetest"
	"github.com/sightglass-go/sightglass/engines/program"
)

// A main package that records gives an engine program a name.
func ExampleOpener() {
	engines.Register("mine", program.Opener("interpreter", "engine.script"))
}

// What PROTOCOL.md and ADAPTER.md show of tests.
var _ = []func(t *testing.T){
	func(t *testing.T) {
		enginetest.Run(t, program.Opener("./engine-of-mine"), "")
	},
	func(t *testing.T) {
		enginetest.Run(t, program.Opener("./engine-of-mine"), "",
			enginetest.Deviation{Case: "guests/raise-signal", Why: "proc_raise ends the program", Fatal: true},
			enginetest.Deviation{Case: "leaves-nothing", Why: "the program ends after Close has returned", Sometimes: true})
	},
}
