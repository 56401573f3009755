//go:build unix

package command

import (
	"os"
	"strings"
	"testing"
)

// TestStoppedUntilDecided: Ctrl-C before the first look, and after it, ends a recording
// until decided validly: the answer, unsure or not, and how to continue.
func TestStoppedUntilDecided(t *testing.T) {
	folder(t)
	for _, tt := range []struct {
		name  string
		ended int // processes, of two in each round
		want  string
	}{
		{"in the first round", 1, "--resume rows.jsonl"},
		{"before the first look", 6, "too few rounds to tell"},
		{"after looks", 30, "unsure"},
	} {
		_ = os.Remove("rows.jsonl")
		// Every difference matters, so that two equal engines are never decided.
		c := start(t, strings.Fields("benchmark -e wazero -e wazero -n a -n b --noise-threshold 0 --phase execution --max-time 1h -o rows.jsonl noop.wasm")...)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		until(t, tt.name, func() bool { return lines("rows.jsonl", `{"ended"`) >= tt.ended })
		_ = c.Process.Signal(os.Interrupt)
		code := c.end(t)
		text := c.stdout.String() + c.stderr.String()
		if code != 130 || !strings.Contains(text, tt.want) || !strings.Contains(text, "up to 1h or 100 rounds") || !strings.Contains(text, "--resume rows.jsonl") {
			t.Errorf("%s: code %d: %s", tt.name, code, text)
		}
	}
}

// TestStoppedDryRun: the plan is there, and nothing else.
func TestStoppedDryRun(t *testing.T) {
	folder(t, "loop-forever")
	c := start(t, strings.Fields("benchmark --dry-run -p 2 loop-forever.wasm noop.wasm -o rows.jsonl")...)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	until(t, "the plan is printed", func() bool { return strings.Contains(c.stdout.String(), "output ") })
	_ = c.Process.Signal(os.Interrupt)
	until(t, "that is heard", func() bool {
		return strings.Contains(c.stderr.String(), "press Ctrl-C again") || strings.Contains(c.stderr.String(), "stopped by")
	})
	_ = c.Process.Signal(os.Interrupt)
	if code := c.end(t); code != 130 || strings.Contains(c.stdout.String(), "estimated") || strings.Contains(c.stderr.String(), "resume") {
		t.Errorf("code %d: %s%s", code, c.stdout.String(), c.stderr.String())
	}
	if _, err := os.Stat("rows.jsonl"); err == nil {
		t.Error("rows.jsonl was left behind")
	}
}
