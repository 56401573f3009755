//go:build cgo

package cycles_test

import (
	"runtime"
	"testing"
	"unsafe"

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

// Called from C, the entry points keep the calling convention, return NULL,
// count, and leave a window that Readings reads.
func TestEntriesFromC(t *testing.T) {
	const n = 10000
	tests := []struct {
		name string
		call func(start, stop uintptr, env unsafe.Pointer, n int) uint64
	}{
		{"on a Go thread", ccall.Pairs},
		{"on a C thread", ccall.PairsOnThread},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, e := entries(t)
			if got, want := tt.call(e.Start, e.Stop, e.Env, n), ccall.Want(n); got != want {
				t.Errorf("checksum %#x, want %#x: a register was lost or an entry returned non-NULL", got, want)
			}
			if starts, stops := c.Counts(); starts != n || stops != n {
				t.Errorf("%d starts, %d stops, want %d of each", starts, stops, n)
			}
			got, err := c.Readings(nil)
			if err != nil || got[0].Status != measure.Counted {
				t.Errorf("readings %+v, error %v", got, err)
			}
		})
	}
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
