//go:build (amd64 || arm64) && !race && !sightglass_static

package library

import (
	"fmt"
	"os"
	"sync"

	"github.com/ebitengine/purego"

	"github.com/sightglass-go/sightglass/engines/internal/foreign"
)

// exitCode is that of a process which a library ended. Go's own exit does not pass
// through C's, so that 0 would be the library's word for a recording that is cut off.
const exitCode = 2

// watchExit sees to it that a library that calls exit, with whatever code, ends its
// process with exitCode, and with the reason on standard error. What calls _exit
// cannot be caught.
var watchExit = sync.OnceFunc(func() {
	register, err := purego.Dlsym(purego.RTLD_DEFAULT, "__cxa_atexit") // atexit is in no shared library
	if err != nil {
		return
	}
	foreign.Call(register, purego.NewCallback(func(uintptr) uintptr {
		fmt.Fprintln(os.Stderr, "an engine library called exit, which ended the whole process; it must return instead, and a number other than 0 if it failed")
		os.Exit(exitCode)
		return 0
	}), 0, 0)
})
