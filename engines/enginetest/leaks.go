package enginetest

import (
	"context"
	"os"
	"runtime"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/engines/internal/kit"
)

// leavesNothing: no goroutine and no file stays behind an engine that was
// closed. What it opens once per process was opened by the first round.
func (s suite) leavesNothing(t *testing.T) {
	root, err := guests.WriteTree(t.TempDir())
	if err != nil {
		t.Skip(err)
	}
	round := func() {
		e, err := s.Open(context.Background(), s.Flags)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"read-file", "hello", "trap-inside", "exit-three", "unknown-import", "truncated", "trap-in-start-section"} {
			s.run(t, e, guests.Wasm(name), engines.Host{Dir: root}, nil)
		}
		// Closed without having been used.
		m := kit.Compile(t, e, guests.Wasm("noop"))
		l, err := m.Link(context.Background(), engines.Host{Dir: root, Bench: engines.NewBench(nil)})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []interface{ Close(context.Context) error }{l, m, e} {
			if err := c.Close(context.Background()); err != nil {
				t.Error(err)
			}
		}
	}
	var goroutines, files [2]int
	for i, rounds := range []int{2, 5} {
		for range rounds {
			round()
		}
		goroutines[i], files[i] = settled(runtime.NumGoroutine), settled(openFiles)
	}
	if goroutines[1] > goroutines[0] {
		t.Errorf("%d goroutines became %d", goroutines[0], goroutines[1])
	}
	if files[1] > files[0] {
		t.Errorf("%d open files became %d", files[0], files[1])
	}
}

func settled(count func() int) int {
	least := count()
	for range 20 {
		runtime.GC()
		time.Sleep(5 * time.Millisecond)
		least = min(least, count())
	}
	return least
}

// openFiles returns the number of open files, 0 where it cannot be known.
func openFiles() int {
	list, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return 0
	}
	return len(list)
}
