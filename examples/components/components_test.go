package components

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/sightglass-go/sightglass/engines/inspect"
)

func read(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var names = []string{"hash-table", "rust-records"}

// TestComponents: each is a benchmark, with the inputs and the expected outputs of the
// module of the same name.
func TestComponents(t *testing.T) {
	for _, name := range names {
		c, err := inspect.ParseComponent(read(t, filepath.Join(name, name+".wasm")))
		if err != nil || len(c.Warnings) > 0 {
			t.Errorf("%s: %v, %+v", name, err, c)
			continue
		}
		if err := inspect.CheckComponent(c); err != nil || c.Bench() != "bench" || !c.Imported("wasi:filesystem/preopens") {
			t.Errorf("%s: %v, imports %+v", name, err, c.Imports)
		}
		of := 0
		for _, pattern := range []string{"*.input", "*.expected"} {
			files, err := filepath.Glob(filepath.Join("..", "benchmarks", name, pattern))
			if err != nil {
				t.Fatal(err)
			}
			for _, file := range files {
				of++
				if !bytes.Equal(read(t, file), read(t, filepath.Join(name, filepath.Base(file)))) {
					t.Errorf("%s differs from %s: copy it", filepath.Base(file), file)
				}
			}
		}
		if of != 6 {
			t.Errorf("%s has %d inputs and expected outputs, want 6", name, of)
		}
	}
}

// TestBuild: the committed files are what build.sh makes.
func TestBuild(t *testing.T) {
	if os.Getenv("SIGHTGLASS_TESTS") == "" {
		t.Skip("it fetches two packages of npm, and compiles Rust: run with SIGHTGLASS_TESTS=all")
	}
	for _, tool := range []string{"clang-14", "/usr/bin/rustc", "npm", "node"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("needs what README.md says under Building: %v", err)
		}
	}
	out := t.TempDir()
	cmd := exec.Command("sh", "build.sh")
	cmd.Env = append(os.Environ(), "OUT="+out)
	if tools := os.Getenv("TOOLS"); tools == "" {
		if err := exec.Command("npm", "ping").Run(); err != nil {
			t.Skipf("npm does not answer: set TOOLS to the folder of an earlier run: %v", err)
		}
	}
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	for _, name := range names {
		if !bytes.Equal(read(t, filepath.Join(out, name, name+".wasm")), read(t, filepath.Join(name, name+".wasm"))) {
			t.Errorf("%s.wasm is not what build.sh makes", name)
		}
	}
}
