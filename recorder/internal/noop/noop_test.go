package noop_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/recorder/internal/noop"
)

// TestNoop: the guest in this package is the benchmark of the same name.
func TestNoop(t *testing.T) {
	if !bytes.Equal(noop.Component, guests.Wasm("components/noop")) {
		t.Error("component.wasm differs from the guest components/noop: copy it")
	}
	want, err := os.ReadFile(filepath.Join("..", "..", "..", "examples", "benchmarks", "noop", "noop.wasm"))
	if errors.Is(err, os.ErrNotExist) {
		t.Skipf("needs the whole repository around it: %v", err)
	}
	if err != nil || !bytes.Equal(noop.Wasm, want) {
		t.Errorf("noop.wasm differs from examples/benchmarks/noop/noop.wasm: copy it (%v)", err)
	}
}
