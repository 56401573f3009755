package nodejs

import (
	"os"
	"os/exec"
	"runtime"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/enginetest"
	"github.com/sightglass-go/sightglass/engines/program"
)

// runtimes are the commands that run the script.
var runtimes = []struct {
	name, install string
	args          []string
}{
	{"node", "apt-get install nodejs", []string{"engine.mjs"}},
	{"deno", "npm install --global deno", []string{"run", "--quiet", "--allow-all", "engine.mjs"}},
	{"bun", "npm install --global bun", []string{"engine.mjs"}},
}

// each runs a test with each that is installed.
func each(t *testing.T, test func(t *testing.T, open engines.Opener)) {
	for _, r := range runtimes {
		t.Run(r.name, func(t *testing.T) {
			if _, err := exec.LookPath(r.name); err != nil {
				t.Skipf("there is no %s: %s", r.name, r.install)
			}
			test(t, program.Opener(r.name, r.args...))
		})
	}
}

// TestConformance: V8 is an engine like others.
func TestConformance(t *testing.T) {
	if os.Getenv("SIGHTGLASS_TESTS") == "" {
		t.Skip("thousands of requests through a pipe: run with SIGHTGLASS_TESTS=all")
	}
	if runtime.GOOS != "linux" {
		t.Skip("a folder is known by its name here, and so is another one when that is changed: run it on Linux")
	}
	each(t, func(t *testing.T, open engines.Opener) { enginetest.Run(t, open, "") })
}
