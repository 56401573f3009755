package build

import (
	"errors"
	"fmt"
	"path/filepath"
)

// ErrNoModule: a folder is in no Go module.
var ErrNoModule = errors.New("not in a Go module")

// Module returns the path of the Go module that a folder is in, and the module's
// folder.
func Module(dir string) (path, root string, err error) {
	folder, err := filepath.Abs(dir)
	if err != nil {
		return "", "", err
	}
	root, path, err = moduleAbove(folder)
	switch {
	case err != nil:
		return "", "", fmt.Errorf("%w: %s: %w", ErrNoModule, dir, err)
	case path == "":
		return "", "", fmt.Errorf("%w: %s names none", ErrNoModule, filepath.Join(root, "go.mod"))
	}
	return path, root, nil
}
