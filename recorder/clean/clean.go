// Package clean finds what recording has left on a machine and can be made again, or
// that nobody needs any more: builds, checkouts, what processes left that were killed.
// It finds no recordings.
package clean

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"github.com/sightglass-go/sightglass/recorder/build"
	"github.com/sightglass-go/sightglass/recorder/internal/scratch"
)

// Item is something that can be removed.
type Item struct {
	What  string // in words
	Path  string // of a file or a folder; "" for an entry of the cache of builds
	Size  int64  // bytes of the regular files; links are not followed
	InUse bool   // a recording that runs uses it

	entry    build.Entry
	leftover *build.Leftover
}

// ErrNotCache is the error of a folder that is said to be the cache of builds, and was
// never used as one.
var ErrNotCache = errors.New("it is not marked as sightglass's")

// originalLog matches the names of the logs that the Rust original leaves behind.
var originalLog = regexp.MustCompile(`^(?:stdout|stderr)-\w+-\d+\.log$`)

// Find returns what can be removed: of the cache of builds, unless it is no cache of
// this program's (ErrNotCache; the rest is found nevertheless); among the system's
// temporary files; and the logs of the original, there and in dir.
func Find(dir string) (items []Item, err error) {
	items, err = inCache()
	for _, path := range scratch.Leftovers(time.Now()) {
		items = append(items, Item{What: "left by a process that was killed, or kept for a day", Path: path, Size: scratch.SizeOf(path)})
	}
	logs := logsIn(dir)
	others := filepath.Join(os.TempDir(), "sightglass-logs")
	if info, err := os.Lstat(others); err == nil && info.IsDir() { // anybody may put a link there
		logs = append(logs, logsIn(others)...)
	}
	return append(items, logs...), err
}

func logsIn(dir string) (items []Item) {
	found, _ := os.ReadDir(dir) // there is none
	for _, f := range found {
		info, err := f.Info()
		if err == nil && info.Mode().IsRegular() && scratch.Ours(info) && originalLog.MatchString(f.Name()) {
			items = append(items, Item{What: "log of the Rust original", Path: filepath.Join(dir, f.Name()), Size: info.Size()})
		}
	}
	return items
}

func inCache() (items []Item, err error) {
	dir, err := build.CacheDir()
	if err != nil {
		return nil, err
	}
	list, err := build.List()
	if err != nil {
		return nil, err
	}
	left, err := build.Leftovers()
	if err != nil {
		return nil, err
	}
	if len(list)+len(left) > 0 && !build.IsCache(dir) {
		return nil, fmt.Errorf("the cache of builds, %s: %w: it is left alone", dir, ErrNotCache)
	}
	for _, e := range list {
		what := "build"
		if e.IsCheckout() {
			what = "checkout"
		}
		items = append(items, Item{What: what + " " + e.Name, Size: e.Size, InUse: e.InUse, entry: e})
	}
	for _, l := range left {
		items = append(items, Item{What: "unfinished build or checkout", Path: l.Path, Size: l.Size, leftover: &l})
	}
	return items, nil
}

// Remove removes an item, and returns false if a recording uses it by now. That it is
// gone is no error.
func (i *Item) Remove(ctx context.Context) (removed bool, err error) {
	switch {
	case i.leftover != nil:
		return true, i.leftover.Remove(ctx)
	case i.Path == "":
		kept, err := build.Clear(ctx, []build.Entry{i.entry})
		return err == nil && len(kept) == 0, err
	case ctx.Err() != nil:
		return false, context.Cause(ctx)
	}
	if err := os.RemoveAll(i.Path); err != nil {
		return false, fmt.Errorf("remove %s: %w", i.Path, err)
	}
	return true, nil
}
