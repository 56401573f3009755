//go:build unix

package live

import (
	"os/signal"
	"syscall"
)

func ignorePipe() { signal.Ignore(syscall.SIGPIPE) }
