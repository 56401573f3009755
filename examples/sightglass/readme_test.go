package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/recorder/build"
)

func readme(t *testing.T) (root, text string) {
	t.Helper()
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Skipf("needs the whole repository around it: %v", err)
	}
	return root, string(b)
}

// TestREADMECommands runs every command line of the README, apart from go test
// itself, in a copy of what it needs.
func TestREADMECommands(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the commands are for a POSIX shell")
	}
	root, text := readme(t)
	if engine, err := engines.Open(t.Context(), "wasmtime", ""); err != nil {
		t.Skipf("the README records on wasmtime too: %v", err)
	} else if err := engine.Close(t.Context()); err != nil {
		t.Error(err)
	}
	work, bin := t.TempDir(), t.TempDir()
	t.Setenv(build.Variable, filepath.Join(work, "cache"))
	for _, name := range []string{"examples", "engines"} {
		if err := os.Symlink(filepath.Join(root, name), filepath.Join(work, name)); err != nil {
			t.Fatal(err)
		}
	}
	sh := func(dir, line string) (string, error) {
		cmd := exec.Command("sh", "-ec", line)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GOBIN="+bin, "PATH="+bin+string(filepath.ListSeparator)+os.Getenv("PATH"))
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	ran := 0
	for _, block := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(text, -1) {
		for line := range strings.Lines(block[1]) {
			line = strings.TrimSpace(line)
			dir := work
			switch {
			case line == "go test ./...": // that is what runs this
				continue
			case strings.Contains(line, "@v") && os.Getenv("SIGHTGLASS_TESTS") == "": // it downloads and builds
				continue
			case strings.HasPrefix(line, "sightglass gobench"):
				dir = goRepository(t)
			case strings.HasPrefix(line, "go "):
				dir = root
			}
			out, err := sh(dir, line)
			if err != nil || strings.Contains(out, "error: ") {
				t.Errorf("%s: %v\n%s", line, err, out)
			}
			if strings.Contains(line, "grep Execution") {
				rows := regexp.MustCompile(`(?m)^[a-z0-9_]+,wasmtime,[^,\n]*noop\.wasm,Execution,cycles(,[0-9.]+){4}$`).FindAllString(out, -1)
				if len(rows) != 1 {
					t.Errorf("%s printed %q, want one row of nine columns", line, out)
				}
			}
			ran++
		}
	}
	if ran < 25 {
		t.Errorf("found %d commands in the README", ran)
	}
}

// TestREADMELibrary: the programs in the README are ones that the tests compile,
// and run.
func TestREADMELibrary(t *testing.T) {
	root, text := readme(t)
	for _, name := range []string{"library", "hostimports"} {
		code, err := os.ReadFile(filepath.Join(root, "examples", name, "main.go"))
		if err != nil {
			t.Fatal(err)
		}
		_, program, ok := strings.Cut(string(code), "package main\n")
		if want := fmt.Sprintf("<!-- %[1]s -->\n```go\npackage main\n%[2]s```\n<!-- /%[1]s -->", name, program); !ok || !strings.Contains(text, want) {
			t.Errorf("the README's program is not examples/%s/main.go; it should hold\n%s", name, want)
		}
		if runtime.GOOS == "windows" {
			continue // it records in worker processes
		}
		cmd := exec.Command("go", "run", "./examples/"+name)
		cmd.Dir = root
		if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "Execution") {
			t.Errorf("examples/%s: %v\n%s", name, err, out)
		}
	}
}
