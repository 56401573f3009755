//go:build linux

// Command arm64init is /init of the machine that .ci/arm64-pmu boots: it
// mounts what programs expect, runs the commands in /cmd one after the other,
// prints how each ended and whether all went well, and switches off.
//
// A file in /cmd holds one command, an argument a line.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

func main() {
	verdict := "PASS"
	if err := run(); err != nil {
		fmt.Printf("arm64-pmu: %v\n", err)
		verdict = "FAIL"
	}
	fmt.Printf("arm64-pmu: %s\n", verdict)
	syscall.Sync()
	// Process 1 must not return: the kernel would panic.
	if err := syscall.Reboot(syscall.LINUX_REBOOT_CMD_POWER_OFF); err != nil {
		fmt.Printf("arm64-pmu: power off: %v\n", err)
	}
	select {}
}

func run() error {
	for _, m := range []struct{ kind, at string }{
		{"proc", "/proc"}, {"sysfs", "/sys"}, {"devtmpfs", "/dev"}, {"tmpfs", "/tmp"},
	} {
		if err := os.MkdirAll(m.at, 0o755); err != nil {
			return err
		}
		if err := syscall.Mount(m.kind, m.at, m.kind, 0, ""); err != nil {
			return fmt.Errorf("mount %s: %w", m.at, err)
		}
	}
	version, err := os.ReadFile("/proc/version")
	if err != nil {
		return err
	}
	fmt.Printf("arm64-pmu: %s", version)
	commands, err := filepath.Glob("/cmd/*") // sorted
	if err != nil {
		return err
	}
	failed := 0
	for _, file := range commands {
		if err := command(file); err != nil {
			failed++
		}
	}
	if failed > 0 || len(commands) == 0 {
		return fmt.Errorf("%d of %d commands failed", failed, len(commands))
	}
	return nil
}

func command(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	args := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	fmt.Printf("arm64-pmu: run: %s\n", strings.Join(args, " "))
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir = "/data"
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	cmd.Env = []string{"HOME=/tmp", "TMPDIR=/tmp", "PATH=/bin", "SIGHTGLASS_ICOUNT=1"}
	err = cmd.Run()
	if err != nil && cmd.ProcessState == nil {
		fmt.Printf("arm64-pmu: not started: %v\n", err)
	} else {
		fmt.Printf("arm64-pmu: exit %d: %s\n", cmd.ProcessState.ExitCode(), args[0])
	}
	return err
}
