package guest

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	_ "github.com/sightglass-go/sightglass/engines/wasmtime"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// TestFiles: a program finds the files of its folder by every name that means
// them, on every engine, and no other file. Rust's library finds files as C's
// does, with wasi-libc's own function.
func TestFiles(t *testing.T) {
	names := []string{
		"in.txt: hello", "/in.txt: hello", "./in.txt: hello", "././in.txt: hello", "/./in.txt: hello", "//in.txt: hello",
		"sub/in.txt: below", "/sub/in.txt: below", "./sub/./in.txt: below", "sub/../in.txt: hello", "/sub/../in.txt: hello",
		".: a folder", "/: a folder", "./: a folder", "sub: a folder", "/sub/: a folder",
		"no.txt: not found", "/etc/passwd: not found", "../secret.txt: not found", "/../secret.txt: not found",
		"sub/../../secret.txt: not found", "out.txt: not found", "/out.txt: not found",
	}
	for language, build := range map[string]func(t *testing.T, wasm string){
		"C": func(t *testing.T, wasm string) { clang(t, "testdata/files.c", "-o", wasm) },
		"Go": func(t *testing.T, wasm string) {
			needGo(t)
			run(t, wasip1, "go", "build", "-ldflags=-s -w", "-o", wasm, "./testdata/files")
		},
	} {
		t.Run(language, func(t *testing.T) {
			var args []string
			for _, name := range names {
				arg, _, _ := strings.Cut(name, ":")
				args = append(args, arg)
			}
			wasm := expected(t, strings.Join(names, "\n")+"\n", "")
			root := filepath.Dir(wasm)
			for name, text := range map[string]string{"in.txt": "hello", "sub/in.txt": "below", "../secret.txt": "secret"} {
				path := filepath.Join(root, filepath.FromSlash(name))
				if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
					t.Fatal(err)
				}
			}
			if err := os.Symlink(filepath.Join("..", "secret.txt"), filepath.Join(root, "out.txt")); err != nil {
				t.Skip(err) // no symbolic links here
			}
			build(t, wasm)
			for _, engine := range enginesFor(language) {
				err := call(t, job.Job{Engine: engine, Benchmark: wasm, Measures: []string{"time"}, Phase: measure.Execution, Guest: job.Guest{Args: args}})
				var output *job.OutputError
				switch {
				case errors.Is(err, engines.ErrUnavailable):
				case errors.As(err, &output):
					t.Errorf("%v: %s, want %s", engine, output.Got, output.Want)
					os.Remove(output.Actual)
				case err != nil:
					t.Errorf("%v: %v", engine, err)
				}
			}
		})
	}
}
