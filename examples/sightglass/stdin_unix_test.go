//go:build unix

package main

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
)

// TestStdinStream: a stream is the same input in every iteration on every
// engine, also through a shell.
func TestStdinStream(t *testing.T) {
	folder(t, "echo-stdin")
	for name, text := range map[string]string{"echo-stdin.stdout.expected": "hello\n", "echo-stdin.stderr.expected": "", "in.txt": "hello\n"} {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo("fifo", 0o600); err != nil {
		t.Fatal(err)
	}
	other := "wasmtime"
	if engine, err := engines.Open(t.Context(), other, ""); err != nil {
		other = "wazero:interpreter"
		t.Logf("wasmtime: %v", err)
	} else if err := engine.Close(t.Context()); err != nil {
		t.Error(err)
	}
	sightglass := `"$SIGHTGLASS" benchmark -e wazero -e ` + other + ` --processes 2 -i 2 --raw --progress none --output-format csv `
	for line, want := range map[string]string{
		"echo hello | " + sightglass + "--stdin - echo-stdin.wasm":                        "",
		"echo hello | " + sightglass + "--stdin /dev/stdin echo-stdin.wasm":               "",
		sightglass + "--stdin /dev/stdin echo-stdin.wasm < in.txt":                        "",
		sightglass + "--stdin /dev/fd/5 echo-stdin.wasm 5< in.txt":                        "",
		"(sleep 0.3; echo hello > fifo) & " + sightglass + "--stdin fifo echo-stdin.wasm": "",
		"echo other | " + sightglass + "--stdin - echo-stdin.wasm":                        `stdout line 1 is "other"`,
		sightglass + "--stdin . echo-stdin.wasm":                                          "it is a folder",
		sightglass + "--stdin no.txt echo-stdin.wasm":                                     `standard input "no.txt": cannot read the file: no such file`,
		sightglass + "fifo":                                               "it is a pipe, which can be read only once: save it as a file",
		sightglass + "/dev/fd/5 5< fifo-not":                              "fifo-not",
		sightglass + "--output-file \"$(printf 'a\\377.csv')\" noop.wasm": `"a\xff.csv": the name is not UTF-8, and cannot be recorded: rename it`,
		sightglass + "\"$(printf 'a\\377.wasm')\"":                        `a\xff.wasm": the name is not UTF-8, and cannot be recorded: rename it`,
	} {
		cmd := exec.Command("sh", "-c", line)
		cmd.Env = append(os.Environ(), asCommand+"=1", "SIGHTGLASS="+os.Args[0])
		var out, errs bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &errs
		err := cmd.Run()
		if (err == nil) != (want == "") || !strings.Contains(errs.String(), want) {
			t.Errorf("%s: %v, %q; want %q", line, err, errs.String(), want)
		}
		if rows := strings.Count(out.String(), "echo-stdin.wasm,"); want == "" && rows != 2*2*2*3 {
			t.Errorf("%s: %d rows", line, rows)
		}
	}
}
