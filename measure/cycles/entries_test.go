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

// The entry points, and they alone, leave the order in which they were called.
func TestEntriesCalls(t *testing.T) {
	c, e := entries(t)
	one := func(start, stop uintptr) func() {
		return func() { ccall.Pairs(start, stop, e.Env, 1) }
	}
	start, stop := one(e.Start, ccall.Nothing()), one(e.Stop, ccall.Nothing())
	tests := []struct {
		name string
		do   []func()
		want measure.Calls
	}{
		{"nothing", nil, 0},
		{"start and stop", []func(){one(e.Start, e.Stop)}, measure.OneWindow},
		{"started from Go", []func(){c.Start, c.Stop}, 0},
		{"the wrong way round", []func(){stop, start}, measure.CallStop.Then(measure.CallStart)},
		{"start twice", []func(){start, start, stop}, measure.CallStart.Then(measure.OneWindow)},
		{"two windows", []func(){start, stop, start, stop}, measure.OneWindow.Then(measure.OneWindow)},
	}
	for _, tt := range tests {
		for _, do := range tt.do {
			do()
		}
		if got := c.Calls(); got != tt.want {
			t.Errorf("%s: calls %b, want %b", tt.name, got, tt.want)
		}
	}
	ccall.Pairs(e.Start, e.Stop, e.Env, 100)
	if got := c.Calls(); got.Len() != 32 || got.At(0) != measure.CallStart || got.At(31) != measure.CallStop {
		t.Errorf("calls %b after 200", got)
	}
	c.Close()
	if got := c.Calls(); got != 0 {
		t.Errorf("closed: calls %b", got)
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
