//go:build !cgo

package wasmtime

import (
	"context"
	"fmt"

	"github.com/sightglass-go/sightglass/engines"
)

func init() { engines.Register("wasmtime", Open) }

// Open always fails in this build, with an error that wraps
// engines.ErrUnavailable.
func Open(context.Context, string) (engines.Engine, error) {
	return nil, fmt.Errorf("%w: wasmtime is a C library; build with CGO_ENABLED=1 and a C compiler", engines.ErrUnavailable)
}
