package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/examples/sightglass/command"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

// These are the tests of the command line that need wasmtime. The others are
// in its package, which must not name it: go mod tidy reads the tests of what a
// program imports.

// asCommand, in the environment, makes this test binary the command.
const asCommand = "SIGHTGLASS_TEST_AS_COMMAND"

func TestMain(m *testing.M) {
	worker.Main()
	if os.Getenv(asCommand) != "" {
		main()
	}
	os.Exit(m.Run())
}

// result is what a run of the command left.
type result struct {
	code           int
	stdout, stderr string
}

func sightglass(t *testing.T, args ...string) result {
	t.Helper()
	var out, errs bytes.Buffer
	code := command.Run(t.Context(), args, strings.NewReader(""), &out, &errs)
	return result{code, out.String(), errs.String()}
}

// folder makes a folder with these guests, and noop, the current one.
func folder(t *testing.T, names ...string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for _, name := range append(names, "noop") {
		if err := os.WriteFile(name+".wasm", guests.Wasm(name), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
