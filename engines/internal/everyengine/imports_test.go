package everyengine

import (
	"errors"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	_ "github.com/sightglass-go/sightglass/engines/wasmtime"
	_ "github.com/sightglass-go/sightglass/engines/wazero"
)

// TestMissingImports: every engine names all that is missing, of any kind, in
// the same words.
func TestMissingImports(t *testing.T) {
	for guest, want := range map[string][]string{
		"unknown-import":        {"func `env.foo` () -> ()"},
		"unknown-import-memory": {"memory `env.memory`"},
		"unknown-import-tag":    {"tag `env.failed`"},
		"unknown-wasi":          {"func `wasi_snapshot_preview1.nope` (i32) -> (i32)"},
		"bench-start-typed":     {"func `bench.start` (i32) -> (), where the host has one () -> ()"},
		"unknown-imports": {
			"func `env.now_price` (i32, i64) -> (f64)", "table `env.table`", "memory `env.memory`", "global `env.base`",
			"func `bench.end` (i32) -> (), where the host has one () -> ()", "func `bench.stop` () -> ()",
			"func `wasi_snapshot_preview1.fd_close` (i64) -> (), where the host has one (i32) -> (i32)",
			"global `wasi_snapshot_preview1.sched_yield`, where the host has a func () -> (i32)",
		},
	} {
		for _, name := range []string{"wazero", "wazero:interpreter", "wasmtime:wasm-exceptions", "wasmtime:api=wasmtime-go"} {
			engine, flags, _ := strings.Cut(name, ":")
			e, err := engines.Open(t.Context(), engine, flags)
			if errors.Is(err, engines.ErrUnavailable) {
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			module, err := e.Compile(t.Context(), guests.Wasm(guest))
			if err != nil && name == "wasmtime:api=wasmtime-go" && guest == "unknown-import-tag" {
				_ = e.Close(t.Context()) // wasmtime-go cannot switch exceptions on
				continue
			}
			if err != nil {
				t.Fatalf("%s, %s: %v", guest, name, err)
			}
			_, err = module.Link(t.Context(), engines.Host{Bench: engines.NewBench(nil)})
			if text := engines.ErrImport.Error() + ": " + strings.Join(want, "; "); err == nil || !errors.Is(err, engines.ErrImport) || err.Error() != text {
				t.Errorf("%s, %s: error\n%v, want\n%s", guest, name, err, text)
			}
			if err := errors.Join(module.Close(t.Context()), e.Close(t.Context())); err != nil {
				t.Error(err)
			}
		}
	}
}
