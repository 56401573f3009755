package everyengine

import (
	"fmt"
	"os"
	"runtime"
	"testing"

	_ "github.com/sightglass-go/sightglass/engines/wasmtime"
	_ "github.com/sightglass-go/sightglass/engines/wazero"
	_ "github.com/sightglass-go/sightglass/measure/cycles"
	_ "github.com/sightglass-go/sightglass/measure/walltime"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

func TestMain(m *testing.M) {
	worker.Main()
	if runtime.GOOS == "windows" {
		fmt.Println("skipped: there are no worker processes on Windows; run the tests on another system")
		os.Exit(0)
	}
	os.Exit(m.Run())
}
