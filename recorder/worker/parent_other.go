//go:build unix && !linux && !freebsd

package worker

import "syscall"

func dieWithParent(*syscall.SysProcAttr) {}
