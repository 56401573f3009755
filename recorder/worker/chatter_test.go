package worker

import (
	"strings"
	"testing"
)

// TestPrintedWithoutChatter: the lines of the command that starts a worker are left out,
// and if there are no others, nothing was printed.
func TestPrintedWithoutChatter(t *testing.T) {
	for text, want := range map[string]string{
		"tool: hello\n":                      "",
		"tool: hello\npanic: x\ntool: bye\n": "panic: x",
		"panic: x\n":                         "panic: x",
	} {
		p := &process{chatter: func(line string) bool { return strings.HasPrefix(line, "tool: ") }}
		_, _ = p.output.Write([]byte(text))
		if got := strings.TrimSpace(p.printed()); got != want {
			t.Errorf("%q: printed %q, want %q", text, got, want)
		}
	}
}
