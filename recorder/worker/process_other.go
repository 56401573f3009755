//go:build !unix

package worker

import (
	"os/exec"

	"github.com/sightglass-go/sightglass/recorder/job"
)

const supported = false

func ownGroup(*exec.Cmd)      {}
func killGroup(cmd *exec.Cmd) { _ = cmd.Process.Kill() }

func endingOf(err error) ending { return ending{err: err} }

func limitOutput(*job.Job, string) error { return nil }
