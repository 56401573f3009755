//go:build !unix

package build

import "os/exec"

// interruptible leaves a command to be killed when it is no longer wanted.
func interruptible(*exec.Cmd) {}
