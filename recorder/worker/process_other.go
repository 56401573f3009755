//go:build !unix

package worker

import "os/exec"

const supported = false

func ownGroup(*exec.Cmd)      {}
func killGroup(*exec.Cmd)     {}
func ending(err error) string { return err.Error() }
