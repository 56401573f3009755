//go:build !linux && !freebsd

package program

import "syscall"

func dieWithParent() *syscall.SysProcAttr { return nil }
