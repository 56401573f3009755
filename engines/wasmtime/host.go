//go:build cgo

package wasmtime

import (
	"fmt"
	"os"
	"strings"

	wasmtime "github.com/bytecodealliance/wasmtime-go/v39"

	"github.com/sightglass-go/sightglass/engines"
)

// wasi is a WASI configuration in either of its Go forms.
type wasi interface {
	SetArgs([]string) error
	SetEnv(keys, values []string) error
	SetDir(folder, guest string) error
	SetStdin(name string) error
	SetStdout(name string) error
	SetStderr(name string) error
}

// showHost tells w what the guest sees. The C API opens files by their names
// only, and does it here: not in the window of Instantiate.
func showHost(w wasi, host engines.Host) error {
	if err := w.SetArgs(host.Args); err != nil {
		return fmt.Errorf("%w: %w", engines.ErrHost, err)
	}
	var keys, values []string
	for _, kv := range host.Env {
		k, v, _ := strings.Cut(kv, "=")
		keys, values = append(keys, k), append(values, v)
	}
	if err := w.SetEnv(keys, values); err != nil {
		return fmt.Errorf("%w: %w", engines.ErrHost, err)
	}
	if host.Dir != "" {
		if err := w.SetDir(host.Dir, "/"); err != nil {
			return fmt.Errorf("open the benchmark's folder %s: %w", host.Dir, err)
		}
	}
	for _, stream := range []struct {
		name string
		file *os.File
		set  func(string) error
	}{
		{"stdin", host.Stdin, w.SetStdin},
		{"stdout", host.Stdout, w.SetStdout},
		{"stderr", host.Stderr, w.SetStderr},
	} {
		if stream.file == nil {
			continue
		}
		if err := stream.set(stream.file.Name()); err != nil {
			return fmt.Errorf("open the guest's %s %s: %w", stream.name, stream.file.Name(), err)
		}
	}
	return nil
}

// bindingWASI gives wasmtime-go's configuration the same methods.
type bindingWASI struct{ c *wasmtime.WasiConfig }

func (w bindingWASI) SetArgs(args []string) error {
	w.c.SetArgv(args)
	return nil
}

func (w bindingWASI) SetEnv(keys, values []string) error {
	w.c.SetEnv(keys, values)
	return nil
}

func (w bindingWASI) SetDir(folder, guest string) error {
	return w.c.PreopenDir(folder, guest, wasmtime.DIR_READ, wasmtime.FILE_READ)
}

func (w bindingWASI) SetStdin(name string) error  { return w.c.SetStdinFile(name) }
func (w bindingWASI) SetStdout(name string) error { return w.c.SetStdoutFile(name) }
func (w bindingWASI) SetStderr(name string) error { return w.c.SetStderrFile(name) }
