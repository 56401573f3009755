//go:build (amd64 || arm64) && !race && !sightglass_static

package native

import (
	"fmt"
	"os"
	"sync"
	"sync/atomic"

	"github.com/ebitengine/purego"
	"golang.org/x/sys/unix"

	"github.com/sightglass-go/sightglass/engines/internal/foreign"
)

// exited is what a benchmark that calls exit panics with, to get back to Go.
type exited struct{ code uint32 }

// exits is how exit is caught: a handler that C calls with the code.
var exits struct {
	thread atomic.Int64 // of the benchmark that runs, 0 if none does
	armed  bool
}

var onExit = sync.OnceValue(func() uintptr {
	return purego.NewCallback(func(code, _ uintptr) uintptr {
		exits.armed = false
		switch exits.thread.Load() {
		case 0: // the program itself ends
			return 0
		case int64(unix.Gettid()):
			panic(exited{uint32(code)})
		}
		fmt.Fprintln(os.Stderr, "a thread of the native benchmark called exit, which ended the whole process; main may")
		os.Exit(2)
		return 0
	})
})

// catchExit calls f, and returns the code of exit if f calls that. The C library calls
// the handlers of exit before it does anything that cannot be undone, and Go unwinds C's
// frames when a function that C has called panics. What calls _exit is not caught.
func catchExit(f func() uint32) (code uint32) {
	if !exits.armed {
		if register, err := purego.Dlsym(purego.RTLD_DEFAULT, "on_exit"); err == nil { // musl has none
			foreign.Call(register, onExit(), 0)
			exits.armed = true
		}
	}
	exits.thread.Store(int64(unix.Gettid()))
	defer func() {
		exits.thread.Store(0)
		switch r := recover().(type) {
		case nil:
		case exited:
			code = r.code
		default:
			panic(r)
		}
	}()
	return f()
}
