//go:build (linux || darwin) && (amd64 || arm64) && !sightglass_static

package foreign

import (
	"runtime"
	"sync"

	"github.com/ebitengine/purego"
)

// Mode asks for all symbols at once, so that one that is missing is an error here
// and no crash later, and for the library's own symbols before those of this
// program: both may hold an engine of the same name. darwin does so anyway, and
// musl knows no such flag and ignores it.
func Mode() int {
	const deepBind = 0x8 // RTLD_DEEPBIND
	m := purego.RTLD_NOW | purego.RTLD_LOCAL
	if runtime.GOOS == "linux" {
		m |= deepBind
	}
	return m
}

// Call calls a C function on the calling thread.
func Call(function uintptr, args ...uintptr) uintptr {
	result, _, _ := purego.SyscallN(function, args...)
	return result
}

// callbacks are the two C functions that lead to started and stopped.
var callbacks = sync.OnceValues(func() (start, stop uintptr) {
	return purego.NewCallback(started), purego.NewCallback(stopped)
})
