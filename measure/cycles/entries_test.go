//go:build cgo

package cycles_test

import (
	"runtime"
	"testing"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/cycles"
	"github.com/sightglass-go/sightglass/measure/cycles/internal/ccall"
)

func entries(t testing.TB) (*cycles.Counter, measure.Entries) {
	t.Helper()
	c, err := cycles.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	e, ok := c.Entries()
	if !ok {
		t.Skipf("no entry points on %s/%s in this build", runtime.GOOS, runtime.GOARCH)
	}
	return c, e
}

// The same window may be opened from C and closed from Go.
func TestEntriesMixWithMethods(t *testing.T) {
	c, e := entries(t)
	ccall.Pairs(e.Start, ccall.Nothing(), e.Env, 1)
	c.Stop()
	if got, err := c.Readings(nil); err != nil || got[0].Count == 0 {
		t.Errorf("readings %+v, error %v", got, err)
	}
}

// BenchmarkFloorC is the window of two entries called back to back from C.
func BenchmarkFloorC(b *testing.B) {
	c, e := entries(b)
	floor(b, c, func() { ccall.Pairs(e.Start, e.Stop, e.Env, 1) })
}
