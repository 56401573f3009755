package job

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestLost: a disk is full if nothing can be written there. /dev/full is one.
func TestLost(t *testing.T) {
	g, err := newGuestFiles(&Job{Benchmark: filepath.Join(t.TempDir(), "b.wasm")}, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := g.close(); err != nil {
			t.Error(err)
		}
	}()
	g.prints = true
	if err := g.lost(); err != nil {
		t.Errorf("with room: %v", err)
	}
	if info, err := g.room.Stat(); err != nil || info.Size() != 0 {
		t.Errorf("something stays: %v", err)
	}
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skipf("needs /dev/full: %v; run it where there is one", err)
	}
	_ = g.room.Close()
	g.room = full
	if err := g.lost(); !errors.Is(err, ErrLost) || !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("without room: %v", err)
	}
	g.prints = false
	if err := g.lost(); err != nil {
		t.Errorf("of one that cannot print: %v", err)
	}
}
