//go:build unix

package command

import (
	"context"
	"errors"
	"strings"
	"syscall"
	"testing"

	"github.com/sightglass-go/sightglass/measure/record"
)

// TestRecordingFIFO: a FIFO that nobody writes to is no reason to wait without end.
func TestRecordingFIFO(t *testing.T) {
	folder(t)
	if err := syscall.Mkfifo("fifo", 0o600); err != nil {
		t.Skipf("no FIFO can be made here: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := openRecording(ctx, "fifo"); !errors.Is(err, record.ErrNoWriter) {
		t.Errorf("error %v, want %v", err, record.ErrNoWriter)
	}
}

// TestFIFOWithoutWriter: a recording's time ends the waiting for its input,
// which otherwise ends when nobody has written for ten seconds.
func TestFIFOWithoutWriter(t *testing.T) {
	folder(t)
	if err := syscall.Mkfifo("fifo", 0o600); err != nil {
		t.Fatal(err)
	}
	r := sightglass(t, "", strings.Fields("benchmark -p 1 -i 1 --max-time 100ms --stdin fifo noop.wasm")...)
	if r.code == 0 || !strings.Contains(r.stderr, "fifo did not end within 100ms, which the whole recording may take") {
		t.Errorf("%+v", r)
	}
}
