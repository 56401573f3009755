package facts

import (
	"os"
	"path/filepath"
	"testing"
)

// TestMissing: what cannot be read is empty.
func TestMissing(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "proc"), 0o755); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]int64{"MemTotal: 2 kB\n": 2048, "MemTotal: lots kB\n": 0, "MemTotal: -1 kB": 0, "": 0, "MemTotal:\t9007199254740993000 kB": 0} {
		if err := os.WriteFile(filepath.Join(dir, "proc", "meminfo"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if f := read(dir); f != (Facts{Memory: want}) {
			t.Errorf("%q: %+v", text, f)
		}
	}
}
