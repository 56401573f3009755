package benchmarks

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"
	"github.com/tetratelabs/wazero/sys"
)

const smallWorkload = "WASM_BENCH_USE_SMALL_WORKLOAD"

func TestOutput(t *testing.T) {
	for _, name := range names(t) {
		t.Run(name+"/small", func(t *testing.T) {
			checkOutput(t, run(t, name, true), filepath.Join(name, name+".small"))
		})
		t.Run(name+"/default", func(t *testing.T) {
			if os.Getenv("SIGHTGLASS_TESTS") == "" {
				t.Skip("the default workload takes a while: run with SIGHTGLASS_TESTS=all")
			}
			checkOutput(t, run(t, name, false), filepath.Join(name, name))
		})
	}
}

func checkOutput(t *testing.T, got *guest, expectations string) {
	t.Helper()
	for _, stream := range []struct {
		name string
		got  []byte
	}{
		{".stdout.expected", got.stdout.Bytes()},
		{".stderr.expected", got.stderr.Bytes()},
	} {
		want := lines(read(t, expectations+stream.name))
		if got := lines(stream.got); !slices.Equal(got, want) {
			t.Errorf("%s:\n got %q\nwant %q", expectations+stream.name, got, want)
		}
	}
	if want := []string{"start", "end"}; !slices.Equal(got.marks, want) {
		t.Errorf("calls to bench: %q, want %q", got.marks, want)
	}
	if len(got.ioInWindow) > 0 {
		t.Errorf("input or output within the window: %q", got.ioInWindow)
	}
}

// lines makes outputs equal that differ only in how lines end, or in whether
// the last one does.
func lines(b []byte) []string {
	s := strings.TrimSuffix(strings.ReplaceAll(string(b), "\r\n", "\n"), "\n")
	if s == "" {
		return nil
	}
	return strings.Split(s, "\n")
}

// guest is one run of a benchmark, and what was seen of it from outside.
type guest struct {
	stdout, stderr bytes.Buffer
	marks          []string // the calls to bench.*, in order
	ioInWindow     []string // the calls to WASI's fd_* and path_* between start and end
}

// run runs a benchmark as the recorder would: its own folder, read-only, as
// "." and nothing else. The small workload runs on wazero's interpreter and the
// default one on its compiler (where it has one): two engines have to agree
// with the expectations, and short tests needn't wait for the compiler, which
// under the race detector takes many seconds for a Go guest.
func run(t *testing.T, name string, small bool) *guest {
	t.Helper()
	g := &guest{}
	ctx := experimental.WithFunctionListenerFactory(context.Background(), g)
	engine := wazero.NewRuntimeConfig()
	if small {
		engine = wazero.NewRuntimeConfigInterpreter()
	}
	rt := wazero.NewRuntimeWithConfig(ctx, engine)
	defer rt.Close(ctx)
	wasi_snapshot_preview1.MustInstantiate(ctx, rt)
	_, err := rt.NewHostModuleBuilder("bench").
		NewFunctionBuilder().WithFunc(func() { g.marks = append(g.marks, "start") }).Export("start").
		NewFunctionBuilder().WithFunc(func() { g.marks = append(g.marks, "end") }).Export("end").
		Instantiate(ctx)
	if err != nil {
		t.Fatal(err)
	}
	config := wazero.NewModuleConfig().
		WithStdout(&g.stdout).WithStderr(&g.stderr).
		WithFSConfig(wazero.NewFSConfig().WithReadOnlyDirMount(name, "."))
	if small {
		config = config.WithEnv(smallWorkload, "1")
	}
	_, err = rt.InstantiateWithConfig(ctx, read(t, artifact(name)), config)
	var exit *sys.ExitError
	if err != nil && !(errors.As(err, &exit) && exit.ExitCode() == 0) {
		t.Fatalf("%v\nstderr: %s", err, &g.stderr)
	}
	return g
}

// NewFunctionListener implements experimental.FunctionListenerFactory. It
// listens to WASI's input and output alone, so that the guest runs at full speed.
func (g *guest) NewFunctionListener(f api.FunctionDefinition) experimental.FunctionListener {
	io := strings.HasPrefix(f.Name(), "fd_") || strings.HasPrefix(f.Name(), "path_")
	if f.ModuleName() != wasi_snapshot_preview1.ModuleName || !io {
		return nil
	}
	return experimental.FunctionListenerFunc(
		func(_ context.Context, _ api.Module, f api.FunctionDefinition, _ []uint64, _ experimental.StackIterator) {
			if len(g.marks) == 1 {
				g.ioInWindow = append(g.ioInWindow, f.Name())
			}
		})
}
