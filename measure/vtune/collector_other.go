//go:build !linux || !amd64 || sightglass_static

package vtune

import (
	"fmt"
	"runtime"

	"github.com/sightglass-go/sightglass/measure"
)

type collector struct{}

func load(path string) (*collector, error) {
	return nil, fmt.Errorf("%s: VTune's collector is loaded on linux/amd64, by a program that was not built with the tag sightglass_static; this is %s/%s", path, runtime.GOOS, runtime.GOARCH)
}

func (*collector) begin(measure.Phase) bool { return false }
func (*collector) end()                     {}
