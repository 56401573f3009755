package build

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// Program is a worker program.
type Program struct {
	Path     string    `json:"-"`
	Name     string    `json:"name"` // the engine as it was typed, without flags
	Revision string    `json:"revision,omitempty"`
	Go       string    `json:"go"`               // version of the toolchain
	Layout   int       `json:"layout,omitempty"` // seed of the linker's order
	Made     time.Time `json:"made"`
}

// keep gives the program that was linked a name of its own by its contents, so
// that a newer one of the same folder never takes its place while it runs.
func (p *Program) keep(dir string) error {
	linked, err := os.Open(filepath.Join(dir, "linked"))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrCache, err)
	}
	defer linked.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, linked); err != nil {
		return fmt.Errorf("%w: read %s: %w", ErrCache, linked.Name(), err)
	}
	p.Path = filepath.Join(dir, "worker-"+hex.EncodeToString(hash.Sum(nil))[:16])
	if runtime.GOOS == "windows" {
		p.Path += ".exe"
	}
	now := time.Now()
	if err := os.Chtimes(p.Path, now, now); err != nil { // it is not there
		if _, err := linked.Seek(0, io.SeekStart); err != nil {
			return fmt.Errorf("%w: %w", ErrCache, err)
		}
		if err := replaceFile(p.Path, linked, 0o755); err != nil {
			return err
		}
	}
	return p.note(dir)
}

// note writes beside the program what readProgram reads.
func (p *Program) note(dir string) error {
	about, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("BUG: %w", err)
	}
	return replaceFile(filepath.Join(dir, aboutFile), strings.NewReader(string(about)+"\n"+filepath.Base(p.Path)+"\n"), 0o644)
}

// A folder that changes all the time leaves a program each time. Those of its
// entry that nobody used for a day are removed, but for a few.
const (
	mostPrograms = 5
	unused       = 24 * time.Hour
)

func tidy(dir, but string) error {
	old, err := fs.Glob(os.DirFS(dir), "worker-*") // no pattern of dir, which may look like one
	if err != nil {
		return fmt.Errorf("%w: %w", ErrCache, err)
	}
	for i := range old {
		old[i] = filepath.Join(dir, old[i])
	}
	used := func(name string) time.Time {
		info, err := os.Stat(name)
		if err != nil {
			return time.Time{}
		}
		return info.ModTime()
	}
	slices.SortFunc(old, func(a, b string) int { return used(b).Compare(used(a)) })
	for i, name := range old {
		if i < mostPrograms || name == but || time.Since(used(name)) < unused {
			continue
		}
		if err := os.Remove(name); err != nil {
			return fmt.Errorf("%w: %w", ErrCache, err)
		}
	}
	return nil
}

const aboutFile = "build.json"

// readProgram reads what note wrote.
func readProgram(dir string) (p Program, err error) {
	text, err := os.ReadFile(filepath.Join(dir, aboutFile))
	if err != nil {
		return p, err
	}
	about, name, _ := strings.Cut(string(text), "\n")
	if err := json.Unmarshal([]byte(about), &p); err != nil {
		return p, err
	}
	p.Path = filepath.Join(dir, filepath.Base(strings.TrimSpace(name)))
	_, err = os.Stat(p.Path)
	return p, err
}

// replaceFile writes a file that is there as a whole, or not at all.
func replaceFile(name string, from io.Reader, mode os.FileMode) error {
	to, err := os.CreateTemp(filepath.Dir(name), "unfinished-")
	if err != nil {
		return fmt.Errorf("%w: %w", ErrCache, err)
	}
	_, err = io.Copy(to, from)
	err = errors.Join(err, to.Chmod(mode), to.Close())
	if err == nil {
		err = os.Rename(to.Name(), name)
	}
	if err != nil {
		_ = os.Remove(to.Name())
		return fmt.Errorf("%w: write %s: %w", ErrCache, name, err)
	}
	return nil
}
