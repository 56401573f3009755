package build

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/gofrs/flock"
)

// held are the locks by which this process keeps others from removing what it uses,
// by their files. The system gives them back when it ends, however it does.
var held = struct {
	sync.Mutex
	locks map[string]*flock.Flock
}{locks: map[string]*flock.Flock{}}

func (c *cache) useFile(kind, entry string) string {
	return filepath.Join(c.dir, locks, "use-"+kind+"-"+entry)
}

// use keeps a locked entry until this process ends: a recording needs its programs in
// every round.
func (c *cache) use(ctx context.Context, kind, entry string) error {
	file := c.useFile(kind, entry)
	held.Lock()
	defer held.Unlock()
	if held.locks[file] != nil {
		return nil
	}
	lock := flock.New(file)
	if _, err := lock.TryRLockContext(ctx, 10*time.Millisecond); err != nil { // somebody looks whether it is in use
		return fmt.Errorf("%w: lock %s: %w", ErrCache, file, err)
	}
	held.locks[file] = lock
	return nil
}

// unused returns whether no other process uses an entry, and keeps any from beginning
// to until release is called.
func (c *cache) unused(kind, entry string) (release func(), ok bool, err error) {
	file := c.useFile(kind, entry)
	held.Lock()
	defer held.Unlock()
	if lock := held.locks[file]; lock != nil { // who removes what he uses himself knows it
		_ = lock.Close()
		delete(held.locks, file)
	}
	lock := flock.New(file)
	if ok, err = lock.TryLock(); err != nil {
		return nil, false, fmt.Errorf("%w: lock %s: %w", ErrCache, file, err)
	}
	return func() { _ = lock.Close() }, ok, nil
}

// inUse is whether a process uses an entry. What has no lock was never used, or by an
// older version.
func (c *cache) inUse(kind, entry string) bool {
	file := c.useFile(kind, entry)
	if _, err := os.Stat(file); err != nil {
		return false
	}
	lock := flock.New(file)
	ok, err := lock.TryLock()
	_ = lock.Close()
	return err == nil && !ok
}
