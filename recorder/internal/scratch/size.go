package scratch

import (
	"io/fs"
	"path/filepath"
)

// SizeOf is the size in bytes of the regular files in a folder, or of a file. Links
// are not followed.
func SizeOf(path string) (size int64) {
	_ = filepath.WalkDir(path, func(_ string, f fs.DirEntry, err error) error {
		if err != nil {
			return nil // it is being removed
		}
		if info, err := f.Info(); err == nil && info.Mode().IsRegular() {
			size += info.Size()
		}
		return nil
	})
	return size
}
