//go:build unix

package command

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
)

// TestFIFOWithoutReader: whatever writes to a FIFO that nobody reads says that it
// waits, and each signal ends it.
func TestFIFOWithoutReader(t *testing.T) {
	folder(t)
	if err := syscall.Mkfifo("fifo.jsonl", 0o644); err != nil {
		t.Skip("no FIFOs here: ", err)
	}
	succeeds(t, "benchmark", "-p", "2", "-i", "1", "-o", "rows.jsonl", "noop.wasm")
	for _, args := range []string{
		"benchmark -p 1 -i 1 -o fifo.jsonl noop.wasm",
		"benchmark -p 1 -i 1 -f table -o fifo.jsonl noop.wasm",
		"report rows.jsonl -o fifo.jsonl",
		"history rows.jsonl -o fifo.jsonl",
	} {
		for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
			t.Run(fmt.Sprint(args, " ", int(signal)), func(t *testing.T) {
				c := start(t, strings.Fields(args)...)
				if err := c.Start(); err != nil {
					t.Fatal(err)
				}
				until(t, "it says that it waits", func() bool {
					return strings.Contains(c.stderr.String(), "waiting for a reader of fifo.jsonl\n")
				})
				_ = c.Process.Signal(signal)
				if code := c.end(t); code != 128+int(signal) {
					t.Errorf("code %d: %s", code, c.stderr.String())
				}
			})
		}
	}
}
