package worker

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/sightglass-go/sightglass/measure/record"
)

// scratch is a recorder's folder for what its guests print and for what its
// workers say of themselves. A lock on a file in it tells it from that of a
// recorder which was killed, and which the next one therefore removes.
type scratch struct {
	dir  string
	lock *record.File
}

const (
	scratchPrefix = "sightglass-scratch-"
	scratchLock   = "lock"
	// scratchAge is how old a folder is that certainly has its lock.
	scratchAge = time.Minute
)

func newScratch() (*scratch, error) {
	sweep()
	dir, err := os.MkdirTemp("", scratchPrefix)
	if err != nil {
		return nil, fmt.Errorf("make a folder for the guest's output: %w", err)
	}
	lock, err := record.Create(filepath.Join(dir, scratchLock))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("make a folder for the guest's output: %w", err), os.RemoveAll(dir))
	}
	return &scratch{dir, lock}, nil
}

// process makes a folder for one process.
func (s *scratch) process() (string, error) {
	dir, err := os.MkdirTemp(s.dir, "process-")
	if err != nil {
		return "", fmt.Errorf("make a folder for the guest's output: %w", err)
	}
	return dir, nil
}

func (s *scratch) remove() error {
	if s == nil {
		return nil
	}
	return errors.Join(s.lock.Close(), os.RemoveAll(s.dir))
}

// sweep removes the folders of recorders that were killed. What cannot be
// removed is no concern of this recording.
func sweep() {
	dirs, _ := filepath.Glob(filepath.Join(os.TempDir(), scratchPrefix+"*"))
	for _, dir := range dirs {
		info, err := os.Lstat(dir)
		if err != nil || !info.IsDir() || !ours(info) || time.Since(info.ModTime()) < scratchAge {
			continue
		}
		lock, err := record.Create(filepath.Join(dir, scratchLock))
		if err != nil {
			continue // it is held, or not ours after all
		}
		_ = lock.Close()
		_ = os.RemoveAll(dir)
	}
}
