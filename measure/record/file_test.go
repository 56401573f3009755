package record

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// faulty is a file whose calls fail from the n-th on.
type faulty struct {
	*os.File
	failWrite, failSync, failTruncate int // which call fails, 0 for none
	short                             int // of the write that fails, bytes that get through
	writes, syncs, truncates          int
}

func (f *faulty) Write(b []byte) (int, error) {
	if f.writes++; f.writes == f.failWrite {
		n, _ := f.File.Write(b[:min(f.short, len(b))])
		return n, syscall.ENOSPC
	}
	return f.File.Write(b)
}

func (f *faulty) Sync() error {
	if f.syncs++; f.syncs == f.failSync {
		return syscall.EIO
	}
	return f.File.Sync()
}

func (f *faulty) Truncate(size int64) error {
	if f.truncates++; f.truncates == f.failTruncate {
		return syscall.EROFS
	}
	return f.File.Truncate(size)
}

func tempFile(t *testing.T) *os.File {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "rows.csv"))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestFileFails: rows before the fault are whole, nothing follows it, and the
// error is the same from then on.
func TestFileFails(t *testing.T) {
	for name, h := range map[string]*faulty{
		"first write":         {failWrite: 1, short: 3},
		"nothing of a write":  {failWrite: 2},
		"half a write":        {failWrite: 2, short: 30},
		"all but the newline": {failWrite: 2, short: 50},
		"sync":                {failSync: 1},
		"cut":                 {failWrite: 2, short: 30, failTruncate: 1},
	} {
		t.Run(name, func(t *testing.T) {
			h.File = tempFile(t)
			f := NewFile(h.Name(), h, 0)
			w := NewWriter(f, CSV)
			var failed error
			written := 0
			for range 4 {
				err := w.Write(row())
				if err == nil {
					err = w.Sync()
				}
				switch {
				case failed == nil && err == nil:
					written++
				case failed == nil:
					failed = err
				case !errors.Is(err, failed):
					t.Errorf("after %v came %v", failed, err)
				}
			}
			if failed == nil || !strings.Contains(failed.Error(), h.Name()) ||
				!errors.Is(failed, syscall.ENOSPC) && !errors.Is(failed, syscall.EIO) {
				t.Errorf("error %v", failed)
			}
			if err := f.Close(); err != nil {
				t.Errorf("what was said of the fault is said again: %v", err)
			}
			file, err := os.Open(h.Name())
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			rows, err := ReadAll(NewReader(file, "file", Auto))
			torn := h.failTruncate > 0
			if h.failSync > 0 {
				written++ // written, but nobody knows whether it is durable
			}
			if len(rows) != written || (err != nil) != torn || torn && !errors.Is(failed, syscall.EROFS) {
				t.Errorf("%d rows, want %d; %v; %v", len(rows), written, err, failed)
			}
		})
	}
}

// TestFullDevice: the system's own full disk, which can be neither cut nor
// synced.
func TestFullDevice(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil || runtime.GOOS == "windows" {
		t.Skip("no /dev/full here, unless it is Wine's host's: ", err)
	}
	f, err := Create("/dev/full")
	if err != nil {
		t.Fatal(err)
	}
	w := NewWriter(f, CSV)
	_ = w.Write(row())
	if err := w.Sync(); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("%v", err)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
}
