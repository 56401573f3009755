package build

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestLibrary: wasmtime at the version that this module has is built once, and
// found again under another way to name it.
func TestLibrary(t *testing.T) {
	if systems[runtime.GOOS] == "" || machines[runtime.GOARCH] == "" {
		t.Skip("engine libraries need linux or darwin, amd64 or arm64")
	}
	if _, err := exec.LookPath("cc"); err != nil {
		t.Skip("needs a C compiler: install gcc or clang")
	}
	if out, err := exec.Command("go", "mod", "download", wasmtimeGo+"v39@v39.0.1").CombinedOutput(); err != nil {
		t.Skipf("go mod download %sv39@v39.0.1: %s", wasmtimeGo, out)
	}
	t.Setenv(Variable, filepath.Join(t.TempDir(), "the cache"))
	t.Setenv("CC", "cc")
	var told []string
	o := Options{Progress: func(line string) { told = append(told, line) }}
	library := func(text string) (Program, error) {
		spec, err := Parse(text)
		if err != nil || !spec.IsLibrary() {
			t.Fatalf("%s: %+v, error %v", text, spec, err)
		}
		return Library(t.Context(), spec, o)
	}
	p, err := library("wasmtime@v39.0.1:opt-level=none")
	if err != nil {
		t.Fatal(err)
	}
	binary, err := os.ReadFile(p.Path)
	if err != nil || !strings.Contains(string(binary), "wasm_bench_create") || !strings.Contains(string(binary), "v39.0.1") ||
		p.Name != "wasmtime@v39.0.1" || p.Revision != "v39.0.1" || filepath.Base(p.Path) != libraryIs[runtime.GOOS] {
		t.Errorf("%+v, %d bytes, error %v", p, len(binary), err)
	}
	again, err := library("wasmtime@v39.0.1")
	if err != nil || again.Path != p.Path || len(told) != 1 || told[0] != "building wasmtime@v39.0.1" {
		t.Errorf("again: %+v, told %q, error %v", again, told, err)
	}
	if list, err := List(); err != nil || len(list) != 1 || list[0].Name != "wasmtime@v39.0.1" || list[0].Size < int64(len(binary)) {
		t.Errorf("listed: %+v, error %v", list, err)
	}
	t.Setenv("CC", "false")
	if _, err := library("wasmtime@v39.0.1"); !errors.Is(err, ErrBuild) || !strings.Contains(err.Error(), "wasmtime@v39.0.1: cannot build: false: ") {
		t.Errorf("by a compiler that fails: %v", err)
	}
	t.Setenv("CC", "no-such-compiler")
	if _, err := library("wasmtime@v39.0.1"); !errors.Is(err, ErrBuild) || !strings.Contains(err.Error(), "install gcc or clang") {
		t.Errorf("without a compiler: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(os.Getenv(Variable), unfinished, "*")); len(left) > 0 {
		t.Errorf("left unfinished: %q", left)
	}
}

func TestLibraryRefused(t *testing.T) {
	t.Setenv(Variable, t.TempDir())
	for text, want := range map[string]string{
		"wasmtime@latest": "name a version of wasmtime-go, such as v37.0.0",
		"wasmtime@main":   "name a version of wasmtime-go, such as v37.0.0",
		"wasmtime@v0.0.0": "name a version of wasmtime-go, such as v37.0.0",
	} {
		spec, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Library(t.Context(), spec, Options{}); !errors.Is(err, ErrBuild) || !strings.Contains(err.Error(), text+": ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
	t.Setenv("CC", "go") // a program that is there
	t.Setenv("GOPROXY", "off")
	absent := Spec{Engine: "wasmtime", Build: "v37.0.99", Version: "v37.0.99"}
	if _, err := Library(t.Context(), absent, Options{}); !errors.Is(err, ErrBuild) || !strings.Contains(err.Error(), "GOPROXY=off") || !strings.Contains(err.Error(), "wasmtime-go/v37@v37.0.99") {
		t.Errorf("a version that is not there, without a network: %v; want what the go command says", err)
	}
	if _, err := Library(t.Context(), Spec{Engine: "wasmtime", Build: "v37.0.0", Version: "v37.0.0"}, Options{Layouts: 2}); !errors.Is(err, ErrBuild) || !strings.Contains(err.Error(), "layouts") {
		t.Errorf("layouts: %v", err)
	}
}

// TestOffline: what could not be had is named by the version that was asked for, where
// the go command names the one that it replaces.
func TestOffline(t *testing.T) {
	r := recipe{engine: "github.com/tetratelabs/wazero", revision: "v1.6.0"}
	for printed, want := range map[string]string{
		"go: github.com/tetratelabs/wazero@v1.12.0: module lookup disabled by GOPROXY=off": "github.com/tetratelabs/wazero at v1.6.0: go build: go: github.com/tetratelabs/wazero@v1.12.0",
		"go: github.com/tetratelabs/wazero@v1.6.0: no such version":                        "cannot build: go build: go: github.com/tetratelabs/wazero@v1.6.0",
		"go: golang.org/x/sys@v0.1.0: module lookup disabled by GOPROXY=off":               "cannot build: go build: go: golang.org/x/sys",
	} {
		if err := r.explain(&goError{"build", printed, errors.New("exit status 1")}); !errors.Is(err, ErrBuild) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", printed, err)
		}
	}
}
