package program

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/engines"
)

// parent opens an engine that does not hear the end of its input, says its number, and
// waits to be killed.
func parent() {
	path, _ := os.Executable()
	e, err := Open(context.Background(), path, "deaf")
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println(e.(engines.Remote).Process())
	select {}
}

// TestOrphans: a program does not outlive a parent that is killed.
func TestOrphans(t *testing.T) {
	cmd := exec.Command(self(t))
	cmd.Env = append(os.Environ(), "SIGHTGLASS_TEST_PARENT=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, _ := bufio.NewReader(out).ReadString('\n')
	pid, err := strconv.Atoi(strings.TrimSpace(line))
	if err != nil {
		t.Fatalf("it says %q", line)
	}
	if syscall.Kill(pid, 0) != nil {
		t.Fatal("the engine is gone before its parent")
	}
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	for range 6000 {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil || strings.Contains(string(stat), ") Z ") {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	_ = syscall.Kill(pid, syscall.SIGKILL)
	t.Error("the engine lives on")
}
