//go:build !windows

package record

import "os"

// move renames a file, in place of another that may have the name.
func move(from, to string) error { return os.Rename(from, to) }
