package build

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// Variable names the environment variable that says where the cache is.
const Variable = "SIGHTGLASS_CACHE"

// The cache's folders. An entry's name begins with what tells it from others.
const (
	checkouts  = "checkouts"
	programs   = "programs"
	locks      = "locks"
	unfinished = "unfinished"
)

// cache is the folder that holds what was made.
type cache struct{ dir string }

// CacheDir returns where the cache is: the folder that SIGHTGLASS_CACHE names,
// else sightglass/builds in the user's cache. That it is the user's home or the root of
// the file system is an error, which wraps ErrCache.
func CacheDir() (string, error) {
	if dir := os.Getenv(Variable); dir != "" {
		abs, err := filepath.Abs(dir)
		if err != nil {
			return "", fmt.Errorf("%w: %w", ErrCache, err)
		}
		if home, err := os.UserHomeDir(); filepath.Dir(abs) == abs || err == nil && sameFolder(home, abs) {
			// Backups leave out a cache, and would leave out all of it.
			return "", fmt.Errorf("%w: %s is %s, which holds more than that: set it to a folder of its own, such as %s",
				ErrCache, Variable, abs, filepath.Join(abs, "sightglass-cache"))
		}
		return abs, nil
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("%w: %w; set %s to a folder", ErrCache, err, Variable)
	}
	return filepath.Join(dir, "sightglass", "builds"), nil
}

// sameFolder is whether two names are of one folder that exists.
func sameFolder(a, b string) bool {
	of, err := os.Stat(a)
	if err != nil {
		return false
	}
	is, err := os.Stat(b)
	return err == nil && os.SameFile(of, is)
}

func openCache() (*cache, error) {
	dir, err := CacheDir()
	if err != nil {
		return nil, err
	}
	for _, sub := range []string{checkouts, programs, locks, unfinished} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o755); err != nil {
			return nil, fmt.Errorf("%w: %w; set %s to a folder that can be written to", ErrCache, err, Variable)
		}
	}
	if err := mark(dir); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrCache, err)
	}
	return &cache{dir}, nil
}

// lock waits until no other process makes or removes the entry, or until ctx is
// done. Whatever a process that was killed has left unfinished of it is removed.
func (c *cache) lock(ctx context.Context, kind, entry string) (unlock func(), err error) {
	file := flock.New(filepath.Join(c.dir, locks, kind+"-"+entry))
	if _, err := file.TryLockContext(ctx, 50*time.Millisecond); err != nil {
		if ctx.Err() != nil {
			return nil, fmt.Errorf("wait for another process that makes the same build: %w", err)
		}
		return nil, fmt.Errorf("%w: lock %s: %w", ErrCache, file.Path(), err)
	}
	unlock = func() { _ = file.Close() }
	found, err := os.ReadDir(filepath.Join(c.dir, unfinished)) // no pattern: c.dir may look like one
	for _, f := range found {
		if m := leftoverName.FindStringSubmatch(f.Name()); m != nil && m[1] == kind+"-"+entry && f.IsDir() {
			err = errors.Join(err, os.RemoveAll(filepath.Join(c.dir, unfinished, f.Name())))
		}
	}
	if err != nil {
		unlock()
		return nil, fmt.Errorf("%w: remove what a process has left: %w", ErrCache, err)
	}
	return unlock, nil
}

// fill makes a locked entry: by write, in a folder that becomes the entry if
// write succeeds, and is removed if not.
func (c *cache) fill(kind, entry string, write func(dir string) error) (err error) {
	dir, err := os.MkdirTemp(filepath.Join(c.dir, unfinished), kind+"-"+entry+"-")
	if err != nil {
		return fmt.Errorf("%w: %w", ErrCache, err)
	}
	defer func() {
		if err != nil {
			_ = os.RemoveAll(dir)
		}
	}()
	if err := write(dir); err != nil {
		return err
	}
	to := filepath.Join(c.dir, kind, entry)
	if _, err := os.Lstat(to); !errors.Is(err, fs.ErrNotExist) {
		// A process that still runs something in it keeps it open.
		if err := c.remove(kind, entry); err != nil {
			return err
		}
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		return fmt.Errorf("%w: %w", ErrCache, err)
	}
	if err := os.Rename(dir, to); err != nil {
		return fmt.Errorf("%w: %w", ErrCache, err)
	}
	return nil
}

// remove removes a locked entry: under its name at once, or not at all.
func (c *cache) remove(kind, entry string) error {
	aside, err := os.MkdirTemp(filepath.Join(c.dir, unfinished), kind+"-"+entry+"-")
	if err == nil {
		err = os.Rename(filepath.Join(c.dir, kind, entry), filepath.Join(aside, "old"))
		err = errors.Join(err, os.RemoveAll(aside))
	}
	if err != nil {
		return fmt.Errorf("%w: remove %s: %w", ErrCache, filepath.Join(c.dir, kind, entry), err)
	}
	return nil
}

// plain returns text with nothing in it that a file's name should not have.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '.' || r == '-' {
			return r
		}
		return '_'
	}, text)
}
