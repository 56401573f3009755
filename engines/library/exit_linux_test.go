//go:build (amd64 || arm64) && !race && !sightglass_static

package library

import (
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/measure"
)

// TestExit: a library that calls exit(0) does not end a program that records in its
// own process as if all were well.
func TestExit(t *testing.T) {
	const variable = "SIGHTGLASS_TEST_EXITS"
	if path := os.Getenv(variable); path != "" {
		e, host, err := prepared(t, path, "", measure.Noop())
		t.Fatal("it did not exit: ", errors.Join(err, run(e, host)))
	}
	for _, code := range []string{"0", "1"} {
		cmd := exec.Command(os.Args[0], "-test.run=^TestExit$")
		cmd.Env = append(os.Environ(), variable+"="+hostile(t, "-DEXITS="+code))
		out, _ := cmd.CombinedOutput()
		if got := cmd.ProcessState.ExitCode(); got != exitCode || !strings.Contains(string(out), "an engine library called exit") {
			t.Errorf("exit(%s): code %d, want %d and the reason: %s", code, got, exitCode, out)
		}
	}
}
