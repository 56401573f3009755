//go:build cgo

package ccall_test

import (
	"errors"
	"runtime"
	"strings"
	"testing"
	"unsafe"

	"github.com/sightglass-go/sightglass/measure"
	_ "github.com/sightglass-go/sightglass/measure/cycles"
	"github.com/sightglass-go/sightglass/measure/cycles/internal/ccall"
	_ "github.com/sightglass-go/sightglass/measure/perfcounters"
)

// Called from C, the entry points of every measure that has some keep the
// calling convention, return NULL, count, and leave a window that Readings
// reads.
func TestDirect(t *testing.T) {
	const n = 1000
	calls := []struct {
		name string
		call func(start, stop uintptr, env unsafe.Pointer, n int) uint64 // sound: Entries.Env, handed on
	}{
		{"on a Go thread", ccall.Pairs},
		{"on a C thread", ccall.PairsOnThread},
	}
	for _, name := range measure.Default.Names() {
		for _, c := range calls {
			t.Run(name+" "+c.name, func(t *testing.T) {
				runtime.LockOSThread()
				defer runtime.UnlockOSThread()
				m, err := measure.Open(name)
				if errors.Is(err, measure.ErrUnavailable) {
					t.Skip(err)
				}
				if err != nil {
					t.Fatal(err)
				}
				defer m.Close()
				if clock := measure.Describe(m).Clock; c.name == "on a C thread" && strings.Contains(clock, "in user space with") {
					t.Skipf("another thread may not read these counters: %s", clock)
				}
				direct, ok := m.(measure.Direct)
				if !ok {
					t.Skip("has no entry points")
				}
				e, ok := direct.Entries()
				if !ok {
					t.Skipf("no entry points on %s/%s in this build", runtime.GOOS, runtime.GOARCH)
				}
				if got, want := c.call(e.Start, e.Stop, e.Env, n), ccall.Want(n); got != want {
					t.Errorf("checksum %#x, want %#x: a register was lost or an entry returned non-NULL", got, want)
				}
				if starts, stops := m.(counted).Counts(); starts != n || stops != n {
					t.Errorf("%d starts, %d stops, want %d of each", starts, stops, n)
				}
				got, err := m.Readings(nil)
				if err != nil {
					t.Fatal(err)
				}
				for _, r := range got {
					t.Logf("%s: %d %s, %s", r.Event.Name, r.Count, r.Event.Unit, r.Status)
				}
			})
		}
	}
}

type counted interface{ Counts() (starts, stops uint64) }
