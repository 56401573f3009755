//go:build !windows

package analysis

import "os"

const tempVariable = "TMPDIR"

// tempFile opens a file that has no name any more: however the program ends, nothing is
// left of it.
func tempFile() (*os.File, error) {
	f, err := os.CreateTemp("", "sightglass-values-*")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(f.Name()); err != nil {
		_ = f.Close() // what failed before says why
		return nil, err
	}
	return f, nil
}
