package soak

import (
	"errors"
	"os"
	"runtime"
	"runtime/debug"
	"time"
)

// Unknown is the value of what cannot be looked at.
const Unknown int64 = -1

// ErrMissing is wrapped by the error of Missing.
var ErrMissing = errors.New("what the process holds cannot be seen in full")

// Missing returns nil if all of a Sample can be looked at on this system, and
// otherwise an error that wraps ErrMissing and says what cannot.
func Missing() error { return missing() }

// Sample is what a process holds at one moment, after the collector has run
// and given back what it could.
type Sample struct {
	// Done is the number of steps before it, the warm-up aside.
	Done int `json:"done"`
	// Resident is the memory that the process occupies, in bytes, and Heap what
	// of it are objects of Go that are in use.
	Resident int64 `json:"resident_bytes"`
	Heap     int64 `json:"heap_bytes"`
	// The rest are numbers of things. Mappings are the address ranges that
	// the kernel keeps for the process; children include those that ended and
	// were not waited for.
	Goroutines  int64 `json:"goroutines"`
	Descriptors int64 `json:"descriptors"`
	Threads     int64 `json:"threads"`
	Mappings    int64 `json:"mappings"`
	Children    int64 `json:"children"`
	TempFiles   int64 `json:"temp_files"`
}

// take looks at the process. What ends by itself in a moment, such as a
// goroutine whose work is done, is waited for if there is more than before.
func take(tempDir string, before *Sample) Sample {
	runtime.GC() // what has a finalizer or a cleanup is gone
	runtime.GC() // after the second collection
	var s Sample
	s.things(tempDir)
	for range 10 {
		if before == nil || !s.moreThings(before) {
			break
		}
		time.Sleep(5 * time.Millisecond)
		s.things(tempDir)
	}
	debug.FreeOSMemory() // looking has left something on the heap, the more the oftener it was done
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	s.Heap = int64(mem.HeapAlloc)
	s.memory()
	return s
}

// things counts what may end by itself in a moment.
func (s *Sample) things(tempDir string) {
	s.Goroutines = int64(runtime.NumGoroutine())
	s.TempFiles = entries(tempDir)
	s.system()
}

func (s *Sample) moreThings(before *Sample) bool {
	return s.Goroutines > before.Goroutines || s.Descriptors > before.Descriptors ||
		s.Children > before.Children || s.TempFiles > before.TempFiles
}

// entries is the number of names in a folder.
func entries(folder string) int64 {
	if folder == "" {
		return Unknown
	}
	f, err := os.Open(folder)
	if err != nil {
		return Unknown
	}
	defer f.Close()
	names, err := f.Readdirnames(-1)
	if err != nil {
		return Unknown
	}
	return int64(len(names))
}
