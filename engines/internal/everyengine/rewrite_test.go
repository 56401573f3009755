package everyengine

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/inspect"
	"github.com/sightglass-go/sightglass/engines/operators"
)

// staysValid: a module that an engine takes is rewritten to one that it takes, and none that
// it refuses to one that it takes. It returns whether the engine takes it.
func staysValid(t *testing.T, e engines.Engine, what string, wasm []byte) bool {
	t.Helper()
	m, err := inspect.Parse(wasm)
	if err != nil || m.MaxLocals > inspect.LocalsLimit {
		return false // it is not handed to any engine
	}
	compile := func(wasm []byte) error {
		module, err := e.Compile(t.Context(), wasm)
		if err == nil {
			err = module.Close(t.Context())
		}
		return err
	}
	original := compile(wasm)
	for _, tally := range []operators.Tally{operators.ByClass, operators.LikeFuel} {
		out, err := operators.Rewrite(wasm, tally)
		if err != nil {
			if original == nil && !errors.Is(err, operators.ErrRefused) {
				t.Errorf("%s: the engine takes it, and it is not understood: %v", what, err)
			}
			return original == nil
		}
		if err := compile(out); (err == nil) != (original == nil) {
			t.Errorf("%s: the engine says of the module: %v, and of the rewritten one: %v", what, original, err)
		}
		if len(out) > 40*len(wasm)+2000 {
			t.Errorf("%s: %d bytes became %d", what, len(wasm), len(out))
		}
	}
	return original == nil
}

// FuzzRewrite does so on wazero.
func FuzzRewrite(f *testing.F) {
	for _, pattern := range []string{"../../enginetest/guests/*.wasm", "../../../examples/benchmarks/*/*.wasm"} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			f.Fatal(names, err)
		}
		for _, name := range names {
			wasm, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			if len(wasm) < 1<<16 {
				f.Add(wasm)
			}
		}
	}
	f.Fuzz(func(t *testing.T, wasm []byte) {
		e, err := engines.Open(t.Context(), "wazero", "interpreter")
		if err != nil {
			t.Fatal(err)
		}
		defer e.Close(t.Context())
		staysValid(t, e, "it", wasm)
	})
}

// TestRewriteSpecification does so with the modules of the specification's tests, valid and
// invalid ones, which come with wazero.
func TestRewriteSpecification(t *testing.T) {
	if os.Getenv("SIGHTGLASS_TESTS") == "" {
		t.Skip("takes a while: run with SIGHTGLASS_TESTS=all")
	}
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/tetratelabs/wazero").Output()
	if err != nil {
		t.Skipf("go list: %v", err)
	}
	for _, name := range []string{"wazero", "wasmtime:wasm-gc,wasm-function-references,wasm-exceptions"} {
		engine, flags, _ := strings.Cut(strings.ReplaceAll(name, "wazero", "wazero:interpreter"), ":")
		e, err := engines.Open(t.Context(), engine, flags)
		if errors.Is(err, engines.ErrUnavailable) {
			t.Log(err)
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		all, valid := 0, 0
		err = filepath.WalkDir(strings.TrimSpace(string(dir)), func(path string, d fs.DirEntry, err error) error {
			if err != nil || filepath.Ext(path) != ".wasm" {
				return err
			}
			wasm, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			all++
			if staysValid(t, e, path, wasm) {
				valid++
			}
			return nil
		})
		if err != nil || valid < 1000 {
			t.Errorf("%s takes %d of %d modules, error %v", name, valid, all, err)
		}
		t.Logf("%s takes %d of %d modules", name, valid, all)
		_ = e.Close(t.Context())
	}
}
