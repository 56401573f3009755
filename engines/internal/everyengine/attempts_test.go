package everyengine

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/enginetest/hostile"
	"github.com/sightglass-go/sightglass/engines/wasmtime"
	"github.com/sightglass-go/sightglass/engines/wazero"
)

var update = flag.Bool("update", false, "write testdata/attempts.golden anew")

// TestAttempts compares what a hostile guest is answered on both engines with
// the answers that are known, one line an attempt: a benchmark that asks for
// something that it is not given goes the same way on both, or there is a line
// that says where not.
func TestAttempts(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the numbers are those of Linux: run it there; the attempts themselves are made everywhere by enginetest.Run")
	}
	e, err := wasmtime.Open(t.Context(), "")
	if errors.Is(err, engines.ErrUnavailable) {
		t.Skipf("compares two engines: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	_ = e.Close(t.Context())
	a := hostile.Attempts(t, wazero.Open, "")
	b := hostile.Attempts(t, wasmtime.Open, "")
	if len(a) != len(b) || len(a) == 0 {
		t.Fatalf("%d and %d attempts", len(a), len(b))
	}
	var lines []string
	same := 0
	for i := range a {
		if a[i].Name != b[i].Name {
			t.Fatalf("attempt %d is %q and %q", i, a[i].Name, b[i].Name)
		}
		if a[i].Errno == b[i].Errno {
			same++
		}
		lines = append(lines, fmt.Sprintf("%-14s %-14s %s", a[i].Errno, b[i].Errno, a[i].Name))
	}
	head := fmt.Sprintf("%-14s %-14s %d attempts, %d answered alike", "wazero", "wasmtime", len(a), same)
	got := []byte(strings.Join(slices.Concat([]string{head}, lines), "\n") + "\n")
	golden := filepath.Join("testdata", "attempts.golden")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(got, want) {
		return
	}
	known := strings.Split(string(want), "\n")
	for _, line := range append(lines, head) {
		if !slices.Contains(known, line) {
			t.Errorf("not among the answers that are known: %s", line)
		}
	}
	t.Errorf("%s is another: if the new answers do no harm, go test -run TestAttempts ./engines/internal/everyengine -update", golden)
}
