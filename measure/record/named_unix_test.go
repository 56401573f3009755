//go:build unix

package record

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

func TestOpenNamed(t *testing.T) {
	defer func(was time.Duration) { fifoWait = was }(fifoWait)
	fifoWait = 50 * time.Millisecond
	dir := t.TempDir()
	file, fifo := filepath.Join(dir, "file"), filepath.Join(dir, "fifo")
	if err := errors.Join(os.WriteFile(file, []byte("text"), 0o644), syscall.Mkfifo(fifo, 0o600)); err != nil {
		t.Fatal(err)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for _, tt := range []struct {
		name string
		ctx  context.Context
		want error
		text string
	}{
		{file, t.Context(), nil, "text"},
		{os.DevNull, t.Context(), nil, ""},
		{fifo, t.Context(), ErrNoWriter, ""},
		{fifo, cancelled, ErrNoWriter, ""},
		{dir, t.Context(), ErrKind, ""},
		{"/dev/zero", t.Context(), ErrKind, ""},
		{filepath.Join(dir, "no"), t.Context(), fs.ErrNotExist, ""},
	} {
		r, err := OpenNamed(tt.ctx, tt.name)
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
		if err != nil {
			continue
		}
		if text, err := io.ReadAll(r); err != nil || string(text) != tt.text {
			t.Errorf("%s: %q, %v", tt.name, text, err)
		}
		r.Close()
	}
	// With a writer, also one that comes later.
	fifoWait = time.Minute
	go func() {
		time.Sleep(20 * time.Millisecond)
		_ = os.WriteFile(fifo, []byte("late"), 0)
	}()
	r, err := OpenNamed(t.Context(), fifo)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if text, err := io.ReadAll(r); err != nil || string(text) != "late" {
		t.Errorf("%q, %v", text, err)
	}
}

func TestReadOnce(t *testing.T) {
	dir := t.TempDir()
	file, fifo, link, linked := filepath.Join(dir, "file"), filepath.Join(dir, "fifo"), filepath.Join(dir, "link"), filepath.Join(dir, "linked")
	if err := errors.Join(os.WriteFile(file, nil, 0o644), syscall.Mkfifo(fifo, 0o600), os.Symlink("/dev/stdin", link), os.Symlink("file", linked)); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{
		file: false, linked: false, dir: false, filepath.Join(dir, "no"): false,
		"-": true, fifo: true, link: true, "/dev/stdin": true, "/dev/fd/63": true, "/proc/self/fd/0": true, os.DevNull: true,
	} {
		if ReadOnce(name) != want {
			t.Errorf("%s: not %v", name, want)
		}
		if f, err := OpenFile(name); err == nil {
			f.Close()
			if want && name != "/dev/stdin" && name != link && name != "/proc/self/fd/0" { // what it is depends on who runs this
				t.Errorf("%s was opened as a file", name)
			}
		}
	}
	if err := CheckName("a\xffb"); !errors.Is(err, ErrName) || err.Error() != `"a\xffb": the name is not UTF-8, and cannot be recorded: rename it` {
		t.Error(err)
	}
	if err := CheckName("ä"); err != nil {
		t.Error(err)
	}
}
