//go:build unix

package everyengine

import (
	"os"
	"syscall"
)

func dieBy(signal string) {
	_ = syscall.Kill(os.Getpid(), map[string]syscall.Signal{"SIGSEGV": syscall.SIGSEGV, "SIGKILL": syscall.SIGKILL}[signal])
}

// deaths are what is said of them.
var deaths = map[string]string{"SIGSEGV": "killed by SIGSEGV (segmentation violation)", "SIGKILL": "killed by SIGKILL"}

// byDescriptor is whether a process has its results at a descriptor that an engine
// finds.
const byDescriptor = true
