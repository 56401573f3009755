package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/sightglass-go/sightglass/recorder/worker"
)

func TestMain(m *testing.M) {
	worker.Main()
	os.Exit(m.Run())
}

func TestByHand(t *testing.T) {
	t.Chdir(filepath.Join("..", ".."))
	var out bytes.Buffer
	if err := run(t.Context(), []string{"byhand", "--iterations", "2"}, &out); err != nil {
		t.Fatal(err)
	}
	lines := regexp.MustCompile(`(?m)^[01] (Compilation|Instantiation|Execution) +[0-9]+ (nanoseconds|cpu-nanoseconds|cycles)$`).FindAllString(out.String(), -1)
	if len(lines) != 2*3*3 {
		t.Errorf("%d lines:\n%s", len(lines), &out)
	}
	for _, args := range [][]string{{"byhand", "nonesuch.wasm"}, {"byhand", "--engine", "nonesuch"}, {"byhand", "README.md"}, {"nonesuch"}, {}} {
		if err := run(t.Context(), args, &out); err == nil {
			t.Errorf("%q: no error", args)
		}
	}
}
