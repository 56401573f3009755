package benchmarks

import (
	"bytes"
	"context"
	"fmt"
	"math/bits"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"

	"github.com/sightglass-go/sightglass/engines/inspect"
)

// TestLarge: what testdata/genlarge.go writes is a benchmark of that many functions, and
// prints what they are to make of 1.
func TestLarge(t *testing.T) {
	gotool, err := exec.LookPath("go")
	if err != nil {
		t.Skip("needs the Go toolchain: ", err)
	}
	sizes := []int{300}
	if os.Getenv("SIGHTGLASS_TESTS") != "" {
		sizes = append(sizes, 50_000)
	}
	program := filepath.Join(t.TempDir(), "genlarge.exe")
	if out, err := exec.Command(gotool, "build", "-o", program, "testdata/genlarge.go").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, args := range [][]string{{"0"}, {"x"}, {"5", "6"}} {
		if wasm, err := exec.Command(program, args...).Output(); err == nil || len(wasm) > 0 {
			t.Errorf("%q: %d bytes, %v", args, len(wasm), err)
		}
	}
	for _, n := range sizes {
		wasm, err := exec.Command(program, strconv.Itoa(n)).Output()
		if err != nil {
			t.Fatal(err)
		}
		module, err := inspect.Parse(wasm)
		if err != nil || inspect.CheckBenchmark(module) != nil {
			t.Fatal(err, inspect.CheckBenchmark(module))
		}
		if got, want := runLarge(t, wasm), fmt.Sprintf("%08x\n", large(n)); got != want {
			t.Errorf("%d functions print %q, want %q", n, got, want)
		}
	}
}

func runLarge(t *testing.T, wasm []byte) string {
	t.Helper()
	ctx := context.Background()
	rt := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfigInterpreter())
	defer rt.Close(ctx)
	wasi_snapshot_preview1.MustInstantiate(ctx, rt)
	mark := func() {}
	if _, err := rt.NewHostModuleBuilder("bench").NewFunctionBuilder().WithFunc(mark).Export("start").
		NewFunctionBuilder().WithFunc(mark).Export("end").Instantiate(ctx); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if _, err := rt.InstantiateWithConfig(ctx, wasm, wazero.NewModuleConfig().WithStdout(&out)); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// large is what n functions make of 1.
func large(n int) uint32 {
	x := uint32(1)
	for i := range uint32(n) {
		mix := i*2654435761 + 12345
		times := [3]int{3, int(x & 1), 1}[i%3]
		for range times {
			x += bits.RotateLeft32(x*(mix|1)^mix>>7, int(i%31+1))
		}
	}
	return x
}
