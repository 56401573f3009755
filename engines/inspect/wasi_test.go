package inspect_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/sightglass-go/sightglass/engines/inspect"
)

// TestWASI: the types are those of the functions that the guest wasi imports and that
// wat2wasm has read from its text, which are all but two.
func TestWASI(t *testing.T) {
	wasm, err := os.ReadFile(filepath.Join("..", "enginetest", "guests", "wasi.wasm"))
	if err != nil {
		t.Fatal(err)
	}
	m, err := inspect.Parse(wasm)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{"proc_exit": true, "proc_raise": true}
	for _, i := range m.Imports {
		if i.Module != inspect.WASIModule {
			continue
		}
		found[i.Name] = true
		if got, ok := inspect.WASI(i.Name); !ok || !got.Equal(i.Type) {
			t.Errorf("%s: %v, %v; want %v", i.Name, got, ok, i.Type)
		}
	}
	for _, name := range inspect.WASINames() {
		if !found[name] {
			t.Errorf("%s is none of the guest's", name)
		}
	}
	if n := len(inspect.WASINames()); n != len(found) || n != 46 {
		t.Errorf("%d functions, the guest has %d; want 46, as many as the witx file of preview 1 with sock_accept", n, len(found))
	}
	if got, ok := inspect.WASI("nope"); ok || len(got.Params)+len(got.Results) > 0 {
		t.Errorf("nope: %v", got)
	}
	if got, ok := inspect.WASI("proc_exit"); !ok || got.String() != "(i32) -> ()" {
		t.Errorf("proc_exit: %v", got)
	}
}
