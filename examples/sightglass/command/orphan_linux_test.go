package command

import (
	"os/exec"
	"testing"
)

// TestDiesWithParent: a recorder is killed that shares its only processor with
// a worker whose guest never comes back from compiled code. The worker cannot
// notice; the kernel ends it.
func TestDiesWithParent(t *testing.T) {
	taskset, err := exec.LookPath("taskset")
	if err != nil {
		t.Skip("no taskset: install util-linux")
	}
	folder(t, "loop-forever")
	c := start(t, "benchmark", "--raw", "-p", "1", "-i", "1", "loop-forever.wasm")
	c.Path, c.Args = taskset, append([]string{"taskset", "-c", "0", c.Path}, c.Args[1:]...)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	until(t, "the guest runs", func() bool { return busy(c.descendants()) })
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	c.end(t) // nothing is left
}
