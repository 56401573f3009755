//go:build !(linux && (amd64 || arm64)) || sightglass_static

package native

import (
	"fmt"
	"runtime"

	"github.com/sightglass-go/sightglass/engines"
)

type library struct{}

func available() error {
	return fmt.Errorf("native benchmarks can be loaded on linux, amd64 and arm64, by a program that was not built with the tag sightglass_static; this is %s/%s", runtime.GOOS, runtime.GOARCH)
}

func load(string, *engines.Bench) (*library, error) { return nil, available() }
func (*library) run(engines.Host) (uint32, error)   { return 0, available() }
func (*library) close() error                       { return nil }
