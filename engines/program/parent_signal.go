//go:build linux || freebsd

package program

import "syscall"

// dieWithParent makes the kernel kill a program with the thread that started it, and so
// with this process, however that ends.
func dieWithParent() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
