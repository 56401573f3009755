package guest

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestREADME builds every program of README.md for which there is a compiler,
// and runs it.
func TestREADME(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	programs := map[string]string{}
	for _, block := range regexp.MustCompile("(?ms)^```(\\w+)\n(.*?)^```$").FindAllStringSubmatch(string(text), -1) {
		if block[1] != "console" {
			programs[block[1]] = block[2]
		}
	}
	for _, tt := range []struct {
		language, file, tool, remedy string
		build                        func(t *testing.T, source, wasm string)
		stdout, stderr               string
	}{
		{"go", "main.go", "go", "", func(t *testing.T, source, wasm string) {
			needGo(t)
			run(t, wasip1, "go", "build", "-ldflags=-s -w", "-o", wasm, source)
		}, "6765\n", ""},
		{"go", "main.go", "tinygo", "https://tinygo.org", func(t *testing.T, source, wasm string) {
			run(t, wasip1, "tinygo", "build", "-o", wasm, source)
		}, "6765\n", ""},
		{"c", "mine.c", "", "", func(t *testing.T, source, wasm string) { clang(t, source, "-o", wasm) }, "6765\n", ""},
		{"rust", "mine.rs", "rustc", "https://rustup.rs", rust, "6765\n", ""},
		{"ts", "mine.ts", "asc", "npm install -g assemblyscript", func(t *testing.T, source, wasm string) {
			run(t, nil, "asc", source, "-O3", "--use", "abort=", "-o", wasm)
		}, "", ""},
		{"zig", "mine.zig", "zig", "https://ziglang.org", func(t *testing.T, source, wasm string) {
			run(t, nil, "zig", "build-exe", "-target", "wasm32-wasi", "-O", "ReleaseFast", "-femit-bin="+wasm, source)
		}, "", "6765\n"},
		{"wat", "mine.wat", "wat2wasm", "on Debian 12: apt-get install wabt", func(t *testing.T, source, wasm string) {
			run(t, nil, "wat2wasm", source, "-o", wasm)
		}, "", ""},
	} {
		t.Run(tt.language+" "+tt.tool, func(t *testing.T) {
			if programs[tt.language] == "" {
				t.Fatal("no such program")
			}
			if _, err := exec.LookPath(tt.tool); err != nil && tt.tool != "" {
				t.Skipf("no %s: %s", tt.tool, tt.remedy)
			}
			wasm := expected(t, tt.stdout, tt.stderr)
			source := filepath.Join(filepath.Dir(wasm), tt.file)
			if err := os.WriteFile(source, []byte(programs[tt.language]), 0o644); err != nil {
				t.Fatal(err)
			}
			tt.build(t, source, wasm)
			// 21,891 calls, unless the compiler saw through it.
			if n := count(t, wasm, "operators"); n < 21_891 {
				t.Errorf("the work is gone: the window is of %d operators", n)
			}
		})
	}
}

// rust builds for WebAssembly, or checks at least that the program is Rust.
func rust(t *testing.T, source, wasm string) {
	dir, err := exec.Command("rustc", "--print", "target-libdir", "--target", "wasm32-wasip1").Output()
	if err == nil {
		_, err = os.Stat(strings.TrimSpace(string(dir)))
	}
	if err != nil {
		run(t, nil, "rustc", "--emit=metadata", "-o", wasm+".rmeta", source)
		t.Skip("no target: rustup target add wasm32-wasip1")
	}
	run(t, nil, "rustc", "-O", "--target", "wasm32-wasip1", source, "-o", wasm)
}
