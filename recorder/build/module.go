package build

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// ErrNoModule: a folder is in no Go module.
var ErrNoModule = errors.New("not in a Go module")

// Module returns the path of the Go module that a folder is in, and the module's
// folder.
func Module(dir string) (path, root string, err error) {
	root, err = filepath.Abs(dir)
	if err != nil {
		return "", "", err
	}
	for {
		text, err := os.ReadFile(filepath.Join(root, "go.mod"))
		if err == nil {
			if path = modulePath(string(text)); path == "" {
				return "", "", fmt.Errorf("%w: %s names none", ErrNoModule, filepath.Join(root, "go.mod"))
			}
			return path, root, nil
		}
		up := filepath.Dir(root)
		if !errors.Is(err, fs.ErrNotExist) || up == root {
			return "", "", fmt.Errorf("%w: %s: %w", ErrNoModule, dir, err)
		}
		root = up
	}
}
