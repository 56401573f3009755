//go:build !unix && !windows

package gotest

import "os/exec"

func ownGroup(*exec.Cmd) {}
