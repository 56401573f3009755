package record

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// LatestName is the name, in the folder of recordings, of what SetLatest makes there.
// It has no ending of recordings, so that neither a history nor *.jsonl takes it for one
// more.
const LatestName = "sightglass-latest"

// A latest is what the file holds that SetLatest writes where it cannot link.
type latest struct {
	File string `json:"sightglass-latest"`
}

// maxLatest is how long such a file may be: a name has its limits.
const maxLatest = 16 << 10

// ErrLatest: there is something else where the latest recording would be named.
var ErrLatest = errors.New("it does not name a recording, and is not replaced")

// SetLatest makes name stand for a recording: a symbolic link or, where there are
// none (on Windows without the right to make them), a file of one line. A reader
// meets the recording before or this one, never half of either. What is
// there already is replaced only if SetLatest could have made it, else the error wraps
// ErrLatest.
func SetLatest(name, file string) error {
	if _, err := Latest(name); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	target := file
	if rel, err := relative(name, file); err == nil {
		target = rel
	}
	free, err := beside(name)
	if err != nil {
		return naming("write", name, err)
	}
	err = errors.Join(free.Close(), os.Remove(free.Name()))
	if err == nil && !link(target, free.Name()) {
		err = writeLatest(free.Name(), target)
	}
	if err == nil {
		err = move(free.Name(), name)
	}
	if err != nil {
		_ = os.Remove(free.Name()) // if it is there at all
		return naming("write", name, err)
	}
	return nil
}

// link reports whether there is a symbolic link now: Wine says that it made one and
// makes none.
func link(target, name string) bool {
	if os.Symlink(target, name) != nil {
		return false
	}
	_, err := os.Lstat(name)
	return err == nil
}

// relative is a file's name as seen from name's folder, so that the two can be moved
// together, or the absolute one of a file elsewhere.
func relative(name, file string) (string, error) {
	from, err := filepath.Abs(filepath.Dir(name))
	if err != nil {
		return "", err
	}
	to, err := filepath.Abs(file)
	if err == nil && filepath.Dir(to) == from {
		to = filepath.Base(to)
	}
	return to, err
}

func writeLatest(name, target string) error {
	text, err := json.Marshal(latest{target})
	if err != nil {
		return err
	}
	return os.WriteFile(name, append(text, '\n'), 0o666)
}

// Latest returns the recording that a name stands for by SetLatest. If there is no
// such name the error wraps os.ErrNotExist, and ErrLatest if it is something else. The
// recording itself need not exist.
func Latest(name string) (file string, err error) {
	info, err := os.Lstat(name)
	switch {
	case err != nil:
		return "", err
	case info.Mode()&os.ModeSymlink != 0:
		file, err = os.Readlink(name)
	case info.Mode().IsRegular() && info.Size() <= maxLatest:
		file, err = readLatest(name)
	default:
		err = ErrLatest
	}
	if err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	if !filepath.IsAbs(file) {
		file = filepath.Join(filepath.Dir(name), file)
	}
	return file, nil
}

func readLatest(name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxLatest))
	if err != nil {
		return "", err
	}
	var l latest
	if json.Unmarshal(text, &l) != nil || l.File == "" {
		return "", ErrLatest
	}
	return l.File, nil
}
