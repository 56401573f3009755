//go:build !unix && !windows

package worker

import (
	"errors"
	"os"
	"os/exec"

	"github.com/sightglass-go/sightglass/recorder/job"
)

const supported = false

type group struct{ cmd *exec.Cmd }

func startGroup(cmd *exec.Cmd) (group, error) { return group{cmd}, cmd.Start() }

func (g group) end(int) { _ = g.cmd.Process.Kill() }

func (group) close() {}

func hand(*exec.Cmd, *os.File, *os.File) (string, error) { return "", errors.ErrUnsupported }

func handed(string) *os.File { return nil }

func endingOf(err error) ending { return ending{err: err} }

func limitOutput(*job.Job, string) error { return nil }

func watchOutput(*job.Job, string, func(code int)) (stop func()) { return func() {} }
