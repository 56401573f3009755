package benchmarks

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// toolchains says, by a source's extension, which lines of versions.txt decide
// the bytes, and what to do where they differ.
var toolchains = map[string]struct {
	tools  []string
	remedy string
}{
	".go":  {[]string{"go"}, "run with GOTOOLCHAIN set to that version"},
	".wat": {[]string{"wat2wasm"}, "on Debian 12: apt-get install wabt"},
	".ts":  {[]string{"asc"}, "npm install -g assemblyscript@0.28.20"},
	".rs":  {[]string{"rustc", "rust-std", "wasm-ld"}, "on Debian 12: apt-get install rustc libstd-rust-dev-wasm32"},
	".c": {
		[]string{"clang", "wasm-ld", "libc.a", "libm.a", "crt1-command.o", "builtins"},
		"on Debian 12: apt-get install clang-14 lld-14 wasi-libc libclang-rt-14-dev-wasm32",
	},
}

func TestRebuild(t *testing.T) {
	here := versions(script(t, "-versions"))
	recorded := versions(read(t, "versions.txt"))
	for _, name := range names(t) {
		t.Run(name, func(t *testing.T) {
			chain := toolchains[filepath.Ext(source(t, name))]
			for _, tool := range chain.tools {
				if here[tool] != recorded[tool] {
					t.Skipf("built with %s %s, here is %q: %s, then examples/benchmarks/build.sh %s",
						tool, recorded[tool], here[tool], chain.remedy, name)
				}
			}
			if os.Getenv("SIGHTGLASS_TESTS") == "" && slices.Contains([]string{"go", "asc", "rustc"}, chain.tools[0]) {
				t.Skip("building this guest takes a while: run with SIGHTGLASS_TESTS=all")
			}
			dir := t.TempDir()
			t.Setenv("OUT", dir)
			script(t, name)
			if !bytes.Equal(read(t, filepath.Join(dir, name+".wasm")), read(t, artifact(name))) {
				t.Errorf("%s is not what its source builds to: run examples/benchmarks/build.sh %s", artifact(name), name)
			}
		})
	}
}

// script runs build.sh.
func script(t *testing.T, arg string) []byte {
	t.Helper()
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("build.sh needs a POSIX shell: ", err)
	}
	var stderr bytes.Buffer
	cmd := exec.Command(sh, "build.sh", arg)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("build.sh %s: %v\n%s", arg, err, &stderr)
	}
	return out
}

// TestNativeNeedsC: a benchmark that is not in C, or does not exist, is refused by name, not
// with what a compiler says of a file that is missing.
func TestNativeNeedsC(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("build.sh needs a POSIX shell: ", err)
	}
	for _, name := range []string{"noop", "as-markdown", "rust-records", "go-trees", "reactors/price-list", "nosuch"} {
		out, err := exec.Command(sh, "build.sh", "-native", name).CombinedOutput()
		if want := "build.sh: " + name + " has no machine code: there is no C source "; err == nil || !strings.HasPrefix(string(out), want) {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}

// versions parses lines of a tool's name and its version.
func versions(text []byte) map[string]string {
	m := map[string]string{}
	for _, line := range lines(text) {
		tool, version, _ := strings.Cut(line, " ")
		m[tool] = version
	}
	return m
}

// TestRebuildProposals does so with what wasm-as builds.
func TestRebuildProposals(t *testing.T) {
	here, recorded := versions(script(t, "-versions")), versions(read(t, "versions.txt"))
	if here["wasm-as"] != recorded["wasm-as"] {
		t.Skipf("built with wasm-as %s, here is %q: npm install -g binaryen@131.0.0-nightly.20260721", recorded["wasm-as"], here["wasm-as"])
	}
	for name := range proposals {
		dir, name := t.TempDir(), "proposals/"+name
		t.Setenv("OUT", dir)
		script(t, name)
		if file := filepath.Base(name) + ".wasm"; !bytes.Equal(read(t, filepath.Join(dir, file)), read(t, filepath.Join(name, file))) {
			t.Errorf("%s/%s is not what its source builds to: run examples/benchmarks/build.sh %[1]s", name, file)
		}
	}
}

// TestRebuildReactor does so with the one reactor.
func TestRebuildReactor(t *testing.T) {
	here, recorded := versions(script(t, "-versions")), versions(read(t, "versions.txt"))
	for _, tool := range toolchains[".c"].tools {
		if here[tool] != recorded[tool] {
			t.Skipf("built with %s %s, here is %q: %s", tool, recorded[tool], here[tool], toolchains[".c"].remedy)
		}
	}
	dir := t.TempDir()
	t.Setenv("OUT", dir)
	script(t, filepath.Dir(priceList))
	if !bytes.Equal(read(t, filepath.Join(dir, filepath.Base(priceList)+".wasm")), read(t, priceList+".wasm")) {
		t.Errorf("%s.wasm is not what its source builds to: run examples/benchmarks/build.sh %s", priceList, filepath.Dir(priceList))
	}
}

func TestInputsAreGenerated(t *testing.T) {
	dir := t.TempDir()
	for _, name := range names(t) {
		if err := os.Mkdir(filepath.Join(dir, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	gotool, err := exec.LookPath("go")
	if err != nil {
		t.Skip("go run testdata/geninputs.go needs the Go toolchain: ", err)
	}
	if out, err := exec.Command(gotool, "run", "testdata/geninputs.go", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	inputs, err := filepath.Glob(filepath.Join(dir, "*", "*"))
	if err != nil || len(inputs) == 0 {
		t.Fatal("nothing generated: ", err)
	}
	for _, path := range inputs {
		committed := filepath.Join(filepath.Base(filepath.Dir(path)), filepath.Base(path))
		if !bytes.Equal(read(t, path), read(t, committed)) {
			t.Errorf("%s is not what testdata/geninputs.go writes", committed)
		}
	}
}
