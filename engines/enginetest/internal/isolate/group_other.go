//go:build !unix

package isolate

import "os/exec"

func ownGroup(*exec.Cmd)  {}
func killGroup(*exec.Cmd) {}
func endGroup()           {}
