//go:build !linux

package program

import "os"

// Path is what opens, or starts again, the program that this process runs,
// unless its file was replaced.
func Path() (string, error) { return os.Executable() }

// Lasting is a Path that holds for every process.
func Lasting() (string, error) { return Path() }
