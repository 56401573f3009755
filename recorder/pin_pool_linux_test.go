package recorder

import (
	"context"
	"os"
	"runtime"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	_ "github.com/sightglass-go/sightglass/engines/wasmtime"
)

func TestPoolX(t *testing.T) {
	runtime.LockOSThread()
	ctx := context.Background()
	n := func() int { e, _ := os.ReadDir("/proc/self/task"); return len(e) }
	t.Log(n())
	e, err := engines.Open(ctx, "wasmtime", "")
	t.Log(n(), err)
	m, err := e.Compile(ctx, smallest)
	t.Log(n(), err)
	m.Close(ctx)
	b, _ := os.ReadFile("../examples/benchmarks/go-trees/go-trees.wasm")
	m, err = e.Compile(ctx, b)
	t.Log(n(), err)
}
