// Package scratch has the folders for what lives as long as a recording: what
// guests print, and what processes say of themselves. A process that is killed
// cannot remove its folder; the next one does.
package scratch

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"time"

	"github.com/sightglass-go/sightglass/measure/record"
)

// Folder is a folder of its own. A lock on a file in it tells it from that of a
// process which was killed.
type Folder struct {
	dir  string
	lock *record.File
}

const (
	prefix   = "sightglass-scratch-"
	lockName = "lock"
	// lockAge is how old a folder is that certainly has its lock.
	lockAge = time.Minute

	keptPrefix = "sightglass-"
	keptSuffix = ".actual"
)

// KeptFor is how long what Keep made stays at least: the next New after that
// removes it.
const KeptFor = 24 * time.Hour

// New makes a folder among the system's temporary files, and removes those that
// nobody needs any more.
func New() (*Folder, error) {
	sweep(time.Now())
	dir, err := os.MkdirTemp("", prefix)
	if err != nil {
		return nil, fmt.Errorf("make a folder for temporary files: %w", err)
	}
	lock, err := record.Create(filepath.Join(dir, lockName))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("make a folder for temporary files: %w", err), os.RemoveAll(dir))
	}
	return &Folder{dir, lock}, nil
}

// Path returns where it is.
func (f *Folder) Path() string { return f.dir }

// Process makes a folder in it for one process.
func (f *Folder) Process() (string, error) {
	dir, err := os.MkdirTemp(f.dir, "process-")
	if err != nil {
		return "", fmt.Errorf("make a folder for the guest's output: %w", err)
	}
	return dir, nil
}

// Remove removes it with all that is in it. A nil Folder is none.
func (f *Folder) Remove() error {
	if f == nil {
		return nil
	}
	return errors.Join(f.lock.Close(), removeAll(f.dir))
}

// removeAll is os.RemoveAll. On Windows files that a process had open which has
// just ended, or which a virus scanner looks at, take a moment.
func removeAll(dir string) error {
	for pause := time.Millisecond; ; pause *= 2 {
		err := os.RemoveAll(dir)
		if err == nil || runtime.GOOS != "windows" || pause > time.Second {
			return err
		}
		time.Sleep(pause)
	}
}

// Made is whether New or Keep makes what has this name.
func Made(name string) bool {
	return strings.HasPrefix(name, prefix) || strings.HasPrefix(name, keptPrefix) && strings.HasSuffix(name, keptSuffix)
}

// Keep makes a file that stays for KeptFor when the recording is over.
func Keep(name string) (*os.File, error) {
	return os.CreateTemp("", keptPrefix+strings.ReplaceAll(name, "*", "_")+"-*"+keptSuffix)
}

// sweep removes the folders of processes that were killed, and what was kept
// for long enough. What cannot be removed does not concern this recording.
func sweep(now time.Time) {
	for _, path := range Leftovers(now) {
		_ = os.RemoveAll(path)
	}
}

// Leftovers are the folders of processes that were killed, and the files that Keep
// made and nobody needs any more at this time: their paths. They may be removed. What
// has such a name and was not made here is none: a folder that lacks a lock, unless it is
// empty.
func Leftovers(now time.Time) (list []string) {
	found, _ := os.ReadDir(os.TempDir()) // no pattern: the folder's own name may look like one
	for _, f := range found {
		path := filepath.Join(os.TempDir(), f.Name())
		info, err := f.Info()
		if err != nil || !Ours(info) {
			continue
		}
		switch age := now.Sub(info.ModTime()); {
		case keptName.MatchString(f.Name()) && info.Mode().IsRegular() && age > KeptFor,
			locks && scratchName.MatchString(f.Name()) && info.IsDir() && age >= lockAge && unlocked(path):
			list = append(list, path)
		}
	}
	return list
}

// os.MkdirTemp and os.CreateTemp put digits into a name.
var (
	scratchName = regexp.MustCompile(`^` + prefix + `\d+$`)
	keptName    = regexp.MustCompile(`^` + keptPrefix + `.+-\d+\` + keptSuffix + `$`)
)

// unlocked is whether a folder has a lock that nobody holds, or nothing at all: its
// process was killed before it made one.
func unlocked(dir string) bool {
	name := filepath.Join(dir, lockName)
	info, err := os.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		in, err := os.ReadDir(dir)
		return err == nil && len(in) == 0
	}
	if err != nil || !info.Mode().IsRegular() || info.Size() > 0 {
		return false
	}
	lock, err := record.Create(name)
	return err == nil && lock.Close() == nil
}
