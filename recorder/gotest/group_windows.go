package gotest

import (
	"os/exec"
	"syscall"
)

// ownGroup has a process run in a group of its own: a Ctrl-C at the console
// reaches the recorder alone, which decides.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP}
}
