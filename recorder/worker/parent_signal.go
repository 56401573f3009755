//go:build linux || freebsd

package worker

import "syscall"

// dieWithParent makes the kernel kill the process when the thread that starts
// it ends, or on FreeBSD that thread's process. The thread must therefore wait
// for it, see runner.run. A worker also ends with its standard input, but cannot
// notice that while a guest's machine code has its only processor.
func dieWithParent(attr *syscall.SysProcAttr) { attr.Pdeathsig = syscall.SIGKILL }
