package build

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/gofrs/flock"

	"github.com/sightglass-go/sightglass/recorder/internal/scratch"
)

// tag marks the cache as one, for backups and for cleaners: see
// https://bford.info/cachedir.
const (
	tag     = "CACHEDIR.TAG"
	tagText = "Signature: 8a477f597d28d172789f06886806bc55\n# The builds and checkouts of sightglass. They are made again when they are needed.\n"
)

// IsCache is whether dir was marked as this package's cache.
func IsCache(dir string) bool {
	info, err := os.Lstat(filepath.Join(dir, tag))
	if err != nil || !info.Mode().IsRegular() || info.Size() != int64(len(tagText)) {
		return false
	}
	text, err := os.ReadFile(filepath.Join(dir, tag))
	return err == nil && string(text) == tagText
}

// Leftover is what a process that was killed has left unfinished in the cache.
type Leftover struct {
	Path string
	Size int64 // bytes
	lock string
}

var leftoverName = regexp.MustCompile(`^((?:` + checkouts + `|` + programs + `)-[\w.-]+)-\d+$`)

// Leftovers returns what is left. What is being made is none.
func Leftovers() (list []Leftover, err error) {
	dir, err := CacheDir()
	if err != nil {
		return nil, err
	}
	if !isFolder(filepath.Join(dir, unfinished)) || !isFolder(filepath.Join(dir, locks)) {
		return nil, nil
	}
	found, err := os.ReadDir(filepath.Join(dir, unfinished))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrCache, err)
	}
	for _, f := range found {
		m := leftoverName.FindStringSubmatch(f.Name())
		if !f.IsDir() || m == nil {
			continue
		}
		left := Leftover{Path: filepath.Join(dir, unfinished, f.Name()), lock: filepath.Join(dir, locks, m[1])}
		if left.locked(func() error { return nil }) {
			left.Size = scratch.SizeOf(left.Path)
			list = append(list, left)
		}
	}
	return list, nil
}

// locked does something unless the entry is being made.
func (l Leftover) locked(do func() error) (free bool) {
	lock := flock.New(l.lock)
	ok, err := lock.TryLock()
	defer lock.Close()
	return err == nil && ok && do() == nil
}

// Remove removes it, unless somebody has begun to make its entry again, who removes it
// himself.
func (l Leftover) Remove(ctx context.Context) (err error) {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	l.locked(func() error { err = os.RemoveAll(l.Path); return err })
	if err != nil {
		return fmt.Errorf("%w: remove what a process has left: %w", ErrCache, err)
	}
	return nil
}

// isFolder is whether there is a folder, and no link to one.
func isFolder(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.IsDir()
}

// mark writes the tag, unless there is a file of that name with something else in it: the
// beginning of a tag was cut off, by a full disk.
func mark(dir string) error {
	name := filepath.Join(dir, tag)
	info, err := os.Lstat(name)
	if err == nil {
		if !info.Mode().IsRegular() || info.Size() >= int64(len(tagText)) {
			return nil
		}
		if text, err := os.ReadFile(name); err != nil || !strings.HasPrefix(tagText, string(text)) {
			return nil
		}
	}
	return replaceFile(name, strings.NewReader(tagText), 0o644)
}
