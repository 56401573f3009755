package build

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/sightglass-go/sightglass/recorder/internal/scratch"
)

// Entry is something in the cache.
type Entry struct {
	Name     string    `json:"name"`               // the engine as it was typed, or the repository's folder
	Revision string    `json:"revision,omitempty"` // version, commit, state; "" if that is not known
	Layout   int       `json:"layout,omitempty"`   // seed of the linker's order, 0 for its own
	Go       string    `json:"go,omitempty"`       // version of the toolchain; "" for a checkout
	Size     int64     `json:"size"`               // bytes
	Used     time.Time `json:"used"`               // when it was made or used last
	InUse    bool      `json:"in_use,omitempty"`   // a process that runs has asked for it
	kind, id string
}

// IsCheckout is whether it is the source of a revision, and no build.
func (e *Entry) IsCheckout() bool { return e.kind == checkouts }

// names are those of the entries that this package makes: nothing else is
// listed or removed.
var names = map[string]*regexp.Regexp{
	checkouts: regexp.MustCompile(`^[\w.-]+-[0-9a-f]{8}-[0-9a-f]{40,64}$`),
	programs:  regexp.MustCompile(`^[\w.-]+-[0-9a-f]{24}$`),
}

// List returns what is in the cache, the newest first. There being no cache is
// no error.
func List() ([]Entry, error) {
	dir, err := CacheDir()
	if err != nil {
		return nil, err
	}
	list := []Entry{}
	for kind, name := range names {
		if _, err := os.Lstat(filepath.Join(dir, kind)); err == nil && !isFolder(filepath.Join(dir, kind)) {
			continue // a link leads out of the cache
		}
		found, err := os.ReadDir(filepath.Join(dir, kind))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%w: %w", ErrCache, err)
		}
		for _, f := range found {
			if !f.IsDir() || !name.MatchString(f.Name()) {
				continue
			}
			e := Entry{kind: kind, id: f.Name()}
			e.InUse = (&cache{dir}).inUse(e.kind, e.id)
			e.describe(filepath.Join(dir, kind, e.id))
			list = append(list, e)
		}
	}
	slices.SortFunc(list, func(a, b Entry) int { return cmp.Or(b.Used.Compare(a.Used), cmp.Compare(a.id, b.id)) })
	return list, nil
}

func (e *Entry) describe(dir string) {
	e.Name = "(unfinished)"
	if e.kind == checkouts {
		var of origin
		if text, err := os.ReadFile(filepath.Join(dir, aboutFile)); err == nil && json.Unmarshal(text, &of) == nil {
			e.Name = of.Repository
		}
		e.Revision = e.id[strings.LastIndexByte(e.id, '-')+1:]
	} else if p, err := readProgram(dir); err == nil {
		e.Name, e.Revision, e.Layout, e.Go = p.Name, p.Revision, p.Layout, p.Go
	}
	if info, err := os.Stat(dir); err == nil && e.Name == "(unfinished)" {
		e.Used = info.ModTime()
	}
	e.Size = scratch.SizeOf(dir)
	_ = filepath.WalkDir(dir, func(_ string, f fs.DirEntry, err error) error {
		if err != nil {
			return nil // it is being removed
		}
		info, err := f.Info()
		if err != nil {
			return nil
		}
		if f.Name() == aboutFile || strings.HasPrefix(f.Name(), "worker-") {
			if info.ModTime().After(e.Used) {
				e.Used = info.ModTime()
			}
		}
		return nil
	})
}

// Clear removes entries that List returned, and what was left unfinished. One
// that another process makes at the time is waited for, and one that another process
// uses, as a recording does until it ends, is kept.
func Clear(ctx context.Context, entries []Entry) (kept []Entry, err error) {
	c, err := openCache()
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		removed, err := c.clear(ctx, e)
		if err != nil {
			return kept, err
		}
		if !removed {
			e.InUse = true
			kept = append(kept, e)
		}
	}
	return kept, nil
}

func (c *cache) clear(ctx context.Context, e Entry) (removed bool, err error) {
	unlock, err := c.lock(ctx, e.kind, e.id)
	if err != nil {
		return false, err
	}
	defer unlock()
	release, ok, err := c.unused(e.kind, e.id)
	if err != nil || !ok {
		return false, err
	}
	defer release()
	if !isFolder(filepath.Join(c.dir, e.kind, e.id)) {
		return true, nil
	}
	return true, c.remove(e.kind, e.id)
}
