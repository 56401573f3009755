package wazero

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/tetratelabs/wazero"

	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/engines/internal/kit"
)

// entry is what wazero caches of a guest.
func entry(t testing.TB) []byte {
	t.Helper()
	m := kit.Compile(t, kit.Kit{Open: Open}.Engine(t), guests.Wasm("work"))
	dir := t.TempDir()
	if err := m.(*module).compileInto(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*", "*"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	content, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// TestCodeIn: a cache in another form is refused, and never a number.
func TestCodeIn(t *testing.T) {
	good := entry(t)
	size, err := codeIn(good)
	// All of the entry but some 50 bytes is code, and where the code comes from.
	if err != nil || size < 50 || size >= uint64(len(good)) {
		t.Fatalf("%d bytes of code in %d, error %v", size, len(good), err)
	}
	head := len("WAZEVO") + 1 + int(good[6])
	for n := range head + 4 + 8 + 8 + int(size) + 4 {
		if got, err := codeIn(good[:n]); !errors.Is(err, errCache) {
			t.Fatalf("cut to %d bytes it has %d of code, error %v", n, got, err)
		}
		changed := append([]byte(nil), good...)
		changed[n] ^= 0x80
		if got, err := codeIn(changed); !errors.Is(err, errCache) && (n < 7 || n >= head && n < head+4 || n >= head+12) {
			t.Fatalf("with byte %d changed it has %d of code, error %v", n, got, err)
		}
	}
}

func FuzzCodeIn(f *testing.F) {
	f.Add(entry(f))
	f.Add([]byte("WAZEVO\x00\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if n, err := codeIn(b); err == nil && n > uint64(len(b)) {
			t.Errorf("%d bytes of code in %d", n, len(b))
		}
	})
}

// TestCodeSizeInterpreted: a program's own configuration may interpret, which its flags
// do not say.
func TestCodeSizeInterpreted(t *testing.T) {
	interpreted := Options{Runtime: func(wazero.RuntimeConfig) wazero.RuntimeConfig { return wazero.NewRuntimeConfigInterpreter() }}
	m := kit.Compile(t, kit.Kit{Open: interpreted.Open}.Engine(t), guests.Wasm("noop"))
	if n, err := m.(*module).CodeSize(t.Context(), t.TempDir()); !errors.Is(err, errInterpreter) {
		t.Errorf("%d, error %v", n, err)
	}
}
