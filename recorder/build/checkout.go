package build

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Tree is one revision of a repository as a folder. Others use it, too: nobody
// may write into it.
type Tree struct {
	Top    string // the folder that is the repository's
	Dir    string // the one in it that was asked for; it exists
	Commit string // hash, in full
}

// Checkout returns the revision of the repository that holds dir: a branch, a
// tag or a commit, as git takes it. The folder lies in the cache and has what
// git would check out, without submodules; it is made if it is not there, or is
// not as it was made. Neither the working tree nor the repository is written
// to. Errors wrap ErrRevision or ErrCache.
func Checkout(ctx context.Context, dir, revision string) (Tree, error) {
	t, err := checkout(ctx, dir, revision)
	switch {
	case err == nil:
		return t, nil
	case errors.Is(err, ErrCache):
		return Tree{}, err
	}
	return Tree{}, fmt.Errorf("%w revision %q of %s: %w", ErrRevision, revision, dir, err)
}

func checkout(ctx context.Context, dir, revision string) (Tree, error) {
	r, err := openRepository(ctx, dir)
	if err != nil {
		return Tree{}, err
	}
	t := Tree{}
	if t.Commit, err = r.resolve(ctx, revision); err != nil {
		return Tree{}, err
	}
	c, err := openCache()
	if err != nil {
		return Tree{}, err
	}
	sum := sha256.Sum256([]byte(r.top))
	entry := fmt.Sprintf("%s-%s-%s", plain(filepath.Base(r.top)), hex.EncodeToString(sum[:4]), t.Commit)
	unlock, err := c.lock(ctx, checkouts, entry)
	if err != nil {
		return Tree{}, err
	}
	defer unlock()
	if err := c.use(ctx, checkouts, entry); err != nil {
		return Tree{}, err
	}
	there := checkedOut{filepath.Join(c.dir, checkouts, entry)}
	if there.unchanged(ctx, r) {
		now := time.Now()
		_ = os.Chtimes(filepath.Join(there.dir, aboutFile), now, now) // when it was used last
	} else {
		err := c.fill(checkouts, entry, func(dir string) error { return checkedOut{dir}.make(ctx, r, t.Commit) })
		if err != nil {
			return Tree{}, err
		}
	}
	t.Top = there.tree()
	t.Dir = filepath.Join(t.Top, filepath.FromSlash(r.below))
	if info, err := os.Stat(t.Dir); err != nil || !info.IsDir() {
		return Tree{}, fmt.Errorf("commit %.12s has no folder %s", t.Commit, r.below)
	}
	return t, nil
}

// workspace is what GOWORK has to be in the folder of a checkout: its own go.work, or
// "off". Any other, of a folder above the cache or of the working tree, is about
// modules that are not in it. It is "" for other folders.
func workspace(dir string) string {
	cached, err := CacheDir()
	if err != nil {
		return ""
	}
	below, err := filepath.Rel(filepath.Join(cached, checkouts), dir)
	if err != nil || !filepath.IsLocal(below) || strings.Count(filepath.ToSlash(below), "/") < 1 {
		return ""
	}
	if os.Getenv("GOWORK") == "off" {
		return "off"
	}
	entry, _, _ := strings.Cut(filepath.ToSlash(below), "/")
	for top := (checkedOut{filepath.Join(cached, checkouts, entry)}).tree(); ; dir = filepath.Dir(dir) {
		file := filepath.Join(dir, "go.work")
		if _, err := os.Stat(file); err == nil {
			return file
		}
		if dir == top || len(dir) <= len(top) {
			return "off"
		}
	}
}

// repository is one that is there already.
type repository struct {
	top   string // its working tree
	below string // where in it the folder is that was named, with slashes; "" for the top
}

func openRepository(ctx context.Context, dir string) (r repository, err error) {
	if info, err := os.Stat(dir); err != nil {
		return r, err
	} else if !info.IsDir() {
		return r, errors.New("it is a file; name a folder")
	}
	if r.top, _, err = git(ctx, dir, nil, "rev-parse", "--show-toplevel"); err != nil {
		return r, err
	}
	r.below, _, err = git(ctx, dir, nil, "rev-parse", "--show-prefix")
	r.top, r.below = filepath.FromSlash(r.top), strings.TrimSuffix(r.below, "/")
	return r, err
}

// resolve returns the hash of the commit that revision means, if it means one
// and no other.
func (r repository) resolve(ctx context.Context, revision string) (string, error) {
	if revision == "" {
		return "", errors.New("the revision is empty")
	}
	commit, warnings, err := git(ctx, r.top, nil, "rev-parse", "--verify", "--end-of-options", revision+"^{commit}")
	switch {
	case strings.Contains(warnings, "is ambiguous"):
		return "", fmt.Errorf("it is ambiguous: name a commit in full, or a branch or a tag as refs/heads/... or refs/tags/... (%s)", firstLine(warnings))
	case err != nil && ctx.Err() == nil:
		return "", fmt.Errorf("there is no such revision; fetch it first if it is on a remote (%w)", err)
	}
	return commit, err
}

// checkedOut is an entry of the cache: the folder tree, and beside it the index
// that git made with it.
type checkedOut struct{ dir string }

func (c checkedOut) tree() string { return filepath.Join(c.dir, "tree") }

// variables make git work on this entry, of the repository, and on an index that is not
// the user's.
func (c checkedOut) variables(ctx context.Context, r repository) ([]string, error) {
	gitDir, _, err := git(ctx, r.top, nil, "rev-parse", "--absolute-git-dir")
	return []string{"GIT_INDEX_FILE=" + filepath.Join(c.dir, "index"), "GIT_WORK_TREE=" + c.tree(), "GIT_DIR=" + gitDir}, err
}

func (c checkedOut) make(ctx context.Context, r repository, commit string) error {
	if err := os.Mkdir(c.tree(), 0o755); err != nil {
		return fmt.Errorf("%w: %w", ErrCache, err)
	}
	env, err := c.variables(ctx, r)
	if err != nil {
		return err
	}
	if _, _, err := git(ctx, c.tree(), env, "read-tree", commit); err != nil {
		return err
	}
	if _, _, err = git(ctx, c.tree(), env, "checkout-index", "--all", "--force", "--index", "--quiet"); err != nil {
		return err
	}
	about, err := json.Marshal(origin{r.top})
	if err != nil {
		return fmt.Errorf("BUG: %w", err)
	}
	return replaceFile(filepath.Join(c.dir, aboutFile), bytes.NewReader(about), 0o644)
}

// origin is what is kept of where a checkout comes from.
type origin struct {
	Repository string `json:"repository"`
}

// unchanged is whether the entry exists and is what was checked out, by the
// sizes and times that its index has of every file.
func (c checkedOut) unchanged(ctx context.Context, r repository) bool {
	if _, err := os.Stat(filepath.Join(c.dir, "index")); err != nil {
		return false
	}
	env, err := c.variables(ctx, r)
	if err != nil {
		return false
	}
	if _, _, err := git(ctx, c.tree(), env, "diff-files", "--quiet", "--ignore-submodules"); err != nil {
		return false
	}
	others, _, err := git(ctx, c.tree(), env, "ls-files", "--others")
	return err == nil && others == ""
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}
