//go:build unix

package wazero

import "syscall"

// nonblock lets the open of a FIFO return at once.
const nonblock = syscall.O_NONBLOCK
