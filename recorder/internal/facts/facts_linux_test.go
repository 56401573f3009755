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
		if f := read(dir); f != (Facts{System: "Linux", Memory: want}) {
			t.Errorf("%q: %+v", text, f)
		}
	}
}

// TestSystem: a file in /etc comes before the one in /usr/lib, as os-release(5) says.
func TestSystem(t *testing.T) {
	dir := t.TempDir()
	for _, step := range []struct{ name, text, want string }{
		{"usr/lib/os-release", "ID=debian\nNAME=\"Debian GNU/Linux\"\nVERSION_ID=\"12\"\n", "Linux 12 Debian GNU/Linux"},
		{"etc/os-release", "# Fedora's\nNAME='Fedora Linux'\nVERSION_ID=35\n", "Linux 35 Fedora Linux"},
		{"etc/os-release", "NAME=Arch\nVERSION_ID=\n", "Linux Arch"},
	} {
		if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(step.name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, step.name), []byte(step.text), 0o644); err != nil {
			t.Fatal(err)
		}
		if got := system(dir); got != step.want {
			t.Errorf("%s: %q, want %q", step.name, got, step.want)
		}
	}
}
