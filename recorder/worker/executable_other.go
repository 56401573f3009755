//go:build !windows

package worker

import "os"

// holds is whether an open program stays what it is.
const holds = false

func hold(path string) (*os.File, error) { return os.Open(path) }
