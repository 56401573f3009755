package benchmarks

import (
	"bufio"
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tetratelabs/wazero"
)

// names lists the folders of the corpus: all but testdata, proposals, which not every
// engine runs, and reactors, which have no _start.
func names(t *testing.T) []string {
	t.Helper()
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() && !slices.Contains([]string{"testdata", "proposals", "reactors"}, e.Name()) {
			names = append(names, e.Name())
		}
	}
	if len(names) == 0 {
		t.Fatal("no benchmarks")
	}
	return names
}

// artifact is where a benchmark's wasm lies.
func artifact(name string) string { return filepath.Join(name, name+".wasm") }

// source is what a benchmark is built from, as build.sh finds it.
func source(t *testing.T, name string) string {
	t.Helper()
	for _, file := range []string{name + ".wat", "main.go", name + ".ts", name + ".rs", name + ".c"} {
		path := filepath.Join(name, "testdata", file)
		if _, err := os.Stat(path); err == nil {
			return path
		}
	}
	t.Fatalf("%s: no source under testdata", name)
	return ""
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestEveryFolderIsComplete(t *testing.T) {
	readme := read(t, "README.md")
	for _, name := range names(t) {
		t.Run(name, func(t *testing.T) {
			src := read(t, source(t, name))
			for _, word := range []string{name + ": ", "Exercises:", "Workload:", "Build:"} {
				if head := src[:min(len(src), 1500)]; !bytes.Contains(head, []byte(word)) {
					t.Errorf("the comment at the top of %s lacks %q", source(t, name), word)
				}
			}
			for _, expectation := range []string{
				".stdout.expected", ".stderr.expected", ".small.stdout.expected", ".small.stderr.expected",
			} {
				read(t, filepath.Join(name, name+expectation))
			}
			if !bytes.Contains(readme, []byte("\n| "+name+" |")) {
				t.Error("README.md has no row for it")
			}
			// Small files keep the module's download small: 100 kB, and what Rust's
			// library and Go's runtime need.
			limit := 100_000
			switch filepath.Ext(source(t, name)) {
			case ".go":
				limit = 4_000_000
			case ".rs":
				limit = 200_000
			}
			if n := len(read(t, artifact(name))); n > limit {
				t.Errorf("%s has %d bytes, limit %d", artifact(name), n, limit)
			}
		})
	}
}

func TestEveryWasmIsABenchmark(t *testing.T) {
	ctx := context.Background()
	rt := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfigInterpreter())
	defer rt.Close(ctx)
	for _, name := range names(t) {
		t.Run(name, func(t *testing.T) {
			module, err := rt.CompileModule(ctx, read(t, artifact(name)))
			if err != nil {
				t.Fatal(err)
			}
			defer module.Close(ctx)
			if module.ExportedFunctions()["_start"] == nil {
				t.Error("does not export _start")
			}
			var marks []string
			for _, f := range module.ImportedFunctions() {
				switch from, as, _ := f.Import(); from {
				case "bench":
					marks = append(marks, as)
					if len(f.ParamTypes())+len(f.ResultTypes()) != 0 {
						t.Errorf("bench.%s is not [] -> []", as)
					}
				case "wasi_snapshot_preview1":
				default:
					t.Errorf("imports %s.%s: want bench and wasi_snapshot_preview1 only", from, as)
				}
			}
			slices.Sort(marks)
			if want := []string{"end", "start"}; !slices.Equal(marks, want) {
				t.Errorf("imports of bench: %q, want %q", marks, want)
			}
		})
	}
}

// suite returns the paths a suite file lists.
func suite(t *testing.T, file string) []string {
	t.Helper()
	var paths []string
	lines := bufio.NewScanner(bytes.NewReader(read(t, file)))
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if line != "" && !strings.HasPrefix(line, "#") {
			paths = append(paths, line)
		}
	}
	return paths
}

func TestSuites(t *testing.T) {
	for _, file := range []string{"all.suite", "default.suite"} {
		seen := map[string]bool{}
		for _, path := range suite(t, file) {
			if _, err := os.Stat(filepath.FromSlash(path)); err != nil {
				t.Errorf("%s: %v", file, err)
			}
			if seen[path] {
				t.Errorf("%s lists %s twice", file, path)
			}
			seen[path] = true
		}
	}
	all := suite(t, "all.suite")
	for _, name := range names(t) {
		if path := name + "/" + name + ".wasm"; !slices.Contains(all, path) {
			t.Errorf("all.suite lacks %s", path)
		}
	}
	for _, path := range []string{"noop/noop.wasm", "shootout-ackermann/shootout-ackermann.wasm"} {
		if !slices.Contains(suite(t, "default.suite"), path) {
			t.Errorf("default.suite lacks %s", path)
		}
	}
}
