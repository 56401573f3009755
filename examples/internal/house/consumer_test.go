package house

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// offline is what the go command says where it can neither find a module in its
// cache nor download it.
var offline = regexp.MustCompile(`dial tcp|no such host|connection refused|i/o timeout|module lookup disabled|proxyconnect`)

// TestConsumer makes, builds and runs a module that records with wazero alone,
// without cgo, in a benchmark of its own and with the whole command line, too,
// and looks at what it had to download. go mod tidy also loads the tests of all packages that the module
// imports.
func TestConsumer(t *testing.T) {
	dir := t.TempDir()
	files := map[string]string{
		"go.mod": fmt.Sprintf("module consumer\n\ngo 1.25.0\n\nreplace %s => %s\n", module, root(t)),
		"main_test.go": `package main

import "` + module + `/recorder/gobench"

var _ = gobench.Run
`,
		"main.go": `package main

import (
	"context"
	"fmt"

	_ "` + module + `/engines/wazero"
	_ "` + module + `/measure/cycles"
	"` + module + `/measure/record"
	"` + module + `/recorder"
	"` + module + `/recorder/job"
)

func main() {
	var rows record.Collector
	_, err := recorder.InProcess{}.Record(context.Background(), recorder.Plan{
		Engines:    []job.Engine{{Engine: "wazero"}},
		Benchmarks: []string{"noop.wasm"},
	}, &rows)
	fmt.Println(len(rows.Rows), err)
}
`,
	}
	// The command line comes when the rest was tried: it stands on more.
	commandLine := `package main

import (
	"os"

	_ "` + module + `/engines/wazero"
	"` + module + `/examples/sightglass/command"
)

func main() { os.Exit(command.Main()) }
`
	noop, err := os.ReadFile(filepath.Join(root(t), "examples", "benchmarks", "noop", "noop.wasm"))
	if err != nil {
		t.Fatal(err)
	}
	files["noop.wasm"] = string(noop)
	if err := os.Mkdir(filepath.Join(dir, "commandline"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	run := func(args ...string) string {
		t.Helper()
		cmd := exec.Command("go", args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOWORK=off", "GOFLAGS=-mod=mod")
		out, err := cmd.CombinedOutput()
		if err != nil && offline.Match(out) {
			t.Skipf("needs a module proxy or its modules in the cache: go %s: %v\n%s", strings.Join(args, " "), err, out)
		}
		if err != nil {
			t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
		}
		return string(out)
	}
	// without are modules of which nothing was downloaded. A line of go.sum without
	// /go.mod is a module whose archive was.
	without := func(modules ...string) {
		t.Helper()
		sum, err := os.ReadFile(filepath.Join(dir, "go.sum"))
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(sum)) {
			f := strings.Fields(line)
			for _, module := range modules {
				if strings.Contains(f[0], module) && !strings.HasSuffix(f[1], "/go.mod") {
					t.Errorf("the consumer downloaded %s", line)
				}
			}
		}
	}
	run("mod", "tidy")
	without("wasmtime-go", "purego", "parquet-go", "klauspost/compress", "spf13/cobra")
	if out := run("run", "."); strings.TrimSpace(out[strings.LastIndex(strings.TrimSpace(out), "\n")+1:]) != "30 <nil>" {
		t.Errorf("printed %q, want 30 rows", out)
	}
	if err := os.WriteFile(filepath.Join(dir, "commandline", "main.go"), []byte(commandLine), 0o644); err != nil {
		t.Fatal(err)
	}
	run("mod", "tidy")
	if out := run("run", "./commandline", "benchmark", "-p", "1", "-i", "1", "--raw", "noop.wasm"); strings.Count(out, ",wazero,,noop.wasm,") != 3 {
		t.Errorf("the command line printed %q, want 3 rows", out)
	}
	without("wasmtime-go", "purego")
}
