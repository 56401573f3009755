//go:build !unix

package worker

import "os/exec"

const supported = false

func ownGroup(*exec.Cmd)      {}
func killGroup(cmd *exec.Cmd) { _ = cmd.Process.Kill() }
func ending(err error) string { return err.Error() }
